import csv
import datetime
import io

import pytest
from django.core.files.base import ContentFile
from jsonschema import Draft202012Validator, FormatChecker
from wagtail.models import Collection, CollectionViewRestriction

from catalogue.models import Topic
from content.models import Attachment
from library.models import LibraryDocument
from policies import open_data
from tests.factories.pages import IssuerFactory, PolicyPageFactory

pytestmark = pytest.mark.django_db
JSON, CSV = "/open/policies.json", "/open/policies.csv"


def attach(page, name: str, collection=None) -> LibraryDocument:
    document = LibraryDocument.objects.create(
        title=name,
        collection=collection or Collection.get_first_root_node(),
        file=ContentFile("内容".encode(), name=f"{name}.txt"),
        file_size=6,
    )
    Attachment.objects.create(page=page, document=document)
    return document


@pytest.fixture
def policy():
    page = PolicyPageFactory(
        title="关于示例的通知",
        slug="sample",
        number="示建法[2018]6号",
        index_number="000014349/2018-00110",
        issuers=[IssuerFactory(name="甲委"), IssuerFactory(name="乙局")],
        topic=Topic.objects.get(name="城乡建设、环境保护"),
        issued_on=datetime.date(2018, 3, 1),
        published_on=datetime.date(2018, 3, 5),
    )
    attach(page, "附表")
    return page


def test_a_policy_with_every_field(client, policy):
    (item,) = client.get(JSON).json()["items"]
    assert item["number"] == "示建法〔2018〕6号"
    assert item["url"] == "http://testserver/policies/sample/"
    assert item["issuers"] == ["甲委", "乙局"]
    assert item["topic"] == "城乡建设、环境保护"
    assert (item["issued_on"], item["published_on"], item["effective_on"]) == ("2018-03-01", "2018-03-05", None)
    (file,) = item["attachments"]
    assert (file["title"], file["size"], file["type"]) == ("附表", 6, "txt")
    assert file["url"].startswith("http://testserver/documents/")
    assert list(item) == [field.name for field in open_data.FIELDS]


def test_the_data_is_as_its_schema_says(client, policy):
    PolicyPageFactory(number="", document_type="", summary="=1+1")
    schema = client.get("/open/schema.json").json()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    assert list(validator.iter_errors(client.get(JSON).json())) == []


def test_pages_lead_to_one_another(client):
    for _ in range(5):
        PolicyPageFactory()
    response = client.get(JSON, {"per_page": 2})
    seen = []
    for _ in range(3):
        content = response.json()
        seen += [item["id"] for item in content["items"]]
        if content["next"]:
            assert f'<{content["next"]}>; rel="next"' in response["Link"]
            response = client.get(content["next"])
    assert len(set(seen)) == 5
    assert (content["page"], content["pages"], content["total"], content["next"]) == (3, 3, 5, None)
    assert content["previous"].endswith("page=2&per_page=2")


@pytest.mark.parametrize("query", ["page=0", "page=x", "page=7", "per_page=0", "per_page=1001", "per_page=x", "page=" + "9" * 5000])  # fmt: skip
@pytest.mark.parametrize("address", [JSON, CSV])
def test_a_page_that_there_is_not_is_refused_in_words(client, address, query):
    response = client.get(f"{address}?{query}")
    assert response.status_code == 400
    text = response.json()["error"] if address == JSON else response.content.decode()
    assert "之间的整数" in text


def test_csv_opens_in_a_spreadsheet_and_calculates_nothing(client, policy):
    PolicyPageFactory(title="=HYPERLINK(1)", summary="+1", source="@SUM(A1)", published_on=datetime.date(2017, 1, 1))
    response = client.get(CSV)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0]["issuers"] == "甲委；乙局"
    assert rows[0]["attachments"].startswith("附表 http://testserver/documents/")
    assert rows[0]["effective_on"] == ""
    assert (rows[1]["title"], rows[1]["summary"], rows[1]["source"]) == ("'=HYPERLINK(1)", "'+1", "'@SUM(A1)")


def test_files_of_a_private_collection_are_not_named(client, policy):
    private = Collection.get_first_root_node().add_child(name="内部")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    attach(policy, "内部资料", private.add_child(name="下级"))
    (item,) = client.get(JSON).json()["items"]
    assert [file["title"] for file in item["attachments"]] == ["附表"]


def test_queries_do_not_grow_with_the_items(client, policy, django_assert_max_num_queries):
    def queries(address: str) -> int:
        with django_assert_max_num_queries(12) as captured:
            client.get(address)
        return len(captured)

    client.get(JSON)  # the first request makes the site's settings
    before = [queries(JSON), queries(CSV)]
    for _ in range(8):
        attach(PolicyPageFactory(topic=Topic.objects.first(), issuers=[IssuerFactory()]), "另一份")
    assert [queries(JSON), queries(CSV)] == before


def test_the_page_describes_every_field(client):
    html = client.get("/open/").content.decode()
    for field in open_data.FIELDS:
        assert f"<code>{field.name}</code>" in html
        assert field.label in html
