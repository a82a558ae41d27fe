"""The declaration of each kind on paper: what it says, that it breaks no rule, and how it looks."""

import json
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import page
import pypdfium2
import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader

from declarations.documents import declaration, forms
from declarations.documents.declaration import Facts
from paperwork import fonts

HERE = Path(__file__).parent
AT = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
DIGEST = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
KINDS = ["reward_fund", "technology", "demonstration"]
MOST_DIFFERENT = 0.002  # of the pixels, at 100 dpi
PICTURES = [("reward_fund", 1), ("reward_fund", 2), ("reward_fund", 8), ("technology", 3), ("demonstration", 3)]


@pytest.fixture(autouse=True)
def _fonts():
    fonts.register()


def content_of(kind: str) -> dict:
    return json.loads((HERE / "data" / f"{kind}.json").read_text(encoding="utf-8"))


def facts(kind: str, **changed) -> Facts:
    said = {
        "number": "JL2026112000001",
        "version": 2,
        "digest": DIGEST,
        "address": "HTTPS://WWW.EXAMPLE.INVALID/MY/CASES/1/PAPER/",
        "made_at": AT,
    }
    return Facts(kind=kind, place="北京市", issuer="示例市城市建设档案馆", **said | changed)


def flat(content: bytes) -> str:
    return "".join("".join(each.extract_text() for each in PdfReader(BytesIO(content)).pages).split())


@pytest.fixture(scope="module")
def exported() -> dict[str, bytes]:
    fonts.register()
    return {kind: declaration.render(content_of(kind), facts(kind)) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_everything_that_was_typed_stands_on_the_sheet(exported, kind):
    found = flat(exported[kind])
    for section in content_of(kind)["sections"]:
        assert section["title"] in found
        if section["name"] == "ratings":
            continue  # the sheet of each building, below
        for row in section.get("rows", [section.get("fields", [])]):
            for field in row:
                for line in field["text"].splitlines():
                    assert "".join(line.split())[:40] in found, field["label"]
    for file in content_of(kind)["files"]:
        assert "".join(file["name"].split()) in found
        assert file["sha256"] in found


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("reward_fund", "北京市装配式建筑项目财政奖励资金申报书"),
        ("technology", "北京市装配式建筑技术项目申报书"),
        ("demonstration", "北京市装配式建筑示范工程申报书"),
    ],
)
def test_it_bears_its_title_version_digest_and_empty_boxes(exported, kind, title):
    found, reader = flat(exported[kind]), PdfReader(BytesIO(exported[kind]))
    assert found.startswith(title) or title in found[:200]
    assert declaration.title_of(kind, "北京市") == title
    for words in (
        "（第2版）",
        DIGEST,
        "申报单位（盖章）",
        "法定代表人（签字）",
        "附件清单",
        "导出日期：2026年11月20日",
    ):
        assert words in found
    assert "草稿" not in found
    outline = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert outline[0].startswith("一、")
    assert any(entry.endswith("附件清单") for entry in outline)
    assert all("JL2026112000001" in each.extract_text() for each in reader.pages)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("profile", [page.ValidationProfile.PDF_A_2B, page.ValidationProfile.PDF_UA_1])
def test_it_breaks_no_rule(exported, kind, profile):
    report = page.validate_pdf_bytes(exported[kind], profile=profile)
    assert [(fault.rule_id, fault.message) for fault in report.failures] == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_version_has_the_same_bytes(exported, kind):
    assert declaration.render(content_of(kind), facts(kind)) == exported[kind]


def test_a_preview_says_so_on_every_page_and_lists_what_is_missing():
    gaps = ["项目概况：竣工日期：请填写。", "单位信息：“联系人”还没有填写。"]
    drawn = declaration.render(content_of("reward_fund"), facts("reward_fund", is_draft=True, gaps=gaps))
    reader = PdfReader(BytesIO(drawn))
    assert all("草稿" in each.extract_text() for each in reader.pages)
    found = flat(drawn)
    assert "尚缺内容" in found
    assert all(gap in found for gap in gaps)
    assert DIGEST not in found
    assert "预览，不能盖章提交" in found
    assert page.validate_pdf_bytes(drawn, profile=page.ValidationProfile.PDF_UA_1).is_compliant


