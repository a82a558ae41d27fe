"""Files of a case in a real browser: on a phone without script, and with it over a connection that breaks."""

import re

import pytest
from django.core.cache import cache
from PIL import Image
from playwright.sync_api import expect

from casework import drafts, kinds
from casework.attachments import uploads
from casework.models import Attachment, Upload
from content.display import ELDER, STANDARD
from home.models import Feedback
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_every_page import SMALL_TARGETS, violations
from tests.browser.test_filling import sign_in
from tests.casework.attachments import hostile
from tests.library import samples
from tests.membership.conftest import make_people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "第二段“馆藏”写成了“管藏”，见截图。"
CHOOSE = re.compile("^选择文件")


@pytest.fixture(autouse=True)
def fresh_place(settings, tmp_path):
    cache.clear()
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def small(tmp_path) -> list[str]:
    """A picture and a document as paths."""
    return [written(tmp_path, "截图.png", hostile.png()), written(tmp_path, "说明.pdf", samples.pdf())]


@pytest.fixture
def large(tmp_path) -> str:
    """A picture of several parts."""
    path = tmp_path / "照片.bmp"
    Image.effect_noise((1300, 1100), 60).convert("RGB").save(path)
    assert path.stat().st_size > 3 * uploads.PART_BYTES // 2
    return str(path)


def written(folder, name: str, content: bytes) -> str:
    (folder / name).write_bytes(content)
    return str(folder / name)


def fill(page) -> None:
    page.get_by_label("错别字").check()
    page.get_by_label(re.compile("^说明")).fill(TEXT)
    page.get_by_label("图片中的字符").fill("passed")


def send(page) -> None:
    page.get_by_role("button", name="提交", exact=True).click()


def test_on_a_phone_without_script_files_are_kept_whatever_else_is_wrong(visitor, initial_data, small, tmp_path):
    page = visitor(viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=False).open("/feedback/")
    bad = written(tmp_path, "假的.jpg", hostile.HTML)
    page.get_by_label(CHOOSE).set_input_files([small[0], bad])
    page.get_by_label(re.compile("^说明")).fill(TEXT)
    send(page)
    expect(page.locator(".upload .errors")).to_contain_text("“假的.jpg”没有上传")
    expect(page.locator(".upload .file-row")).to_contain_text("截图.png")
    expect(page.get_by_label(re.compile("^说明"))).to_have_value(TEXT)
    fill(page)
    page.get_by_label(CHOOSE).set_input_files(small[1])
    send(page)
    expect(page.get_by_text("已经收到")).to_be_visible()
    rows = page.locator(".file-row")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("截图.png")
    with page.expect_download() as download:
        rows.nth(1).get_by_role("link", name="下载 说明.pdf").click()
    assert download.value.suggested_filename == "说明.pdf"
    rows.first.get_by_role("link", name="查看 截图.png").click()
    assert page.evaluate("document.contentType") == "image/jpeg"
    assert Feedback.objects.get().snapshots.get().content["files"][1]["sha256"]


def test_a_broken_connection_costs_one_part(visitor, initial_data, large):
    page = visitor().open("/feedback/")
    arrived: list[str] = []

    def break_off(route) -> None:
        if route.request.method == "PUT" and arrived:
            route.abort("aborted")
            return
        if route.request.method == "PUT":
            arrived.append(route.request.url)
        route.continue_()

    page.route("**/files/parts/**", break_off)
    page.get_by_label(CHOOSE).set_input_files(large)
    row = page.locator(".upload-row")
    expect(row).to_contain_text("连接中断，正在重试")
    expect(page.locator(".upload [role=status]")).to_have_text("照片.bmp：连接中断，恢复后自动继续。")
    before = Upload.objects.get().received
    assert before > 0
    page.unroute("**/files/parts/**")
    puts: list[str] = []
    page.on("request", lambda request: puts.append(request.url) if request.method == "PUT" else None)
    expect(page.locator(".upload [data-rows] .file-row")).to_contain_text("照片.bmp", timeout=30_000)
    expect(row).to_have_count(0)
    assert puts[0].endswith(f"offset={before}"), "it went on where it was"
    assert len(puts) == len(set(puts))
    fill(page)
    send(page)
    expect(page.get_by_text("已经收到")).to_be_visible()
    kept = Attachment.objects.get()
    with kept.file.open("rb") as content, open(large, "rb") as sent:
        assert content.read() == sent.read()
    assert kept.frozen_at


