"""Signing in: by unified identity (OIDC), by telephone and code, and for staff by password and second factor."""
