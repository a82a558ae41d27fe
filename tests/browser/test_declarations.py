"""The three declarations from the first word to 公示: two colleagues of a firm fill in by turns, twelve buildings and thirty
files; returned, mended, handed in again; one officer examines, another decides; the paper says what was typed.
"""

import io
import re
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from django.apps import apps
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from casework.models import Case
from casework.sheets.columns import columns_of
from casework.sheets.writing import FIRST
from declarations.enums import DEMONSTRATION, REWARD_FUND, TECHNOLOGY
from declarations.models import PublicityPage
from declarations.ratings.sheet import sheets_of
from home.models import ServicePage
from notifications.setup import make_templates
from tests.browser.test_booking import sign_in
from tests.browser.test_every_page import violations
from tests.factories import declarations as make
from tests.factories.articles import live
from tests.factories.claims import picture
from tests.membership.conftest import private_files  # noqa: F401  a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = Path(settings.BASE_DIR) / "var" / "screenshots" / "declarations"
BUILDINGS, FILES = 12, 30
MANY = {REWARD_FUND: "photos", TECHNOLOGY: "rights", DEMONSTRATION: "pictures"}
"""The item of the list of files that takes thirty."""
IMPORTED = ("buildings", "ratings")


def said(kind: str) -> dict[str, dict | list[dict]]:
    """What the firm answers: that of the factory, with twelve buildings."""
    answers = make.answers(kind)
    if "buildings" in answers:
        answers["project"]["buildings"] = str(BUILDINGS)
        for name in {"buildings", "ratings"} & set(answers):
            key = "number" if name == "buildings" else "building"
            areas = {"area_above": "2500", "area_prefab": "2300"} if name == "buildings" else {}
            answers[name] = [answers[name][0] | areas | {key: f"{number}#"} for number in range(1, BUILDINGS + 1)]
    return answers


