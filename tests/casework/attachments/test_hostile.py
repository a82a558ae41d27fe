"""Every sort of hostile, broken and honest file: refused with a sentence that names it, or taken in and harmless."""

import hashlib

import pytest
from django.urls import reverse
from PIL import Image

from casework.attachments import services
from casework.attachments.errors import FileRefused
from casework.models import Attachment
from library.uploads import SENTENCES
from tests.casework.attachments import hostile
from tests.casework.attachments.conftest import named, stored
from tests.library import samples

LONG = "字" * 10_000
OVERRIDE = "\u202e"  # what follows is shown from right to left
NOT_TAKEN = "不收"
# name as sent, maker, why it is refused: a code of library.uploads.SENTENCES or words of the refusal
REFUSED = [
    ("empty.pdf", lambda: b"", "empty"),
    ("empty.jpg", lambda: b"", "empty"),
    ("truncated.pdf", lambda: samples.pdf()[:-200], "broken"),
    ("half.pdf", lambda: samples.pdf()[:600], "broken"),
    ("html.pdf", lambda: hostile.HTML, "wrong_kind"),
    ("picture.pdf", hostile.png, "wrong_kind"),
    ("locked.pdf", samples.locked_pdf, "locked"),
    ("no-pages.pdf", hostile.pdf_without_pages, "broken"),
    ("head-and-html.pdf", lambda: b"%PDF-1.7" + hostile.HTML, "broken"),
    ("script-before.pdf", lambda: hostile.SCRIPT + samples.pdf(), "wrong_kind"),
    ("script-behind.pdf", lambda: samples.pdf() + hostile.SCRIPT, "two_in_one"),
    ("php-behind.pdf", lambda: samples.pdf() + hostile.PHP, "two_in_one"),
    ("zip-behind.pdf", lambda: samples.pdf() + samples.archive(evil___js="x"), "two_in_one"),
    ("zip-in-comment.pdf", hostile.pdf_in_zip_comment, "two_in_one"),
    ("javascript.pdf", hostile.pdf_with_javascript, "script"),
    ("launch.pdf", hostile.pdf_that_launches, "script"),
    ("page-script.pdf", hostile.pdf_with_script_on_page, "script"),
    ("trap-link.pdf", hostile.pdf_with_trap_link, "script"),
    ("circle.pdf", samples.pdf_in_a_circle, "broken"),
    ("truncated.jpg", lambda: hostile.image("JPEG", (900, 900))[:3000], "broken"),
    ("truncated.png", lambda: hostile.image("PNG", (900, 900))[:900], "broken"),
    ("png.jpg", hostile.png, "wrong_kind"),
    ("jpg.png", hostile.jpg, "wrong_kind"),
    ("html.jpg", lambda: hostile.HTML, "wrong_kind"),
    ("svg.png", lambda: hostile.SVG, "wrong_kind"),
    ("php.gif", lambda: b"GIF89a" + hostile.PHP, "broken"),
    ("head-only.jpg", lambda: b"\xff\xd8\xff\xe0" + bytes(100), "broken"),
    ("bomb.png", hostile.png_bomb, "pixels"),
    ("zip-behind.jpg", hostile.jpg_with_zip, "two_in_one"),
    ("program.jpg", lambda: b"MZ\x90\x00" + bytes(500), "wrong_kind"),
    ("fake.heic", lambda: b"\x00\x00\x00\x18ftypheic" + bytes(64), "broken"),
    ("macros.docx", samples.docx_with_macros, "macros"),
    ("renamed-macros.docx", hostile.docx_with_renamed_macros, "macros"),
    ("template.docx", hostile.docx_with_outside_template, "outside"),
    ("entities.docx", samples.docx_of_entities, "broken"),
    ("entities-utf16.docx", hostile.docx_of_entities_in_utf16, "broken"),
    ("xxe.docx", samples.docx_that_reads_another_file, "broken"),
    ("wrong-sum.docx", hostile.docx_with_wrong_sum, "broken"),
    ("liar.docx", samples.docx_that_lies, "broken"),
    ("bomb.docx", samples.docx_bomb, "too_big"),
    ("small-bomb.docx", samples.docx_small_bomb, "too_big"),
    ("truncated.docx", lambda: samples.docx()[:-500], "broken"),
    ("locked.docx", lambda: samples.OLE + bytes(2000), "locked"),
    ("sheet.docx", samples.xlsx, "wrong_kind"),
    ("pdf.xlsx", samples.pdf, "wrong_kind"),
    ("truncated.xlsx", lambda: samples.xlsx()[:2000], "broken"),
    ("zip.ofd", lambda: samples.archive(a___txt="x"), "wrong_kind"),
    ("bomb.zip", hostile.zip_bomb, "too_big"),
    ("many.zip", hostile.zip_of_many, "too_big"),
    ("liar.zip", hostile.zip_that_lies, "broken"),
    ("locked.zip", hostile.locked_zip, "locked"),
    ("slip.zip", lambda: hostile.zip_with("../../etc/cron.d/x"), "programs"),
    ("root.zip", lambda: hostile.zip_with("/etc/passwd"), "programs"),
    ("drive.zip", lambda: hostile.zip_with("C:\\Windows\\x.txt"), "programs"),
    ("programs.zip", lambda: hostile.zip_with("报价单.pdf.EXE"), "programs"),
    ("html.zip", lambda: hostile.HTML, "wrong_kind"),
    ("program.txt", lambda: b"MZ\x90\x00\x03\x00\x00\x00" * 100, "wrong_kind"),
    ("random.txt", lambda: bytes(range(128, 256)) * 50, "encoding"),
    ("over-size.pdf", lambda: samples.pdf() + bytes(2 * samples.MEGABYTE), "不能超过 2 MB"),
    ("over-size.txt", lambda: b"a" * (2 * samples.MEGABYTE + 1), "不能超过 2 MB"),
    ("drawing.svg", lambda: hostile.SVG, NOT_TAKEN),
    ("page.html", lambda: hostile.HTML, NOT_TAKEN),
    ("page.xhtml", lambda: hostile.HTML, NOT_TAKEN),
    ("page.xml", lambda: hostile.SVG, NOT_TAKEN),
    ("macros.docm", samples.docx_with_macros, NOT_TAKEN),
    ("macros.xlsm", samples.xlsx, NOT_TAKEN),
    ("old.doc", lambda: samples.OLE + bytes(4000), NOT_TAKEN),
    ("program.exe", lambda: b"MZ" + bytes(100), NOT_TAKEN),
    ("script.php", lambda: hostile.PHP, NOT_TAKEN),
    ("shell.jpg.php", hostile.jpg, NOT_TAKEN),
    (".htaccess", lambda: b"AddType application/x-httpd-php .jpg", NOT_TAKEN),
    ("noextension", samples.pdf, NOT_TAKEN),
    ("stream.pdf::$DATA", samples.pdf, NOT_TAKEN),
    (f"photo{OVERRIDE}gpj.exe", hostile.jpg, NOT_TAKEN),
    ("nul.pdf\0.exe", samples.pdf, NOT_TAKEN),
    (f"{LONG}.exe", samples.pdf, NOT_TAKEN),
]
# name as sent, maker, name as it is shown
TAKEN = [
    ("good.pdf", samples.pdf, "good.pdf"),
    ("scanned.PDF", samples.scanned_pdf, "scanned.PDF"),
    ("link.pdf", hostile.pdf_with_ordinary_link, "link.pdf"),
    ("good.jpg", hostile.jpg, "good.jpg"),
    ("good.jpeg", hostile.jpg, "good.jpeg"),
    ("good.png", hostile.png, "good.png"),
    ("good.heic", hostile.heic, "good.heic"),
    ("good.tif", lambda: hostile.image("TIFF"), "good.tif"),
    ("good.webp", lambda: hostile.image("WEBP"), "good.webp"),
    ("clear.png", hostile.transparent_png, "clear.png"),
    ("place.jpg", hostile.jpg_with_place, "place.jpg"),
    ("php-behind.jpg", lambda: hostile.jpg() + hostile.PHP, "php-behind.jpg"),
    ("script-behind.gif", hostile.gif_that_is_script, "script-behind.gif"),
    ("script-behind.bmp", hostile.bmp_that_is_script, "script-behind.bmp"),
    ("comment.jpg", lambda: hostile.image("JPEG", comment=hostile.PHP), "comment.jpg"),
    ("good.docx", samples.docx, "good.docx"),
    ("good.xlsx", samples.xlsx, "good.xlsx"),
    ("good.ofd", samples.ofd, "good.ofd"),
    ("good.zip", lambda: samples.archive(a___txt="x"), "good.zip"),
    ("gbk.txt", lambda: "住房城乡建设".encode("gb18030"), "gbk.txt"),
    ("utf16.csv", lambda: "名称,数量\n".encode("utf-16"), "utf16.csv"),
    ("html.txt", lambda: hostile.HTML, "html.txt"),
    ("formula.csv", lambda: b"=cmd|'/c calc'!A1,1\n", "formula.csv"),
    ("shell.php.jpg", hostile.jpg, "shell.php.jpg"),
    ("../../../etc/passwd.pdf", samples.pdf, "passwd.pdf"),
    ("..\\..\\Windows\\win.pdf", samples.pdf, "win.pdf"),
    ("C:\\Users\\me\\营业执照.pdf", samples.pdf, "营业执照.pdf"),
    ("/absolute/path.pdf", samples.pdf, "path.pdf"),
    (f"{LONG}.pdf", samples.pdf, "字" * 95 + "…" + "字" * 20 + ".pdf"),
    ("nul\0byte.pdf", samples.pdf, "nulbyte.pdf"),
    ("line\r\nSet-Cookie: a=b.pdf", samples.pdf, "lineSet-Cookie_ a=b.pdf"),
    (f"fdp.{OVERRIDE}exe.pdf", samples.pdf, "fdp.exe.pdf"),
    ("zero\u200bwidth\ufeff.pdf", samples.pdf, "zerowidth.pdf"),
    ("\ud800lone.pdf", samples.pdf, "lone.pdf"),
    ("CON.pdf", samples.pdf, "_CON.pdf"),
    ("lpt1.tar.pdf", samples.pdf, "_lpt1.tar.pdf"),
    ("<img src=x onerror=alert(1)>.pdf", samples.pdf, "_img src=x onerror=alert(1)_.pdf"),
    ("quote\"';drop table.pdf", samples.pdf, "quote_';drop table.pdf"),
    (" . . .pdf", samples.pdf, "未命名.pdf"),
    ("trailing.pdf. . ", samples.pdf, "trailing.pdf"),
    ("𠮷野家🏮.pdf", samples.pdf, "𠮷野家🏮.pdf"),
    ("%2e%2e%2f.pdf", samples.pdf, "%2e%2e%2f.pdf"),
    ("{{ settings.SECRET_KEY }}.pdf", samples.pdf, "{{ settings.SECRET_KEY }}.pdf"),
]


