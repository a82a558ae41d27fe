"""Declarations of the sample site."""
