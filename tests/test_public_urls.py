"""Every address of the public site and what it answers to whom; and that nothing which is not public appears anywhere."""

import datetime
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from accounts.groups import StaffGroup
from accounts.models import User
from library.models import LibraryDocument
from policies.models import InterpretedPolicy
from tests.factories.pages import (
    CasePageFactory,
    GuidePageFactory,
    InterpretationPageFactory,
    NoticePageFactory,
    PolicyPageFactory,
    ServicePageFactory,
)

WHO = ("anonymous", "applicant", "editor", "superuser")
ALL_200, ALL_404 = (200,) * 4, (404,) * 4
LOGIN_302 = 302

TABLE = {
    # address: what it answers to anonymous, applicant, editor, superuser
    "/": ALL_200,
    "/policies/": ALL_200,
    "/policies/?kind=interpretation": ALL_200,
    "/policies/live/": ALL_200,
    "/policies/explained/": ALL_200,
    "/policies/by-number/": ALL_200,
    "/policies/by-number/?q=示建发〔2026〕900号": (302,) * 4,
    "/policies/by-number/?q=示建发〔2026〕901号": ALL_404,
    "/notices/": ALL_200,
    "/notices/?ended=1": ALL_200,
    "/notices/live/": ALL_200,
    "/notices/ended/": ALL_200,  # withdrawn from the list, still reachable
    "/guides/": ALL_200,
    "/guides/live/": ALL_200,
    "/cases/": ALL_200,
    "/cases/live/": ALL_200,
    "/services/": ALL_200,
    "/services/live/": ALL_200,
    "/downloads/": ALL_200,
    "/contact/": ALL_200,
    "/search/": ALL_200,
    "/search/?q=档案": ALL_200,
    "/sitemap/": ALL_200,
    "/feedback/": ALL_200,
    "/files/1/": (LOGIN_302, 404, 404, 404),
    "/files/1/view/": (LOGIN_302, 404, 404, 404),
    "/files/of/1/any/": ALL_404,
    "/files/parts/nothing/": ALL_404,
    "/files/samples/999/": ALL_404,
    "/v/": ALL_200,
    "/V/": ALL_200,
    "/v/SY1-HZ1/1AAAAAAAAAAAAA": ALL_404,
    "/share/qr/?path=/policies/": ALL_200,
    "/feeds/policies.xml": ALL_200,
    "/feeds/notices.xml": ALL_200,
    "/open/": ALL_200,
    "/open/schema.json": ALL_200,
    "/open/policies.json": ALL_200,
    "/open/policies.csv": ALL_200,
    "/open/booking-load/": ALL_200,
    "/open/booking-load.json": ALL_200,
    "/open/booking-load.schema.json": ALL_200,
    "/booking/places/": ALL_200,
    "/services/rating/": ALL_200,
    "/services/rating/?q1a_r=NaN": ALL_200,
    "/services/rating/result/": ALL_200,
    "/booking/places/?part=1": ALL_200,
    "/sitemap.xml": ALL_200,
    "/sitemap-columns.xml": ALL_200,
    "/sitemap-pages.xml": ALL_200,
    "/robots.txt": ALL_200,
    "/nothing/": ALL_404,
    "/policies/nothing/": ALL_404,
    # not published, taken back, past its end
    "/policies/draft/": ALL_404,
    "/policies/unpublished/": ALL_404,
    "/policies/expired/": ALL_404,
    # for people who are signed in; for one group
    "/policies/private/": (LOGIN_302, 200, 200, 200),
    "/guides/for-editors/": (LOGIN_302, LOGIN_302, 200, 200),
    # signing in and one's own pages
    "/accounts/login/": (200, LOGIN_302, LOGIN_302, LOGIN_302),
    "/accounts/login/code/": (LOGIN_302,) * 4,
    "/accounts/login/welcome/": (LOGIN_302,) * 4,
    "/accounts/logout/": (405,) * 4,
    "/accounts/oidc/nowhere/login/": ALL_404,
    "/accounts/privacy/": ALL_200,
    "/accounts/": (LOGIN_302, 200, 200, 200),
    "/accounts/ways/": (LOGIN_302, 200, 200, 200),
    "/accounts/ways/phone/": (LOGIN_302, 200, 200, 200),
    "/accounts/ways/join/": (LOGIN_302,) * 4,
    "/accounts/profile/": (LOGIN_302, 200, 200, 200),
    "/accounts/profile/name/": (LOGIN_302, 200, 200, 200),
    "/accounts/profile/download/": (LOGIN_302, 405, 405, 405),
    "/accounts/profile/close/": (LOGIN_302, 200, 200, 200),
    "/accounts/profile/close/prove/": (LOGIN_302, 405, 405, 405),
    "/accounts/second-factor/": (LOGIN_302, 200, 200, 200),
    # behind the counter
    "/my/": (LOGIN_302, 200, 200, 200),
    "/my/organisations/": (LOGIN_302, 200, 200, 200),
    "/my/begin/org_claim/": (LOGIN_302, 200, 200, 200),
    "/my/begin/nothing/": (LOGIN_302, 404, 404, 404),
    "/status": (LOGIN_302, 403, 403, 200),
    "/admin/": (LOGIN_302, 403, 200, 200),
    "/admin/pages/": (LOGIN_302, 403, None, 200),
    "/admin/reports/site-history/": (LOGIN_302, 403, None, 200),
    "/admin/topic/": (LOGIN_302, 403, None, 200),
    "/admin/issuer/": (LOGIN_302, 403, None, 200),
}
HIDDEN = {
    # slug: the title that must be seen nowhere
    "draft": "机密草稿文件",
    "unpublished": "机密撤回文件",
    "expired": "机密到期文件",
    "private": "机密登录文件",
    "for-editors": "机密编辑文件",
}
LISTS = [
    "/",
    "/policies/",
    "/policies/?sort=number",
    "/policies/?year=2026",
    "/policies/?kind=interpretation",
    "/notices/",
    "/notices/?ended=1",
    "/guides/",
    "/cases/",
    "/services/",
    "/downloads/",
    "/sitemap/",
    "/search/?q=机密",
    "/search/?q=机密&sort=date",
    "/search/?q=机密&scope=title",
    "/feeds/policies.xml",
    "/feeds/notices.xml",
    "/open/policies.json",
    "/open/policies.csv",
    "/sitemap-columns.xml",
    "/sitemap-pages.xml",
]


