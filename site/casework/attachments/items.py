"""What a kind of case asks for in files, as its code declares it; staff then change the rows made from it."""

from dataclasses import dataclass

from casework.attachments.formats import Sort


@dataclass(frozen=True)
class Item:
    """One item of the list of files. name is ASCII and never changes; max_megabytes holds for each file."""

    name: str
    label: str
    required: bool = False
    sorts: tuple[Sort, ...] = (Sort.PDF, Sort.PICTURE)
    max_megabytes: int = 20
    max_files: int = 5
    help: str = ""
