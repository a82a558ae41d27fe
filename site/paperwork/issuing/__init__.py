"""Issuing: a paper is asked for, made once, kept, and served as the same bytes from then on."""