@pytest.fixture
def site(db):
    """A public page of every type, and pages that are not public for every reason there is."""
    policy = PolicyPageFactory(slug="live", title="机密以外的文件", number="示建发〔2026〕900号")
    InterpretationPageFactory(slug="explained", interpreted=[InterpretedPolicy(policy=policy)])
    NoticePageFactory(slug="live")
    past = timezone.localdate() - datetime.timedelta(days=3)
    NoticePageFactory(slug="ended", valid_from=past, valid_until=past)
    for factory in (GuidePageFactory, CasePageFactory, ServicePageFactory):
        factory(slug="live")
    for slug in ("draft", "unpublished", "expired", "private"):
        PolicyPageFactory(
            slug=slug, title=HIDDEN[slug], summary=HIDDEN[slug], live=slug != "draft", number="示建发〔2026〕901号"
        )
    GuidePageFactory(slug="for-editors", title=HIDDEN["for-editors"])
    Page.objects.get(slug="unpublished").unpublish()
    Page.objects.filter(slug="expired").update(expire_at=timezone.now() - datetime.timedelta(minutes=1))
    call_command("publish_scheduled", stdout=StringIO())
    restrict(Page.objects.get(slug="private"), PageViewRestriction.LOGIN)
    for_editors = restrict(Page.objects.get(slug="for-editors"), PageViewRestriction.GROUPS)
    for_editors.groups.add(Group.objects.get(name=StaffGroup.EDITORS))


def restrict(page: Page, kind: str) -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=page, restriction_type=kind)


@pytest.fixture
def clients(db) -> dict[str, Client]:
    """A browser for each sort of person."""
    applicant = User.objects.create_user("applicant")
    editor = User.objects.create_user("editor")
    editor.groups.add(Group.objects.get(name=StaffGroup.EDITORS))
    people = {"anonymous": None, "applicant": applicant, "editor": editor}
    people["superuser"] = User.objects.create_superuser("root")
    browsers = {}
    for name, person in people.items():
        browsers[name] = Client()
        if person:
            browsers[name].force_login(person)
    return browsers


def test_every_address_answers_everybody_as_the_table_says(site, clients):
    wrong = {}
    for address, expected in TABLE.items():
        answers = tuple(clients[who].get(address).status_code for who in WHO)
        # None: who of the staff may do what is told by tests/accounts
        if any(answer >= 500 or answer != (right or answer) for answer, right in zip(answers, expected, strict=True)):
            wrong[address] = answers
    assert wrong == {}


@pytest.mark.parametrize("who", WHO)
def test_what_is_not_public_appears_in_no_list_not_even_for_staff(site, clients, who):
    for address in LISTS:
        response = clients[who].get(address)
        assert response.status_code == 200
        text = response.content.decode()
        for slug, title in HIDDEN.items():
            assert title not in text, (address, title)
            assert f"/{slug}/" not in text, (address, slug)


def test_the_lists_are_not_empty_for_another_reason(site, client):
    shown = {address: client.get(address).content.decode() for address in LISTS}
    for address in [
        "/policies/",
        "/feeds/policies.xml",
        "/open/policies.json",
        "/open/policies.csv",
        "/search/?q=机密",
    ]:
        assert "机密以外的文件" in shown[address] or "以外的文件" in shown[address], address
    assert "/policies/live/" in shown["/sitemap-pages.xml"]


def test_a_page_that_becomes_private_leaves_every_list(site, client):
    PageViewRestriction.objects.create(page=Page.objects.get(slug="policies"), restriction_type="login")
    for address in LISTS:
        response = client.get(address)
        assert "以外的文件" not in response.content.decode(), address
    assert client.get("/policies/live/").status_code == 302


def test_a_file_of_a_private_collection_asks_for_a_sign_in(site, clients):
    private = Collection.get_first_root_node().add_child(name="内部")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    document = LibraryDocument.objects.create(
        title="内部资料", collection=private, file=ContentFile(b"secret", name="a.txt"), file_size=6, file_hash="a" * 40
    )
    answers = []
    for who in WHO:
        response = clients[who].get(document.url)
        answers.append(response.status_code)
        assert (b"secret" in response.getvalue()) == (response.status_code == 200)
    assert answers == [302, 200, 200, 200]
