"""Pages that cite documents without force say so and are listed."""

from datetime import date

import pytest
from django.core.management import call_command

from home.models import GuidePage, ServicePage
from home.models.services import ServiceBasis
from policies import validity
from policies.enums import RelationKind
from policies.models import Citation, InterpretationPage, InterpretedPolicy, NoticePage, PolicyPage
from tests.factories.articles import draft, live, relate

pytestmark = pytest.mark.django_db
NUMBER = "示建法〔2018〕6号"


def repealed(**fields) -> PolicyPage:
    """A live document that its editor has marked as repealed."""
    return live(PolicyPage, title="旧办法", stated_validity="repealed", ended_on=date(2024, 3, 1), **fields)


def warned(page) -> list[str]:
    return [each.sentence for each in validity.notices_for(page)]


SENTENCE = f"本页引用的《旧办法》（{NUMBER}）已于2024年3月1日废止。"


@pytest.mark.parametrize("model", [GuidePage, NoticePage, ServicePage, InterpretationPage, PolicyPage])
def test_any_page_that_names_the_number_warns(model):
    repealed(number=NUMBER)
    page = live(model, "各单位：按照示建法[2018] 6号规定办理。")
    assert warned(page) == [SENTENCE]


def test_a_link_by_id_or_by_address_warns():
    old = repealed(number=NUMBER)
    by_id = live(GuidePage, f'<p>见<a linktype="page" id="{old.pk}">办法</a>。</p>')
    by_address = live(GuidePage, f'<p>见<a href="/policies/{old.slug}/#item-6">办法</a>。</p>')
    elsewhere = live(GuidePage, f'<p>见<a href="https://other.example/policies/{old.slug}/">办法</a>。</p>')
    assert warned(by_id) == warned(by_address) == [SENTENCE]
    assert warned(elsewhere) == []


def test_the_basis_of_a_service_and_an_interpreted_document_count():
    old = repealed(number=NUMBER)
    service = live(ServicePage)
    service.basis.add(ServiceBasis(policy=old))
    service.save_revision().publish()
    reading = live(InterpretationPage)
    reading.interpreted.add(InterpretedPolicy(policy=old))
    reading.save_revision().publish()
    assert warned(service) == warned(reading) == [SENTENCE]


def test_a_document_published_later_is_found_by_those_who_named_it():
    page = live(GuidePage, f"根据{NUMBER}办理。")
    assert warned(page) == []
    old = repealed(number=NUMBER)
    assert warned(page) == [SENTENCE]
    old.unpublish()
    assert warned(page) == []
    old.get_latest_revision().publish()
    old.delete()
    assert Citation.objects.filter(page=page, target=None).count() == 1
    repealed(number=NUMBER)
    assert warned(page) == [SENTENCE]


def test_the_longest_known_number_wins_and_a_place_is_never_cut_off():
    short = live(PolicyPage, number="建法〔2018〕6号")
    foreign = live(GuidePage, "参照京建法〔2018〕6号。")
    plain = live(GuidePage, "参照建法〔2018〕6号。")
    assert Citation.objects.get(page=foreign).target is None
    assert Citation.objects.get(page=plain).target == short
    local = live(PolicyPage, number="京建法〔2018〕6号")
    assert Citation.objects.get(page=foreign).target == local
    assert Citation.objects.get(page=plain).target == short


def test_a_changed_number_lets_go():
    policy = repealed(number=NUMBER)
    page = live(GuidePage, f"根据{NUMBER}办理。")
    policy.number = "示建法〔2018〕7号"
    policy.save_revision().publish()
    assert warned(page) == []


def test_orders_and_standards_are_cited_too():
    order = repealed(number="示例部令第136号")
    standard = live(PolicyPage, title="旧标准", number="GB/T 51129-2017", stated_validity="expired")
    page = live(GuidePage, "依据《办法》（示例部令第136号）和GB/T51129—2017。")
    assert {each.policy for each in validity.notices_for(page)} == {order, standard}
    assert "本页引用的《旧标准》（GB/T 51129-2017）已失效。" in warned(page)


def test_a_document_is_not_warned_of_its_own_doing_nor_of_itself():
    old = live(PolicyPage, number=NUMBER, stated_validity="in_force")
    new = live(PolicyPage, f"本办法施行后，{NUMBER}同时废止。", number="示建法〔2024〕1号")
    new = relate(new, RelationKind.REPEALS, old)
    assert PolicyPage.objects.get(pk=old.pk).validity == "repealed"
    assert warned(new) == []
    itself = live(PolicyPage, "示建法〔2020〕9号已废止", number="示建法〔2020〕9号", stated_validity="repealed")
    assert warned(itself) == []
    assert not validity.stale_citations().exists()


def test_an_unpublished_page_cites_nothing_and_a_new_version_forgets_the_old():
    repealed(number=NUMBER)
    assert not Citation.objects.filter(page=draft(GuidePage, f"根据{NUMBER}。")).exists()
    page = live(GuidePage, f"根据{NUMBER}。")
    page.body = []
    page.save_revision()
    assert warned(page) == [SENTENCE]
    page.get_latest_revision().publish()
    assert warned(page) == []


def test_the_report_lists_each_pair_once():
    old = repealed(number=NUMBER)
    page = live(
        GuidePage, f"根据{NUMBER}。", f'<p>见<a linktype="page" id="{old.pk}">办法</a>，又称示例发{NUMBER}。</p>'
    )
    assert Citation.objects.filter(page=page, target=old).count() == 3
    assert [(each.page_id, each.target_id) for each in validity.stale_citations()] == [(page.pk, old.pk)]
    assert len(warned(page)) == 1


def test_rebuilding_gives_the_same():
    repealed(number=NUMBER)
    live(GuidePage, f"根据{NUMBER}。")
    before = set(Citation.objects.values_list("page_id", "number_key", "target_id"))
    Citation.objects.all().delete()
    call_command("rebuild_citations", verbosity=0)
    assert set(Citation.objects.values_list("page_id", "number_key", "target_id")) == before
