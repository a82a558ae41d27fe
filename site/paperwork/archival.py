"""What makes reportlab's file PDF/A-2b and PDF/UA-1: colour profile, metadata as XMP, fixed dates, no foreign fonts.

Everything is written in the one pass; a file that is made twice of the same data has the same bytes.
"""

import hashlib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString
from reportlab.pdfgen.canvas import Canvas

PROFILE = Path(__file__).parent / "glyphs" / "sRGB.icc"
PRODUCER = "ReportLab"
XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{creator}</xmp:CreatorTool><pdf:Producer>{producer}</pdf:Producer><pdf:Keywords>{keywords}</pdf:Keywords>
<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the document conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""

rl_config.useA85 = 0  # streams as they are: a quarter smaller
rl_config.pdfComments = 0


def prepare(canvas: Canvas, made_at: datetime | None, *names: str) -> None:
    """Before the first page: the date the file bears (None: now) and its identifier, which follows from date and names."""
    document = canvas._doc
    moment = (made_at or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    document._timeStamp = SimpleNamespace(t=moment.timestamp(), YMDhms=moment.timetuple()[:6], dhh=0, dmm=0)
    document.signature = hashlib.md5("\n".join([str(moment), *names]).encode(), usedforsecurity=False)
    document._pdfVersion = (1, 7)
    document.Catalog.__NoDefault__ = [*document.Catalog.__NoDefault__, "OutputIntents"]
    # Listed by reportlab from the beginning although nothing is set in it: it would be a font that is not embedded.
    document.idToObject["BasicFonts"].dict.pop("F1", None)
    document.fontMapping.pop("Helvetica", None)
    canvas.setProducer(PRODUCER)


def finish(canvas: Canvas) -> None:
    """After the last page."""
    document = canvas._doc
    profile = document.Reference(_stream({"N": 3}, _profile(), compressed=True))
    intent = PDFDictionary(
        {
            "Type": PDFName("OutputIntent"),
            "S": PDFName("GTS_PDFA1"),
            "OutputConditionIdentifier": PDFString("sRGB"),
            "Info": PDFString("sRGB IEC61966-2.1"),
            "DestOutputProfile": profile,
        }
    )
    document.Catalog.OutputIntents = PDFArray([document.Reference(intent)])
    document.Catalog.Metadata = _stream({"Type": PDFName("Metadata"), "Subtype": PDFName("XML")}, _xmp(document))


def _xmp(document) -> bytes:
    info, stamp = document.info, document._timeStamp
    year, month, day, *clock = stamp.YMDhms
    said = {name: escape(getattr(info, name)) for name in ("title", "author", "subject", "creator", "producer")}
    date = f"{year:04}-{month:02}-{day:02}T" + ":".join(f"{part:02}" for part in clock) + "Z"
    return XMP.format(**said, keywords=escape(info.keywords), date=date).encode()


def _stream(entries: dict, content: bytes, *, compressed: bool = False) -> PDFStream:
    return PDFStream(PDFDictionary(entries), content, [pdfdoc.PDFZCompress] if compressed else None)


@cache
def _profile() -> bytes:
    return PROFILE.read_bytes()


# --- what reportlab 5.1.0 writes against the standard, mended ----------------------------------------------------------


_format = pdfdoc.PDFStream.format


def _with_line_end(self, document) -> bytes:
    """A line end stands before "endstream" (ISO 19005-2, 6.1.7.1) and is not counted; of two characters, so that nobody
    takes a last byte of the data for a part of it.
    """
    made = _format(self, document)
    head, _, _ = made.rpartition(b"endstream\n")
    return head + b"\r\nendstream\n"


pdfdoc.PDFStream.format = _with_line_end
