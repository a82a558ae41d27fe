"""A real OpenID Connect provider for trying the site and for tests: django-oauth-toolkit as a site of its own.

Its people are invented. Never for the public: whoever chooses a person is that person.
"""
