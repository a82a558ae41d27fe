import pytest

from tests.factories.pages import PolicyPageFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/policies/by-number/"


@pytest.mark.parametrize(
    "typed",
    ["示建法〔2018〕6号", "示建法[2018]6号", "示建法（2018）6号", "示建法【２０１８】６号", " 示建法 ﹝2018﹞ 第6号 ", "见《办法》示建法〔2018〕6号"],
)  # fmt: skip
def test_leads_to_the_document_however_its_number_is_typed(client, typed):
    PolicyPageFactory(number="示建法〔2018〕6号", slug="six")
    PolicyPageFactory(number="示建法〔2018〕16号")
    response = client.get(ADDRESS, {"q": typed})
    assert (response.status_code, response["Location"]) == (302, "/policies/six/")


@pytest.mark.parametrize(
    ("number", "typed"), [("GB/T 51129-2017", "gb/t51129—2017"), ("建设部令第61号", "建设部令61号")]
)
def test_standards_and_orders_too(client, number, typed):
    PolicyPageFactory(number=number, slug="this-one")
    assert client.get(ADDRESS, {"q": typed})["Location"] == "/policies/this-one/"


def test_lists_documents_that_share_a_number(client):
    PolicyPageFactory(number="示建法〔2018〕6号", title="正文")
    PolicyPageFactory(number="示建法〔2018〕6号", title="修订本")
    response = client.get(ADDRESS, {"q": "示建法〔2018〕6号"})
    assert response.status_code == 200
    assert {entry.title for entry in response.context["entries"]} == {"正文", "修订本"}


def test_an_unknown_number_offers_the_search(client):
    PolicyPageFactory(number="示建法〔2018〕7号", live=False)
    response = client.get(ADDRESS, {"q": "示建法〔2018〕7号"})
    assert response.status_code == 404
    html = response.content.decode()
    assert "没有发文字号是“示建法〔2018〕7号”的公开文件" in html
    assert "/search/?q=%E7%A4%BA" in html


def test_without_a_number_there_is_a_form(client):
    PolicyPageFactory(number="")  # has no key either
    response = client.get(ADDRESS)
    assert response.status_code == 200
    assert 'name="q"' in response.content.decode()


@pytest.mark.parametrize("typed", ["\x00", "'; drop table", "〔〕", "第", "号" * 3000, "😀\ud83d".encode("utf-8", "replace").decode(), "<script>alert(1)</script>"])  # fmt: skip
def test_whatever_is_typed_gets_an_answer(client, typed):
    response = client.get(ADDRESS, {"q": typed})
    assert response.status_code in (200, 404)
    assert "<script>alert" not in response.content.decode()
