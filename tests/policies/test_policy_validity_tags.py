"""What the page templates ask of validity."""

import pytest
from django.template import Context, Template

from home.models import GuidePage
from policies.models import PolicyPage
from tests.factories.articles import live, relate

NOTICES = "{% load policy_validity %}{% stale_citations_of page as stale %}{% for each in stale %}{{ each.sentence }}{% endfor %}"
DOSSIER = """{% load policy_validity %}{% policy_dossier page as dossier %}{{ dossier.ending.sentence }}
{% for each in dossier.relations %}{{ each.label }}{{ each.policy.title }}{% endfor %}"""


def drawn(template: str, page) -> str:
    return Template(template).render(Context({"page": page})).strip()


@pytest.mark.django_db
def test_the_tags_say_what_validity_knows():
    old = live(PolicyPage, title="旧办法", number="示建法〔2018〕6号", stated_validity="in_force")
    page = live(GuidePage, "依照示建法〔2018〕6号。")
    assert drawn(NOTICES, page) == ""
    relate(live(PolicyPage, title="新办法", number=""), "repeals", old)
    assert "见《新办法》" in drawn(NOTICES, page)
    old = PolicyPage.objects.get(pk=old.pk)
    assert "已被《新办法》废止，仅供查阅。" in drawn(DOSSIER, old)
    assert "被废止新办法" in drawn(DOSSIER, old)


@pytest.mark.django_db
def test_a_page_not_saved_yet_has_neither():
    page = PolicyPage(title="草稿")
    assert drawn(NOTICES, page) == drawn(DOSSIER, page) == ""
