"""Documents in Wagtail's admin."""

from editorial.reports import register
from policies.reports import StaleCitationsReport

register(StaleCitationsReport, order=90)
