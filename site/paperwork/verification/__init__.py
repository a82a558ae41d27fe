"""Checking a paper: by its number and code, or by the file itself."""
