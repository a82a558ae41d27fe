"""What a booking costs at least: a plain Django view that writes the same rows, without rules, locks and proofs.

It runs on the site's own database with the middleware that `django-admin startproject` names, signed in and with the
CSRF check, and is compared with the real one in `python -m bench booking`.
"""