def test_a_closed_page_goes_on_where_it_was_when_the_file_is_chosen_again(visitor, initial_data, tmp_path):
    path = tmp_path / "执照.png"
    Image.effect_noise((1300, 1300), 90).convert("RGB").save(path)
    applicant = visitor()
    case = drafts.open_draft(kinds.case_kind("org_claim"), user=make_people()["wang"])
    sign_in(applicant, case.applicant)
    page = applicant.open(f"/my/drafts/{case.pk}/files/")
    item = page.locator("fieldset.upload").first
    page.route(
        "**/files/parts/**",
        lambda route: route.abort("aborted") if "=1048576" in route.request.url else route.continue_(),
    )
    item.locator("input[type=file]").set_input_files(str(path))
    expect(item.locator(".upload-row")).to_contain_text("连接中断")
    page.on("dialog", lambda dialog: dialog.accept())  # the browser asks whether to leave a page that is sending
    page.unroute("**/files/parts/**")
    page.goto("/my/")
    assert Upload.objects.get().received >= uploads.PART_BYTES // 2
    page.goto(f"/my/drafts/{case.pk}/files/")
    puts: list[str] = []
    page.on("request", lambda request: puts.append(request.url) if request.method == "PUT" else None)
    item.locator("input[type=file]").set_input_files(str(path))
    expect(item.locator("[data-rows] .file-row")).to_contain_text("执照.png", timeout=30_000)
    assert not any(each.endswith("offset=0") for each in puts)
    kept = Attachment.objects.get()
    with kept.file.open("rb") as content:
        assert content.read() == path.read_bytes()


def test_several_at_once_by_keyboard_with_one_refused_and_one_cancelled(visitor, initial_data, small, large, tmp_path):
    page = visitor().open("/feedback/")
    bad = written(tmp_path, "假的.jpg", hostile.HTML)
    page.get_by_label(CHOOSE).set_input_files([*small, bad])
    expect(page.locator(".upload [data-rows] .file-row")).to_have_count(2)
    expect(page.locator(".upload .errors li")).to_contain_text("“假的.jpg”没有上传：文件内容与扩展名“.jpg”不符")
    page.route("**/files/parts/**", lambda route: None if route.request.method == "PUT" else route.continue_())
    page.get_by_label(CHOOSE).set_input_files(large)
    cancel = page.get_by_role("button", name="取消上传 照片.bmp")
    cancel.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".upload-row")).to_have_count(0)
    expect(page.locator(".upload [role=status]")).to_have_text("已取消上传 照片.bmp。")
    expect(page.get_by_label(CHOOSE)).to_be_focused()
    page.unroute("**/files/parts/**")
    page.get_by_role("button", name="移除 说明.pdf").click()
    expect(page.locator(".upload [data-rows] .file-row")).to_have_count(1)
    assert [each.name for each in Attachment.objects.all()] == ["截图.png"]


def test_a_file_is_dropped_onto_the_form(visitor, initial_data):
    page = visitor().open("/feedback/")
    dropped = page.evaluate_handle(
        "() => { const data = new DataTransfer(); data.items.add(new File(['%PDF'], 'x.pdf')); return data; }"
    )
    page.dispatch_event(".upload", "drop", {"dataTransfer": dropped})
    expect(page.locator(".upload .errors li")).to_contain_text("“x.pdf”没有上传")


@pytest.mark.parametrize(("mode", "viewport"), [(STANDARD, DESKTOP), (STANDARD, PHONE), (ELDER, PHONE)])
def test_axe_finds_nothing_while_files_come_and_go(visitor, initial_data, small, large, tmp_path, mode, viewport):
    reader = visitor(viewport=viewport)
    if mode == ELDER:
        reader.read_as_elder()
    page = reader.open("/feedback/")
    page.route("**/files/parts/**", lambda route: None if route.request.method == "PUT" else route.continue_())
    page.get_by_label(CHOOSE).set_input_files([written(tmp_path, "假的.svg", hostile.SVG), large])
    expect(page.locator(".upload-row")).to_have_count(1)
    expect(page.locator(".upload .errors li")).to_have_count(1)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    if mode == ELDER:
        assert page.evaluate(SMALL_TARGETS, 60) == []
