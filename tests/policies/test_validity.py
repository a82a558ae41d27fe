"""Validity follows the document."""

from datetime import date, timedelta

import pytest

from catalogue.models import CatalogueEntry
from content.pages import today
from operations import registry
from policies import validity
from policies.enums import RelationKind, StatedValidity
from policies.models import NoticePage, PolicyPage
from tests.factories.articles import draft, live, relate

pytestmark = pytest.mark.django_db
YESTERDAY, TOMORROW = timedelta(days=-1), timedelta(days=1)


def validity_of(policy: PolicyPage) -> str:
    """What the page's row and its catalogue entry say, which must be the same."""
    stored = PolicyPage.objects.get(pk=policy.pk)
    if stored.live:
        assert CatalogueEntry.objects.get(pk=policy.pk).validity == stored.validity
    return stored.validity


@pytest.mark.parametrize(
    ("stated", "kinds", "ended", "expected"),
    [
        (StatedValidity.IN_FORCE, set(), None, "in_force"),
        (StatedValidity.UNVERIFIED, set(), None, "unverified"),
        (StatedValidity.DRAFT, set(), None, "draft"),
        (StatedValidity.IN_FORCE, set(), TOMORROW, "in_force"),
        (StatedValidity.IN_FORCE, set(), timedelta(), "expired"),
        (StatedValidity.IN_FORCE, set(), YESTERDAY, "expired"),
        (StatedValidity.EXPIRED, set(), None, "expired"),
        (StatedValidity.REPEALED, set(), None, "repealed"),
        (StatedValidity.IN_FORCE, {"amends"}, None, "amended"),
        (StatedValidity.IN_FORCE, {"amends"}, YESTERDAY, "expired"),
        (StatedValidity.IN_FORCE, {"amends", "repeals"}, None, "repealed"),
        (StatedValidity.EXPIRED, {"repeals"}, YESTERDAY, "repealed"),
    ],
)
def test_the_stronger_fact_decides(stated, kinds, ended, expected):
    day = date(2026, 5, 1)
    policy = PolicyPage(stated_validity=stated, ended_on=day + ended if ended is not None else None)
    assert validity.worked_out(policy, kinds, day) == expected


def test_a_live_document_repeals_another_and_both_show_it():
    old = live(PolicyPage, title="旧办法", number="示建法〔2018〕6号", stated_validity="in_force")
    new = live(PolicyPage, title="新办法", number="", issued_on=None, effective_on=date(2024, 3, 1))
    relate(new, RelationKind.REPEALS, old)
    old.refresh_from_db()
    assert validity_of(old) == "repealed"
    shown = validity.dossier(old)
    assert [(each.label, each.policy.title) for each in shown.relations] == [("被废止", "新办法")]
    assert shown.ending.sentence == "本文件自2024年3月1日起已被《新办法》废止，仅供查阅。"
    assert [(each.label, each.policy.title) for each in validity.dossier(new).relations] == [("废止", "旧办法")]
    assert validity.dossier(new).ending is None


@pytest.mark.parametrize("undo", ["unpublish", "delete", "remove", "turn"])
def test_what_is_undone_stands_again(undo):
    old, other = (live(PolicyPage, stated_validity="in_force") for _ in range(2))
    new = relate(live(PolicyPage), RelationKind.REPEALS, old)
    assert validity_of(old) == "repealed"
    if undo == "unpublish":
        new.unpublish()
    elif undo == "delete":
        new.delete()
    else:
        relation = new.relations.get()
        if undo == "remove":
            new.relations.remove(relation)
        else:
            relation.target = other
            new.relations.add(relation)
        new.save_revision().publish()
    assert validity_of(old) == "in_force"
    assert validity_of(other) == ("repealed" if undo == "turn" else "in_force")


def test_a_draft_changes_nothing_yet():
    old = live(PolicyPage, stated_validity="in_force")
    new = draft(PolicyPage)
    new.relations.create(kind=RelationKind.REPEALS, target=old)
    new.save_revision()
    new.save()
    assert validity_of(old) == "in_force"
    new.get_latest_revision().publish()
    assert validity_of(old) == "repealed"


def test_a_text_put_up_for_comment_repeals_nothing():
    old = live(PolicyPage, stated_validity="in_force")
    relate(live(PolicyPage, stated_validity="draft"), RelationKind.REPEALS, old)
    assert validity_of(old) == "in_force"


def test_editing_a_repealed_document_does_not_revive_it():
    old = live(PolicyPage, stated_validity="in_force")
    stale = PolicyPage.objects.get(pk=old.pk)
    relate(live(PolicyPage), RelationKind.REPEALS, old)
    stale.title = "改了题目"
    stale.save_revision().publish()
    assert validity_of(old) == "repealed"


def test_days_pass(monkeypatch):
    ending = live(PolicyPage, stated_validity="in_force", ended_on=today() + TOMORROW)
    old, amended = (live(PolicyPage, stated_validity="in_force") for _ in range(2))
    coming = live(PolicyPage, effective_on=today() + TOMORROW)
    coming = relate(coming, RelationKind.REPEALS, old)
    relate(coming, RelationKind.AMENDS, amended)
    assert [validity_of(each) for each in (ending, old, amended)] == ["in_force"] * 3
    later = today() + TOMORROW
    monkeypatch.setattr(validity, "today", lambda: later)
    registry.jobs["refresh_validity"].run()
    assert [validity_of(each) for each in (ending, old, amended)] == ["expired", "repealed", "amended"]
    assert validity.refresh_by_date() == 0


def test_kept_pages_and_search_follow(monkeypatch):
    old = live(PolicyPage, stated_validity="in_force")
    new = live(PolicyPage)
    told, indexed = [], []
    monkeypatch.setattr(validity.page_cache, "changed", lambda: told.append(1))
    monkeypatch.setattr(validity.index, "insert_or_update_object", lambda page: indexed.append(page.pk))
    relate(new, RelationKind.REPEALS, old)
    assert told
    assert old.pk in indexed


def test_an_amended_document_names_what_amended_it():
    old = live(PolicyPage, stated_validity="in_force")
    relate(live(PolicyPage, title="修改决定", number="示建发〔2025〕1号"), RelationKind.AMENDS, old)
    old.refresh_from_db()
    sentence = validity.dossier(old).ending.sentence
    assert sentence == "本文件已被《修改决定》（示建发〔2025〕1号）修改，请对照阅读。"


def test_the_dossier_costs_one_query(django_assert_num_queries):
    old = live(PolicyPage)
    for _ in range(3):
        relate(live(PolicyPage), RelationKind.REPEALS, old)
    old.refresh_from_db()
    with django_assert_num_queries(1):
        shown = validity.dossier(old)
        assert shown.ending.sentence
        assert len({each.policy.url_path for each in shown.relations}) == 3


def test_the_notices_of_a_page_cost_one_query_and_two_with_news(django_assert_num_queries):
    old = live(PolicyPage, number="示建法〔2018〕6号", stated_validity="in_force")
    citing = live(NoticePage, "按照示建法〔2018〕6号执行。")
    with django_assert_num_queries(1):
        assert validity.notices_for(citing) == []
    relate(live(PolicyPage), RelationKind.REPEALS, old)
    with django_assert_num_queries(2):
        assert [each.sentence for each in validity.notices_for(citing)]