def test_there_are_enough_of_them():
    assert len(REFUSED) >= 60


@pytest.mark.parametrize(
    ("name", "make", "why"), REFUSED, ids=[each[0][:30].encode("ascii", "replace").decode() for each in REFUSED]
)
def test_a_bad_file_is_refused_and_nothing_is_kept(case, people, private_root, name, make, why):
    with pytest.raises(FileRefused) as refused:
        services.add(case, "any", named(name, make()), user=people["applicant"])
    sentence = str(refused.value)
    expected = SENTENCES[why].format(extension=name.rpartition(".")[2]) if why in SENTENCES else why
    assert expected in sentence
    assert sentence.startswith("“")
    assert name[:4].strip("./\\") in sentence, "the sentence names the file"
    assert len(sentence) < 400
    assert not Attachment.objects.exists()
    assert stored(private_root) == []


@pytest.mark.parametrize(("name", "make", "shown"), TAKEN, ids=[each[2][:30] for each in TAKEN])
def test_what_is_taken_in_is_kept_as_sent_and_can_do_nothing(case, people, client, private_root, name, make, shown):
    content = make()
    added = services.add(case, "any", named(name, content), user=people["applicant"])
    assert added.name == shown
    assert added.size == len(content)
    assert added.sha256 == hashlib.sha256(content).hexdigest()
    with added.file.open("rb") as kept:
        assert kept.read() == content, "byte for byte"
    assert all(path.suffix == "" and len(path.name) == 32 for path in stored(private_root)), "names that say nothing"
    assert len(stored(private_root)) == (2 if added.picture else 1)

    client.force_login(people["applicant"])
    response = client.get(reverse("file_download", args=[added.pk]))
    assert b"".join(response.streaming_content) == content
    assert response["Content-Disposition"].startswith("attachment;")
    assert "\n" not in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Type"].split("/")[0] in {"image", "application", "text"}
    assert not response["Content-Type"].startswith(("text/html", "image/svg", "application/x"))
    if added.content_type.startswith("image/"):
        shown_picture = client.get(reverse("file_view", args=[added.pk]))
        body = b"".join(shown_picture.streaming_content)
        assert shown_picture["Content-Type"] == "image/jpeg"
        assert b"<?php" not in body
        assert b"alert" not in body
        assert b"SecretPhone" not in body


def test_a_picture_is_shown_upright_and_bounded_and_without_its_place(case, people):
    added = services.add(case, "any", named("a.jpg", hostile.jpg_with_place()), user=people["applicant"])
    with added.picture.open("rb") as copy, Image.open(copy) as picture:
        assert picture.size == (40, 60), "turned as the camera says"
        assert not picture.getexif()
    wide = hostile.image("PNG", (5000, 100))
    added = services.add(case, "any", named("b.png", wide), user=people["applicant"])
    with added.picture.open("rb") as copy, Image.open(copy) as picture:
        assert picture.size == (2000, 40)
