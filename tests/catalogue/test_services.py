import datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from catalogue import services
from catalogue.enums import Kind, Validity
from catalogue.models import CatalogueEntry, EntryIssuer, Topic
from policies.models import PolicyIndexPage, PolicyPage
from tests.factories.pages import GuidePageFactory, IssuerFactory, NoticePageFactory, PolicyPageFactory

pytestmark = pytest.mark.django_db


def entry_of(page) -> CatalogueEntry | None:
    return CatalogueEntry.objects.filter(page_id=page.pk).first()


def restrict(page) -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def test_a_published_policy_has_an_entry_with_its_facts():
    first, second = IssuerFactory(name="示例市住房城乡建设委"), IssuerFactory(name="示例市财政局")
    topic = Topic.objects.create(name="城乡建设", parent=Topic.objects.get(name="城乡建设、环境保护"))
    page = PolicyPageFactory(
        title="关于示例的通知", number="示建法[2018]6号", topic=topic, issuers=[second, first], slug="sample"
    )
    entry = entry_of(page)
    assert (entry.kind, entry.title, entry.path) == (Kind.POLICY, "关于示例的通知", "/policies/sample/")
    assert (entry.number, entry.number_key) == ("示建法〔2018〕6号", "示建法20186号")
    assert entry.top_topic == topic.parent
    assert entry.issuer_names == "示例市住房城乡建设委、示例市财政局"
    assert entry.issuer_key == f",{first.pk},{second.pk},"
    assert set(EntryIssuer.objects.filter(entry=entry).values_list("issuer", flat=True)) == {first.pk, second.pk}
    assert (entry.year, entry.validity, entry.document_type) == (2026, Validity.UNVERIFIED, "notice")


def test_a_draft_has_no_entry_and_a_draft_of_a_live_page_does_not_show():
    draft = PolicyPageFactory(live=False)
    page = PolicyPageFactory(title="已发布的标题")
    page.title = "草稿里的标题"
    page.save_revision()
    assert entry_of(draft) is None
    assert entry_of(page).title == "已发布的标题"
    page.get_latest_revision().publish()
    assert entry_of(page).title == "草稿里的标题"


def test_single_columns_saved_by_code_count_and_the_rest_of_the_instance_does_not():
    page = PolicyPageFactory(title="已发布的标题")
    page.title = "还没有保存的标题"
    page.validity = Validity.EXPIRED
    page.save(update_fields=["validity"])
    assert (entry_of(page).validity, entry_of(page).title) == (Validity.EXPIRED, "已发布的标题")


def test_unpublishing_and_deleting_take_the_entry_away():
    unpublished, deleted = PolicyPageFactory(), PolicyPageFactory()
    unpublished.unpublish()
    deleted.delete()
    assert not CatalogueEntry.objects.filter(pk__in=[unpublished.pk, deleted.pk]).exists()


def test_the_scheduler_publishes_and_expires_in_the_catalogue_too():
    now = timezone.now()
    coming = PolicyPageFactory(live=False)
    coming.go_live_at = now - datetime.timedelta(minutes=1)
    coming.save_revision(approved_go_live_at=coming.go_live_at)
    going = PolicyPageFactory()
    Page.objects.filter(pk=going.pk).update(expire_at=now - datetime.timedelta(minutes=1))
    call_command("publish_scheduled", stdout=StringIO())
    assert entry_of(coming)
    assert entry_of(going) is None


def test_a_new_slug_changes_the_address_of_the_page_and_of_what_stands_below(django_capture_on_commit_callbacks):
    page = PolicyPageFactory(slug="before")
    with django_capture_on_commit_callbacks(execute=True):
        page.slug = "after"
        page.save_revision().publish()
    assert entry_of(page).path == "/policies/after/"
    with django_capture_on_commit_callbacks(execute=True):
        index = Page.objects.get(slug="policies")  # the bare page: its own type would keep the address
        index.slug = "elsewhere"
        index.save()
    assert entry_of(page).path == "/elsewhere/after/"


