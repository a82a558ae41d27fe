"""What a page type tells the catalogue about itself."""

from dataclasses import dataclass, field
from datetime import date

from catalogue.enums import Kind, Validity
from catalogue.models import Issuer, Topic


@dataclass(frozen=True)
class Facts:
    """The catalogued facts of one page; title, address and times are read off the page itself.

    document_year: the year a document belongs to, where that is not the year it was put on this site.
    """

    kind: Kind
    published_on: date
    summary: str = ""
    topic: Topic | None = None
    issuers: list[Issuer] = field(default_factory=list)
    number: str = ""
    number_key: str = ""
    number_agency: str = ""
    number_year: int | None = None
    document_year: int | None = None
    number_serial: int | None = None
    document_type: str = ""
    validity: Validity | str = ""
    pinned: bool = False
    ended_on: date | None = None