def shoot(page: Page, name: str, found: dict) -> None:
    """A picture to look at, and what the accessibility scan finds."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    if problems := violations(page):
        found[name] = problems


def put(page: Page, name: str, value: str | list[str]) -> None:
    """Types, chooses or ticks what a field with that name takes."""
    field = page.locator(f'[name="{name}"]')
    sort = field.first.evaluate("each => each.tagName + ':' + each.type")
    if sort.startswith("SELECT"):
        field.select_option(value)
    elif sort.endswith((":checkbox", ":radio")):
        for each in value if isinstance(value, list) else [value]:
            page.locator(f'[name="{name}"][value="{each}"], [name="{name}"]:not([value])').first.check()
    else:
        field.fill(value)


def type_in(page: Page, case: Case, section: str, answers: Mapping | list[Mapping]) -> None:
    """Fills in one section and saves it; many rows come from a workbook."""
    page.goto(f"/my/drafts/{case.pk}/sections/{section}/")
    if section in IMPORTED:
        take_in(page, case, section, answers)
    elif isinstance(answers, list):
        for number, row in enumerate(answers):
            if not page.locator(f"#row-{number + 1}").is_visible():
                page.get_by_role("button", name="保存，再加一行").click()
                expect(page.locator(f"#row-{number + 1}")).to_be_visible()
            for name, value in row.items():
                put(page, f"{section}-{number}-{name}", value)
    else:
        for name, value in answers.items():
            put(page, f"{section}-{name}", value)
    page.get_by_role("button", name="保存，回到目录").click()
    expect(page.locator(".notice-success")).to_contain_text("已保存。")
    expect(page.locator(".notice-success")).not_to_contain_text("还没有填完")


def take_in(page: Page, case: Case, section: str, rows: list[Mapping]) -> None:
    """Downloads the template, fills it in, has it checked and takes it in."""
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 Excel 模板").click()
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    sheet = book.worksheets[0]
    columns = columns_of(case.case_kind.sections_by_name[section])
    for number, row in enumerate(rows, start=FIRST):
        for place, column in enumerate(columns, start=1):
            if value := row.get(column.name):
                sheet.cell(number, place).value = column.shown(value if isinstance(value, list) else [value])
    written = io.BytesIO()
    book.save(written)
    page.get_by_role("button", name="从 Excel 导入").click()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator('input[type="file"]').set_input_files(
        {"name": f"{section}.xlsx", "mimeType": kind, "buffer": written.getvalue()}
    )
    page.get_by_role("button", name="检查文件").click()
    expect(page.get_by_text("没有发现问题")).to_be_visible()
    page.get_by_role("button", name=re.compile("^导入|全部导入")).click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("导入")


def upload(page: Page, case: Case, item: str, names: list[str]) -> None:
    """Chooses files for an item and waits until all are kept."""
    page.goto(f"/my/drafts/{case.pk}/files/")
    colours = ["white", "grey", "red", "green", "blue", "navy", "yellow", "pink", "brown", "orange"]
    files = [
        {
            "name": name,
            "mimeType": "image/png",
            "buffer": picture(name, colours[n % 10], size=(60 + n, 40 + len(name))).read(),
        }
        for n, name in enumerate(names)
    ]
    page.locator(f"#id_file-{item}").set_input_files(files)
    page.get_by_role("button", name="上传选好的文件").click()
    for name in names:
        kept = page.locator(".file-row", has=page.get_by_text(name, exact=True)).get_by_role("link", name="下载")
        expect(kept.first).to_be_visible(timeout=60_000)


def remove(page: Page, case: Case, name: str) -> None:
    """Takes a file out again."""
    page.goto(f"/my/drafts/{case.pk}/files/")
    row = page.locator(".file-row", has=page.get_by_text(name, exact=True))
    row.get_by_role("button", name=re.compile("移除")).click()
    expect(row).to_have_count(0)


def export(page: Page, case: Case, number: int) -> str:
    """Exports a version for stamping, and the words of its PDF without the white between them."""
    page.goto(f"/my/drafts/{case.pk}/paper/")
    page.get_by_role("button", name=f"导出第 {number} 版").click()
    expect(page.get_by_role("link", name=f"第 {number} 版（PDF）")).to_be_visible()
    answer = page.request.get(f"/my/drafts/{case.pk}/paper/{number}.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    (PICTURES / f"{case.kind}-{number}.pdf").write_bytes(answer.body())
    paper = pypdfium2.PdfDocument(answer.body())
    words = "".join(page.get_textpage().get_text_range() for page in paper)
    return re.sub(r"\s", "", words)


def send(page: Page, case: Case) -> None:
    page.goto(f"/my/drafts/{case.pk}/check/")
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("收件回执")


@pytest.mark.parametrize("kind", [REWARD_FUND, TECHNOLOGY, DEMONSTRATION])
def test_two_colleagues_declare_and_two_officers_decide(visitor, initial_data, private_files, kind):  # noqa: F811
    make_templates(apps)
    live(ServicePage, "<p>流程</p>", title="装配式建筑申报", kind=kind)
    first, firm = make.make_member()
    second, _ = make.make_member(firm)
    answers, found = said(kind), {}
    one, two = visitor(), visitor()
    sign_in(one, first)
    sign_in(two, second)
    page = one.open(f"/my/begin/{kind}/")
    page.get_by_label(str(firm)).check()
    page.get_by_role("button", name="开始填写").click()
    expect(page.get_by_role("heading", name="申报书")).to_be_visible()
    case = Case.objects.get()
    shoot(page, f"{kind}-1-tasks", found)
    for number, (section, said_here) in enumerate(answers.items()):
        type_in((one, two)[number % 2].page, case, section, said_here)
    shoot(page, f"{kind}-2-section", found)
    for item in case.case_kind.items:
        if item.name == MANY[kind]:
            upload(two.page, case, item.name, [f"{item.label}{n}.png" for n in range(1, FILES + 1)])
        elif item.required and item.name != "stamped":
            upload(page, case, item.name, [f"{item.label}.png"])
    shoot(two.page, f"{kind}-3-files", found)
    printed = export(page, case, 1)
    missing = [value for value in shown_texts(case) if re.sub(r"\s", "", value) not in printed]
    assert missing == []
    upload(page, case, "stamped", ["盖章申报书.png"])
    send(page, case)
    shoot(page, f"{kind}-4-receipt", found)
    make.settle(case)
    officer, approver = make.make_officer(), make.make_approver()
    desk, chief = visitor(is_staff=True), visitor(is_staff=True)
    sign_in(desk, officer)
    sign_in(chief, approver)
    give_back(desk.page, case, f"{kind}-5-return")
    mend(two.page, case, found)
    printed = export(two.page, case, 2)
    assert "示例路99号" in printed
    remove(two.page, case, "盖章申报书.png")
    upload(two.page, case, "stamped", ["重新盖章的申报书.png"])
    send(two.page, case)
    make.settle(case)
    for action in steps_of(kind):
        take(desk.page, case, action)
    take(chief.page, case, "approve")
    published = publish(desk.page, case, kind)
    anybody = visitor().open(published)
    expect(anybody.get_by_role("table", name=re.compile("公示的申报"))).to_contain_text("示例家园项目")
    shoot(anybody, f"{kind}-7-publicity", found)
    page.goto(f"/my/{Case.objects.get(pk=case.pk).number}/")
    expect(page.locator("main")).to_contain_text("公示中")
    shoot(page, f"{kind}-8-case", found)
    assert found == {}


def steps_of(kind: str) -> list[str]:
    """What the officer does before the approver decides."""
    return ["accept", "examine", "experts_pass" if kind == DEMONSTRATION else "review"]


def give_back(page: Page, case: Case, name: str) -> None:
    """The officer returns it and names the field that is to be mended."""
    page.goto(f"/admin/cases/step/{case.pk}/return/")
    page.get_by_label(re.compile("意见|原因")).first.fill("建设地址与许可证不一致，请核对。")
    section = page.locator("details", has=page.get_by_text(re.compile("^项目(基本信息|概况)$")))
    section.locator("summary").click()
    section.locator(".case-point", has_text="建设地址").get_by_role("checkbox").check()
    section.locator(".case-point-say").first.fill("请与规划许可证一致。")
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    page.get_by_role("button", name="确认退回").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("退回")
    assert Case.objects.get(pk=case.pk).status == "returned"


def mend(page: Page, case: Case, found: dict) -> None:
    """The colleague reads what is asked at the field, and changes it."""
    page.goto(f"/my/drafts/{case.pk}/")
    expect(page.locator("main")).to_contain_text("建设地址与许可证不一致")
    shoot(page, f"{case.kind}-6-returned", found)
    page.goto(f"/my/drafts/{case.pk}/sections/project/")
    expect(page.locator("main")).to_contain_text("请与规划许可证一致。")
    put(page, "project-address", "示例路99号")
    page.get_by_role("button", name="保存，回到目录").click()
    expect(page.locator(".notice-success")).to_contain_text("已保存。")


def take(page: Page, case: Case, action: str) -> None:
    """A step in the admin, with what it asks."""
    label = case.case_kind.workflow.transitions[action].label
    page.goto(f"/admin/cases/step/{case.pk}/{action}/")
    if action == "experts_pass":
        page.get_by_label("评审日期").fill(f"{timezone.localdate():%Y-%m-%d}")
        page.get_by_label("专家人数").fill("5")
        signed = {"name": "专家组意见.pdf", "mimeType": "application/pdf", "buffer": blank_pdf()}
        page.get_by_label("签字的评审意见").set_input_files(signed)
    if action == "approve" and case.kind == REWARD_FUND:
        page.get_by_label("核定金额（元）").fill("3600000")
    page.get_by_role("button", name=f"确认{label}").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(label)
    assert Case.objects.get(pk=case.pk).history.filter(action=action).exists()


def blank_pdf() -> bytes:
    paper, written = pypdfium2.PdfDocument.new(), io.BytesIO()
    paper.new_page(595, 842)
    paper.save(written)
    return written.getvalue()


def publish(page: Page, case: Case, kind: str) -> str:
    """Puts the approved declaration in a batch and the batch before the public; the address of the page."""
    page.goto("/admin/declarations/batches/")
    page.get_by_label("业务").select_option(kind)
    page.get_by_label("名称").fill("第一批")
    page.get_by_role("button", name="新建").click()
    page.get_by_label(re.compile(Case.objects.get(pk=case.pk).number)).check()
    page.get_by_role("button", name="列入批次").click()
    page.screenshot(path=PICTURES / f"{kind}-6-batch.png", full_page=True)
    page.get_by_role("button", name="公示这个批次").click()
    expect(page.locator("body")).to_contain_text("1 份申报已公示")
    return PublicityPage.objects.get().get_url()


def shown_texts(case: Case) -> list[str]:
    """Every value of every section as people read it."""
    sections = [
        case.case_kind.sections_by_name[row.name].shown(row.typed)
        for row in case.draft_sections.order_by("pk")
        if row.name in case.case_kind.sections_by_name
    ]
    found = []
    for section in sections:
        if tables := sheets_of(section):
            found += [text for table in tables for text in table_texts(table)]
            continue
        rows = section.get("rows", [section.get("fields", [])])
        found += [field["text"] for row in rows for field in row if field["text"]]
    return found


def table_texts(table: dict) -> list[str]:
    """What the rating sheet of a building shows: who and when, every numerator and denominator, the result."""
    lines = [line for group in table["groups"] for line in group["lines"]]
    numbers = [line[name] for line in lines for name in ("numerator", "denominator", "points") if line[name]]
    about = [table[name] for name in ("building", "stage", "filled_by", "checked_by", "rated_on")]
    return [*about, table["standard"], *numbers, table["rate"], table["verdict"]]
