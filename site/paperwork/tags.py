"""The structure of a paper (tagged PDF): headings, paragraphs, tables with their heads, in the order of reading.

What is drawn belongs either to an element of the structure or is an artifact (lines, page numbers, what is repeated on a
later page), which a reader's voice passes over. reportlab knows nothing of this: marks go into the page's commands, and
the tree is written as objects of the same file (ISO 32000-1, 14.7 and 14.8).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObject, PDFObjectReference, PDFString
from reportlab.pdfgen.canvas import Canvas

COLUMN, ROW = "/A <</O /Table /Scope /Column>>", "/A <</O /Table /Scope /Row>>"
DEEPEST = 6


class Element(PDFObject):
    """One element; kids are elements and (page, number) of marked content, both in the order of reading."""

    def __init__(self, role: str, parent: "Element | None", attributes: str = "", alt: str = ""):
        self.role, self.parent, self.attributes, self.alt = role, parent, attributes, alt
        self.kids: list[Element | tuple[int, int]] = []
        if parent:
            parent.kids.append(self)

    def format(self, document) -> bytes:
        """reportlab's hook: the element as an object of the file."""
        page = next((kid[0] for kid in self.kids if isinstance(kid, tuple)), None)
        parts = [f"<</Type /StructElem /S /{self.role} /P {_reference(document, self.parent)}"]
        if page:
            parts.append(f"/Pg {_page(document, page)}")
        parts.append(f"/K [{' '.join(self._kid(document, kid, page) for kid in self.kids)}]")
        if self.alt:
            parts.append(f"/Alt {PDFString(self.alt).format(document).decode('latin-1')}")
        parts.append(f"{self.attributes}>>")
        return "\n".join(parts).encode("latin-1")

    @staticmethod
    def _kid(document, kid: "Element | tuple[int, int]", page: int | None) -> str:
        if isinstance(kid, Element):
            return _reference(document, kid)
        if kid[0] == page:
            return str(kid[1])
        return f"<</Type /MCR /Pg {_page(document, kid[0])} /MCID {kid[1]}>>"


class Structure:
    """The structure of the paper that a canvas draws; see `of`."""

    def __init__(self, canvas: Canvas):
        self.canvas = canvas
        self.root = Element("Document", None)
        self._owners: dict[int, list[Element]] = {}  # of each page's marked content, by number
        self._is_open = False
        self._level = 0

    def add(self, role: str, parent: Element | None = None, attributes: str = "", alt: str = "") -> Element:
        """A new element at the end of its parent. Headings never skip a level (ISO 14289-1, 7.4.2)."""
        if role[:1] == "H" and role[1:].isdigit():
            self._level = min(int(role[1:]), self._level + 1, DEEPEST)
            role = f"H{self._level}"
        return Element(role, parent or self.root, attributes, alt)

    def form_table(self) -> Element:
        """The table that rows of a form belong to: the one just begun, or a new one."""
        last = self.root.kids[-1] if self.root.kids else None
        return last if isinstance(last, Element) and last.role == "Table" and not last.alt else self.add("Table")

    @contextmanager
    def content(self, element: Element) -> Iterator[None]:
        """What is drawn inside belongs to the element; inside other content it belongs to that."""
        if self._is_open:
            yield
            return
        page = self.canvas.getPageNumber()
        owners = self._owners.setdefault(page, [])
        element.kids.append((page, len(owners)))
        with self._marked(f"/{element.role} <</MCID {len(owners)}>> BDC"):
            owners.append(element)
            yield

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """What is drawn inside is no content: a line, a page number, a mark across the page."""
        if self._is_open:
            yield
            return
        with self._marked("/Artifact BMC"):
            yield

    @contextmanager
    def _marked(self, operator: str) -> Iterator[None]:
        self._is_open = True
        self.canvas._code.append(operator)
        yield
        self.canvas._code.append("EMC")
        self._is_open = False

    def finish(self) -> None:
        """Writes the tree into the document; after the last page."""
        document = self.canvas._doc
        numbers: list = []
        for place, page in enumerate(document.Pages.pages):
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
            page.StructParents, page.Tabs = place, PDFName("S")
            owners = self._owners.get(place + 1, [])
            numbers += [place, document.Reference(PDFArray([document.Reference(owner) for owner in owners]))]
        parents = document.Reference(PDFDictionary({"Nums": PDFArray(numbers)}))
        tree = PDFDictionary(
            {
                "Type": PDFName("StructTreeRoot"),
                "K": document.Reference(self.root),
                "ParentTree": parents,
                "ParentTreeNextKey": len(document.Pages.pages),
            }
        )
        self.root.parent = tree
        document.Catalog.StructTreeRoot = tree
        document.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})


def of(canvas: Canvas) -> Structure:
    """The structure of what this canvas draws."""
    found = getattr(canvas, "_structure", None)
    if found is None:
        found = canvas._structure = Structure(canvas)
    return found


def _reference(document, thing: PDFObject) -> str:
    return document.Reference(thing).format(document).decode("ascii")


def _page(document, number: int) -> str:
    return PDFObjectReference(f"Page{number}").format(document).decode("ascii")