def test_a_moved_page_follows_its_new_place():
    page, guides = PolicyPageFactory(slug="moved"), Page.objects.get(slug="guides")
    page.move(guides, pos="last-child")
    assert entry_of(page).path == "/guides/moved/"
    restrict(guides)
    assert entry_of(page) is None
    Page.objects.get(pk=page.pk).move(Page.objects.get(slug="policies"), pos="last-child")
    assert entry_of(page).path == "/policies/moved/"


def test_a_restriction_on_a_page_above_hides_the_branch_until_it_is_lifted():
    policy, notice = PolicyPageFactory(), NoticePageFactory()
    restriction = restrict(PolicyIndexPage.objects.get())
    late = PolicyPageFactory()
    assert entry_of(policy) is entry_of(late) is None
    assert entry_of(notice)
    restriction.delete()
    assert entry_of(policy) and entry_of(late)


def test_a_restriction_hides_what_mirrors_the_page_elsewhere():
    page = PolicyPageFactory(slug="source")
    alias = page.create_alias(parent=Page.objects.get(slug="guides"), update_slug="mirror")
    assert entry_of(alias).path == "/guides/mirror/"
    restriction = restrict(page)
    assert entry_of(alias) is None
    restriction.delete()
    assert entry_of(alias)


def test_deleting_a_restricted_page_leaves_nothing_behind():
    page = PolicyPageFactory()
    restrict(page)
    page.delete()
    assert entry_of(page) is None
    services.rebuild()
    assert entry_of(page) is None


def test_renaming_an_issuer_reaches_its_entries_only():
    joint, other = IssuerFactory(name="甲委"), IssuerFactory(name="乙局")
    both, one = PolicyPageFactory(issuers=[joint, other]), PolicyPageFactory(issuers=[other])
    before = entry_of(one).changed_at
    joint.name = "甲委员会"
    joint.save()
    assert entry_of(both).issuer_names == "甲委员会、乙局"
    assert entry_of(one).issuer_names == "乙局"
    assert entry_of(one).changed_at == before


def test_moving_a_topic_moves_its_entries_to_the_other_class():
    building, finance = Topic.objects.get(name="城乡建设、环境保护"), Topic.objects.get(name="财政、金融、审计")
    topic = Topic.objects.create(name="奖励资金", parent=building)
    page = PolicyPageFactory(topic=topic)
    topic.parent = finance
    topic.save()
    assert entry_of(page).top_topic == finance


def test_characters_that_xml_cannot_carry_are_left_out():
    page = PolicyPageFactory(title="垂直\x0b制表\ufffe符 𠮷䶮😀", summary="响铃\x07")
    assert (entry_of(page).title, entry_of(page).summary) == ("垂直制表符 𠮷䶮😀", "响铃")


def test_the_time_of_change_is_that_of_publication_or_of_what_another_document_did():
    page = PolicyPageFactory()
    published = entry_of(page).changed_at
    assert published == page.last_published_at
    services.record(page)
    assert entry_of(page).changed_at == published
    PolicyPage.objects.filter(pk=page.pk).update(validity=Validity.REPEALED)
    services.record(PolicyPage.objects.get(pk=page.pk))
    assert entry_of(page).changed_at > published


def test_rebuilding_mends_whatever_was_changed_by_hand():
    kept, hidden, lost = PolicyPageFactory(), PolicyPageFactory(), GuidePageFactory()
    Page.objects.filter(pk=hidden.pk).update(live=False)
    CatalogueEntry.objects.filter(page_id=lost.pk).delete()
    CatalogueEntry.objects.filter(page_id=kept.pk).update(title="改错的标题")
    out = StringIO()
    call_command("rebuild_catalogue", stdout=out)
    assert entry_of(kept).title == kept.title
    assert entry_of(hidden) is None
    assert entry_of(lost)
    assert f"共 {CatalogueEntry.objects.count()} 条" in out.getvalue()


def test_without_a_site_nothing_is_public():
    page = PolicyPageFactory()
    site = Site.objects.get()
    Site.objects.all().delete()
    services.rebuild()
    assert entry_of(page) is None
    Site.objects.create(hostname="localhost", root_page_id=site.root_page_id, is_default_site=True)
    assert entry_of(page)
