"""The search backend of the site's database, for WAGTAILSEARCH_BACKENDS."""

from django.db import connection

if connection.vendor == "postgresql":
    from chinese_search.postgresql import SearchBackend
else:
    from chinese_search.sqlite import SearchBackend

__all__ = ["SearchBackend"]
