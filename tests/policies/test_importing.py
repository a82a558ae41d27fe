"""The way in from an old site: each row wholly or not at all, none twice, old addresses kept alive."""

import io
from datetime import date, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from docx import Document
from openpyxl import Workbook, load_workbook
from PIL import Image
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageLogEntry

from accounts.models import User
from catalogue.models import Issuer
from library.models import LibraryDocument, LibraryImage, TextState
from policies.enums import StatedValidity
from policies.importing.columns import COLUMNS, day
from policies.importing.services import old_path
from policies.models import PolicyIndexPage, PolicyPage

pytestmark = pytest.mark.django_db
SITUATION = {
    "标题": "关于加强示例工程档案管理的通知",
    "发文字号": "示建发[2024]6号",
    "发文机关": "示例市住房城乡建设局、示例市档案局",
    "主题分类": "城乡建设、环境保护",
    "公文种类": "通知",
    "成文日期": datetime(2024, 3, 22),
    "有效性": "有效",
    "正文文件": "正文.docx",
    "附件": "附件1.txt；附件2.txt",
    "旧地址": "http://old.example.cn/zcfg/show.asp?id=12&lang=cn\n/zcfg/2024/6.html",
}


class Desk:
    """A folder with a workbook and files, and the command at hand."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.workbook = folder / "政策.xlsx"
        self.write("附件1.txt", "第一个附件")
        self.write("附件2.txt", "第二个附件")
        document = Document()
        for words in ("各区：", "一、总体要求", "（一）健全机制。各单位要按时移交。"):
            document.add_paragraph(words)
        table = document.add_table(rows=2, cols=2)
        table.rows[1].cells[1].text = "示例"
        document.add_picture(io.BytesIO(picture()))
        document.save(folder / "正文.docx")

    def write(self, name: str, words: str) -> None:
        (self.folder / name).write_text(words, encoding="utf-8")

    def rows(self, *rows: dict) -> None:
        book = Workbook()
        names = list(dict.fromkeys(name for row in rows for name in row))
        book.active.append(names)
        for row in rows:
            book.active.append([row.get(name) for name in names])
            for cell in book.active[book.active.max_row]:
                cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
        book.save(self.workbook)

    def run(self, **options) -> str:
        out = io.StringIO()
        try:
            call_command("import_policies", self.workbook, files=self.folder, stdout=out, **options)
        except CommandError as error:
            out.write(f"！{error}")
        return out.getvalue()


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, "PNG")
    return out.getvalue()


def stored() -> set[str]:
    found = set()
    for folder in ("documents", "original_images"):
        if default_storage.exists(folder):
            found |= {f"{folder}/{name}" for name in default_storage.listdir(folder)[1]}
    return found


def counts() -> dict[str, int]:
    return {model._meta.label: model.objects.count() for model in apps.get_models() if model._meta.managed}


@pytest.fixture
def desk(tmp_path) -> Desk:
    return Desk(tmp_path)


def test_a_row_becomes_a_draft_with_all_it_says(desk):
    desk.rows(SITUATION)
    assert "第 2 行 新建 关于加强示例工程档案管理的通知" in desk.run()
    page = PolicyPage.objects.get()
    assert not page.live
    assert (page.number, page.number_key, page.slug) == ("示建发〔2024〕6号", "示建发20246号", "shijianfa-2024-6")
    assert (page.issued_on, page.published_on) == (date(2024, 3, 22), date(2024, 3, 22))
    assert page.stated_validity == StatedValidity.IN_FORCE
    assert [issuer.name for issuer in page.issuers.all()] == ["示例市住房城乡建设局", "示例市档案局"]
    assert [block.block_type for block in page.body] == ["paragraph", "heading", "paragraph", "table", "figure"]
    assert 'id="item-1"' in page.body_html
    assert [each.document.text for each in page.attachments.all()] == ["第一个附件", "第二个附件"]
    assert set(LibraryDocument.objects.values_list("text_state", flat=True)) == {TextState.READ}
    assert page.latest_revision is not None


def test_old_addresses_lead_to_the_page(desk, client):
    desk.rows(SITUATION)
    desk.run(publish=True)
    page = PolicyPage.objects.get()
    assert page.live
    for address in ("/zcfg/show.asp?lang=cn&id=12", "/zcfg/show.asp?id=12&lang=cn", "/zcfg/2024/6.html"):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (301, page.url)
    assert client.get("/zcfg/show.asp?id=13").status_code == 404


def test_running_it_again_changes_nothing(desk):
    without_number = {"标题": "没有字号的文件", "旧地址": "/old/7.html"}
    desk.rows(SITUATION, without_number, {"标题": "只有标题的文件", "成文日期": "2020年1月2日"})
    assert "共 3 行：新建 3" in desk.run()
    before, files = counts(), stored()
    assert "共 3 行：已存在 3" in desk.run()
    assert (counts(), stored()) == (before, files)


def test_a_dry_run_says_the_same_and_leaves_nothing(desk):
    desk.rows(SITUATION, {"标题": "坏的一行", "成文日期": "去年"})
    before, files = counts(), stored()
    told = desk.run(dry_run=True)
    assert "第 2 行 新建" in told
    assert "第 3 行 错误" in told
    assert "试运行，没有保存。共 2 行：新建 1，错误 1" in told
    assert (counts(), stored()) == (before, files)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"标题": None}, "标题：必填。"),
        ({"标题": "长" * 300}, "标题：最多 255 个字，现在有 300 个。"),
        ({"成文日期": "2024-13-45"}, "成文日期：“2024-13-45”不是日期"),
        ({"公文种类": "命令"}, "公文种类：“命令”不认识，可以写：法律法规、"),
        ({"主题分类": "天文"}, "主题分类：没有“天文”这个主题分类"),
        ({"实施日期": "2020-01-01"}, "实施日期：实施日期不能早于成文日期。"),
        ({"正文文件": "没有.docx"}, "文件夹里没有文件“没有.docx”"),
        ({"正文文件": "../../etc/passwd"}, "不在指定的文件夹里"),
        ({"正文文件": "附件1.pdf"}, "文件夹里没有文件“附件1.pdf”"),
        ({"正文文件": "坏.docx"}, "无法打开这个 Word 文件"),
        ({"正文文件": "扫描.pdf"}, "PDF 请放进“附件”一列"),
        ({"附件": "附件1.txt；假.pdf"}, "附件“假.pdf”：文件内容与扩展名“.pdf”不符"),
        ({"附件": "附件1.txt；没有.pdf"}, "文件夹里没有文件“没有.pdf”"),
        ({"旧地址": "/" + "长" * 300}, "太长，最多 255 个字符"),
    ],
)
def test_a_row_that_fails_leaves_nothing_behind_and_others_go_on(desk, change, sentence):
    desk.write("坏.docx", "这不是 Word 文件")
    desk.write("扫描.pdf", "%PDF-")
    desk.write("假.pdf", "<html>")
    desk.rows(SITUATION | change, {"标题": "后面的一行"})
    files = stored()
    told = desk.run()
    assert "第 2 行 错误" in told
    assert sentence in told
    assert "！有 1 行没有导入，其余不受影响" in told
    assert [page.title for page in PolicyPage.objects.all()] == ["后面的一行"]
    assert not LibraryDocument.objects.exists()
    assert not LibraryImage.objects.exists()
    assert not Issuer.objects.exists()
    assert not Redirect.objects.exists()
    assert stored() == files


def test_an_address_that_leads_elsewhere_already_fails_the_row(desk):
    desk.rows({"标题": "甲", "发文字号": "示建发〔2024〕1号", "旧地址": "/old/1.html"})
    desk.run()
    desk.rows({"标题": "乙", "发文字号": "示建发〔2024〕2号", "旧地址": "/old/1.html"})
    assert "旧地址“/old/1.html”已经指向《甲》" in desk.run()
    assert PolicyPage.objects.count() == 1


def test_an_old_address_that_is_a_page_of_this_site_is_left_to_it(desk):
    desk.rows({"标题": "甲", "旧地址": "/?id=5；/policies/?id=6；/old/7.html"})
    told = desk.run()
    assert told.count("在本站是另一个页面，不能跳转") == 2
    assert list(Redirect.objects.values_list("old_path", flat=True)) == ["/old/7.html"]


def test_two_rows_with_one_number_are_told_apart(desk):
    desk.rows({"标题": "甲", "发文字号": "示建发〔2024〕1号"}, {"标题": "乙", "发文字号": "示建发（2024） 1号"})
    assert "第 3 行 错误 乙（发文字号：与第 2 行重复。）" in desk.run()


def test_relations_between_rows_hold_whatever_their_order(desk):
    desk.rows(
        {"标题": "新", "发文字号": "示建发〔2024〕2号", "废止": "示建发[2020]1号；示建发〔1999〕9号"},
        {"标题": "旧", "发文字号": "示建发〔2020〕1号"},
    )
    assert desk.run(dry_run=True).count("关系没有建立") == 1
    told = desk.run(publish=True)
    assert "第 2 行 没有字号为“示建发〔1999〕9号”的文件，关系没有建立。" in told
    relation = PolicyPage.objects.get(title="新").relations.get()
    assert (relation.kind, relation.target.title) == ("repeals", "旧")
    assert PolicyPage.objects.get(title="旧").validity == "repealed"
    before = counts()
    desk.run(publish=True)
    assert counts() == before


def test_a_page_that_may_not_be_published_stays_a_draft(desk):
    desk.rows({"标题": "甲", "正文": "联系人身份证号 11010119900307763" + "5"})
    told = desk.run(publish=True)
    assert "保存为草稿，没有发布" in told
    assert not PolicyPage.objects.get().live


def test_the_import_is_logged_in_somebodys_name(desk):
    user = User.objects.create_user("clerk")
    desk.rows({"标题": "甲"})
    desk.run(user="clerk")
    page = PolicyPage.objects.get()
    assert page.latest_revision.user == user
    assert set(PageLogEntry.objects.filter(page=page.pk).values_list("user", flat=True)) == {user.pk}
    assert "！没有用户“nobody”" in desk.run(user="nobody")


def test_bodies_from_html_and_text(desk):
    (desk.folder / "旧.html").write_bytes(
        '<html><head><meta charset="gb2312"><style>p{}</style></head><body><div class="con"><p style="x:1">（一）甲</p>'
        '<img src="pic/a.png" alt="示意图"><img src="http://x.cn/b.png"><table><tr><th>列</th></tr><tr><td>值</td></tr>'
        "</table></div></body></html>".encode("gb18030")
    )
    (desk.folder / "pic").mkdir()
    (desk.folder / "pic/a.png").write_bytes(picture())
    desk.write("纯.txt", "第一条 甲\n\n第二条 <乙> & 丙\n")
    desk.rows(
        {"标题": "网页", "正文文件": "旧.html"},
        {"标题": "文本", "正文文件": "纯.txt"},
        {"标题": "格", "正文": "甲\n乙"},
    )
    told = desk.run()
    assert "图片“http://x.cn/b.png”没有收入" in told
    page = PolicyPage.objects.get(title="网页")
    assert [block.block_type for block in page.body] == ["paragraph", "figure", "table"]
    assert LibraryImage.objects.get().description == "示意图"
    assert 'id="item-1"' in page.body_html
    assert 'id="article-2"' in PolicyPage.objects.get(title="文本").body_html
    assert "第二条 <乙> & 丙" in PolicyPage.objects.get(title="文本").body_text.replace("&lt;", "<").replace(
        "&gt;", ">"
    ).replace("&amp;", "&")
    assert str(PolicyPage.objects.get(title="格").body[0].value) == "<p>甲</p><p>乙</p>"


def test_one_picture_in_two_documents_is_stored_once(desk):
    desk.rows({"标题": "甲", "正文文件": "正文.docx"}, {"标题": "乙", "正文文件": "正文.docx"})
    desk.run()
    assert LibraryImage.objects.count() == 1


def test_slugs_are_typeable_and_unique(desk):
    desk.rows(
        {"标题": "同一个标题", "成文日期": "2020-01-01"},
        {"标题": "同一个标题", "成文日期": "2021-01-01"},
        {"标题": "䶮𠮷" * 100, "发文字号": "GB/T 51129-2017"},
        {"标题": "？？？"},
    )
    desk.run()
    slugs = list(PolicyPage.objects.order_by("path").values_list("slug", flat=True))
    assert slugs[:3] == ["tongyigebiaoti", "tongyigebiaoti-2", "gbt-51129-2017"]
    assert slugs[3] == "page"


def test_the_report_has_a_line_for_each_row_and_no_formula(desk):
    desk.rows({"标题": "=1+1"}, {"标题": "坏", "成文日期": "去年"})
    report = desk.folder / "结果.xlsx"
    desk.run(report=report)
    sheet = load_workbook(report).active
    assert [[cell.value for cell in row][:3] for row in sheet.iter_rows(min_row=2)] == [
        [2, "=1+1", "新建"],
        [3, "坏", "错误"],
    ]
    assert sheet["B2"].data_type == "s"
    assert "不是日期" in sheet["D3"].value


def test_the_template_can_be_imported(desk):
    call_command("import_policies", template=desk.workbook, stdout=io.StringIO())
    sheet = load_workbook(desk.workbook)["政策文件"]
    assert [cell.value for cell in sheet[1]] == [column.name for column in COLUMNS]
    Document().save(desk.folder / "示建发2024-6.docx")
    desk.write("附件2.xlsx", "坏")
    assert "附件" in desk.run()
    assert "不认识" not in desk.run()


@pytest.mark.parametrize(
    ("heading", "sentence"),
    [
        (["题名"], "其中必须有“标题”"),
        (["标题", "颜色"], "列名不认识或者重复：颜色"),
        (["标题", "摘要", "摘要"], "列名不认识或者重复：摘要"),
    ],
)
def test_a_heading_that_is_wrong_stops_everything(desk, heading, sentence):
    book = Workbook()
    book.active.append(heading)
    book.active.append(["甲"] * len(heading))
    book.save(desk.workbook)
    assert sentence in desk.run()
    assert not PolicyPage.objects.exists()


def test_what_is_no_workbook_is_refused(desk):
    assert "找不到工作簿" in desk.run()
    desk.workbook.write_bytes(b"PK broken")
    assert "无法打开工作簿" in desk.run()
    with pytest.raises(CommandError, match="请写明要导入的"):
        call_command("import_policies")
    with pytest.raises(CommandError, match="不存在"):
        call_command("import_policies", desk.workbook, files=desk.folder / "no")


@pytest.mark.parametrize("cell", ["2024-03-22", "2024年3月22日", "2024.3.22", "2024/03/22", "20240322"])
def test_days_as_people_write_them(cell):
    assert day(cell) == date(2024, 3, 22)


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("http://old.example.cn/a/b.asp?y=2&x=1", "/a/b.asp?x=1&y=2"),
        ("/a/b/", "/a/b"),
        ("a.html", "/a.html"),
        ("/zcwj/%E6%94%BF%E7%AD%96.html", "/zcwj/政策.html"),
        ("http://old.example.cn", "/"),
    ],
)
def test_old_addresses_without_host_and_in_one_spelling(address, path):
    assert old_path(address) == path


def test_a_new_name_or_place_of_a_page_leaves_a_redirect(client, django_capture_on_commit_callbacks):
    page = PolicyIndexPage.objects.get().add_child(instance=PolicyPage(title="甲", slug="old-name", live=False))
    page.save_revision().publish()
    page = PolicyPage.objects.get()
    page.slug = "new-name"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    response = client.get("/policies/old-name/")
    assert (response.status_code, response["Location"]) == (301, "/policies/new-name/")
