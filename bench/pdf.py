"""The layout of a declaration of six pages without a code, with WeasyPrint and xhtml2pdf beside it on the same content and fonts.

What the standards ask for (tags, PDF/A) and the signature are measured apart from the layout. No database is needed: the
figures stand under the first one.
"""

import json
import sys
from pathlib import Path

from bench.common import ROOT, Database, Row, Site, at_least, at_most
from bench.common import run as run_program

CONTENT = ROOT / "tests" / "declarations" / "documents" / "data" / "demonstration.json"
ROUNDS, SLOW_ROUNDS, FIRST, ALL = 15, 3, 20, 100
FASTER, WHOLE, KILOBYTES, GROWTH = 5, 2, 200, 1.1

OURS = """
import json, sys, time
from contextlib import nullcontext
from datetime import UTC, datetime
from io import BytesIO
from statistics import median
from pypdf import PdfReader
from declarations.documents import declaration
from paperwork import archival, tags
from paperwork.papers import Body, SealPlace
from django.conf import settings
from paperwork.sealing import keys
from paperwork.sealing.pades import PyHankoSealer
content, rounds, first, everything = json.loads(sys.stdin.read())
at = datetime(2026, 11, 20, tzinfo=UTC)
def make(number):
    facts = declaration.Facts("demonstration", "北京市", "示例市城市建设档案馆", f"SF{number}", 1, "0" * 64, "", at)
    return declaration.render(content, facts)
with open(settings.SEAL["p12"], "wb") as file:
    file.write(keys.made_for_trying())
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096 / 1024**2
def once(act, *arguments):
    began = time.process_time()
    made = act(*arguments)
    return time.process_time() - began, made
class Bare(tags.Structure):
    def content(self, element):
        return nullcontext()
    def artifact(self):
        return nullcontext()
    def add(self, role, parent=None, attributes="", alt=""):
        return self.root
    def form_table(self):
        return self.root
    def finish(self):
        pass
whole, structure, finish = make(0), tags.Structure, archival.finish
sealer = PyHankoSealer()
def seal(made):
    return sealer.seal(Body(made, SealPlace(300, 100)), number="SF1", unit="示例市城市建设档案馆", at=at)
signed = seal(whole)
times = {"layout": [], "whole": [], "signature": []}
for number in range(rounds):
    tags.Structure, archival.finish = Bare, lambda canvas: None
    times["layout"].append(once(make, number)[0])
    tags.Structure, archival.finish = structure, finish
    seconds, made = once(make, number)
    times["whole"].append(seconds)
    times["signature"].append(once(seal, made)[0])
for number in range(first):
    make(number)
early = resident()
for number in range(first, everything):
    make(number)
print(json.dumps({
    "pages": len(PdfReader(BytesIO(whole)).pages), "kilobytes": len(signed) / 1024, "early": early, "late": resident(),
    **{name: median(each) for name, each in times.items()},
}))
"""
RIVALS = """
import io, json, sys, time
from html import escape
from statistics import median
content, fonts, rounds = json.loads(sys.stdin.read())
def table(fields):
    rows = "".join(f"<tr><th>{escape(f['label'])}</th><td>{escape(f['text'] or '（未填写）')} {escape(f['unit'])}</td></tr>" for f in fields)
    return f"<table>{rows}</table>"
parts = []
for section in content["sections"]:
    parts.append(f"<h2>{escape(section['title'])}</h2>")
    parts += [table(fields) for fields in section.get("rows") or [section.get("fields", [])]]
files = "".join(f"<tr><td>{escape(f['item'])}</td><td>{escape(f['name'])}</td><td>{f['sha256']}</td></tr>" for f in content["files"])
style = f'''@page {{ size: A4; margin: 25mm 22mm }}
@font-face {{ font-family: Song; src: url("{fonts[0]}") }} @font-face {{ font-family: Hei; src: url("{fonts[1]}") }}
body {{ font-family: Song; font-size: 10.5pt; line-height: 17pt }} h1, h2, th {{ font-family: Hei }}
table {{ width: 100%; border-collapse: collapse; margin-bottom: 8pt }} th, td {{ border: 0.6pt solid black; padding: 5pt }}
th {{ width: 25%; -pdf-word-wrap: CJK }} td {{ -pdf-word-wrap: CJK }}'''
page = f"<html lang='zh'><head><meta charset='utf-8'><style>{style}</style></head><body><h1>北京市装配式建筑示范工程申报书</h1>{''.join(parts)}<table>{files}</table></body></html>"
def weasyprint():
    from weasyprint import HTML
    return HTML(string=page, base_url="/").write_pdf()
def xhtml2pdf():
    from xhtml2pdf import pisa
    out = io.BytesIO()
    pisa.CreatePDF(page, dest=out, encoding="utf-8")
    return out.getvalue()
make = {"weasyprint": weasyprint, "xhtml2pdf": xhtml2pdf}[sys.argv[1]]
made, times = make(), []
for _ in range(rounds):
    began = time.process_time()
    make()
    times.append(time.process_time() - began)
print()
print(json.dumps([median(times), len(made) / 1024]))
"""


def run(database: Database, folder: Path) -> list[Row]:
    """Milliseconds of processor time for each part, how many times slower the others are, the size, and whether memory stays level."""
    if database.url:
        return []
    content = json.loads(CONTENT.read_text(encoding="utf-8"))
    site = Site(
        folder / "site", extra={"DJANGO_SETTINGS_MODULE": "portal.settings.test", "SEAL_P12": str(folder / "seal.p12")}
    )
    said = site.manage("shell", "-v0", "-c", OURS, text=json.dumps([content, ROUNDS, FIRST, ALL]))
    ours = json.loads(said.splitlines()[-1])
    others = {name: _rival(name, content, site) for name in ("weasyprint", "xhtml2pdf")}
    layout, whole, signature = (ours[name] * 1000 for name in ("layout", "whole", "signature"))
    return [
        Row("申报书页数", ours["pages"], "页", "= 6", ours["pages"] == 6),
        Row("排版", layout, "毫秒"),
        Row("标签和 PDF/A", whole - layout, "毫秒"),
        Row("盖章", signature, "毫秒"),
        at_most("排版、标签、PDF/A、盖章，与排版之比", (whole + signature) / layout, WHOLE, "倍"),
        *(
            at_least(f"{name} 排同样的内容，与本站之比", seconds * 1000 / layout, FASTER, "倍")
            for name, seconds in others.items()
        ),
        at_most("盖章以后的大小", ours["kilobytes"], KILOBYTES, "KB"),
        at_most(f"内存，第 {ALL} 份以后与第 {FIRST} 份以后之比", ours["late"] / ours["early"], GROWTH, "倍"),
    ]


def _rival(name: str, content: dict, site: Site) -> float:
    """Seconds for one document, fonts loaded before where the program can keep them."""
    folder = ROOT / "node_modules" / "@expo-google-fonts"
    fonts = [
        (folder / file).as_uri()
        for file in (
            "noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf",
            "noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
        )
    ]
    if name == "xhtml2pdf":
        fonts = [each.removeprefix("file://") for each in fonts]
    command = [sys.executable, "-W", "ignore", "-c", RIVALS, name]
    said = run_program(command, site.environment(), json.dumps([content, fonts, SLOW_ROUNDS]))
    return json.loads(said.splitlines()[-1])[0]
