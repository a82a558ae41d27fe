"""The home page and the columns that are neither policy nor notice."""

from home.models.articles import (
    CaseIndexPage,
    CasePage,
    ContactPage,
    DownloadIndexPage,
    GuideIndexPage,
    GuidePage,
)
from home.models.feedback import Feedback, Subject
from home.models.home_page import HomePage
from home.models.services import ServiceBasis, ServiceIndexPage, ServicePage

__all__ = [
    "CaseIndexPage",
    "CasePage",
    "ContactPage",
    "DownloadIndexPage",
    "Feedback",
    "GuideIndexPage",
    "GuidePage",
    "HomePage",
    "ServiceBasis",
    "ServiceIndexPage",
    "ServicePage",
    "Subject",
]