def test_each_building_has_its_sheet_with_every_item(exported):
    found = flat(exported["reward_fund"])
    assert "北京市建筑绿色发展奖励资金申报项目单体评价等级信息表" in found
    (row,) = next(each for each in content_of("reward_fund")["sections"] if each["name"] == "ratings")["rows"]
    result = next(field["value"] for field in row if field["name"] == "sheet")
    for group in result["groups"]:
        assert f"{group['code']}{group['name']}" in found
        for line in group["lines"]:
            assert "".join(line["name"].split()) in found
    assert f"{result['rate']}%" in found


def test_an_empty_declaration_is_still_a_sheet():
    content = {
        "sections": [{"name": "firm", "title": "单位信息", "fields": []}, {"name": "x", "title": "空", "rows": []}],
        "files": [],
    }
    found = flat(declaration.render(content, facts("technology", number="", version=0, digest="")))
    assert "没有附件" in found
    assert "（提交后编号）" in found


def test_hostile_words_print_as_typed():
    hostile = '<img src="file:///etc/passwd"/>{{7*7}}&amp;<para>'
    fields = [{"name": "a", "label": "<b>标签</b>", "unit": "", "value": hostile, "text": hostile}]
    content = {"sections": [{"name": "firm", "title": "<u>题</u>", "fields": fields}], "files": [
        {"item": "<i>材料</i>", "name": "<a href='x'>.pdf", "size": 3, "sha256": "0" * 64}
    ]}  # fmt: skip
    found = flat(declaration.render(content, facts("technology")))
    for words in (hostile, "<b>标签</b>", "<u>题</u>", "<i>材料</i>", "<a href='x'>.pdf"):
        assert "".join(words.split()) in found


def test_ten_thousand_characters_in_one_field_go_on_from_page_to_page():
    long = "装配整体式剪力墙结构，" * 910
    fields = [{"name": "a", "label": "技术原理", "unit": "", "value": long, "text": long}]
    found = flat(
        declaration.render(
            {"sections": [{"title": "内容", "name": "t", "fields": fields}], "files": []}, facts("technology")
        )
    )
    assert found.count("剪力墙") == 910
    assert found.count("（续）") >= 5


def test_two_short_fields_share_a_line_and_a_long_one_has_its_own():
    fields = [{"name": str(n), "label": "标签", "unit": "㎡", "value": "1", "text": "1" * n} for n in (1, 2, 60, 3)]
    assert [len(row.cells) for row in forms.form(fields).rows] == [4, 2, 2]


@pytest.mark.parametrize(("kind", "number"), PICTURES)
def test_it_looks_as_when_somebody_last_looked(exported, kind, number, tmp_path):
    """Kept pictures at 100 dpi: a change of layout is looked at, and the picture renewed from the one named here."""
    drawn = picture(exported[kind], number)
    kept = HERE / "pictures" / f"{kind}-{number}.png"
    with Image.open(kept) as image:
        before = image.convert("L")
    different = ImageChops.difference(before, drawn).point(lambda value: 255 if value > 48 else 0)
    share = different.histogram()[255] / (drawn.width * drawn.height)
    if share > MOST_DIFFERENT:
        drawn.save(tmp_path / kept.name)
    assert share <= MOST_DIFFERENT, f"{share:.2%} of the pixels differ: {tmp_path / kept.name}"


def picture(content: bytes, number: int) -> Image.Image:
    """A page in 16 greys at 100 dpi."""
    document = pypdfium2.PdfDocument(content)
    try:
        sheet = document[number - 1]
        bitmap = sheet.render(scale=100 / 72)
        drawn = bitmap.to_pil().convert("L")
        sheet.close()
    finally:
        document.close()
    return drawn.point(lambda value: round(value / 17) * 17)
