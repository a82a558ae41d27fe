"""Synonyms as staff enter them, and the way back of the migrations."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse

from chinese_search import setup, synonyms
from chinese_search.models import SynonymGroup

pytestmark = pytest.mark.django_db


def test_commas_and_lines_of_every_kind_separate():
    group = SynonymGroup(words=" 开发商，建设单位、甲方\n开发商; 业主 ")
    group.full_clean()
    assert group.expressions == ["开发商", "建设单位", "甲方", "业主"]
    assert str(group) == "开发商，建设单位，甲方，业主"


@pytest.mark.parametrize("words", ["开发商", "，，", "！，？", "甲，" + "乙" * 31, "，".join("甲乙丙丁戊己庚辛壬癸子")])
def test_a_group_that_can_find_nothing_is_refused(words):
    with pytest.raises(ValidationError, match="words"):
        SynonymGroup(words=words).full_clean()


def test_lookup_goes_from_each_to_the_others_in_any_spelling():
    SynonymGroup.objects.all().delete()
    SynonymGroup.objects.create(words="ＢＩＭ，建築信息模型")
    SynonymGroup.objects.create(words="BIM，建模")
    assert synonyms.lookup() == {
        "bim": ("建筑信息模型", "建模"),
        "建筑信息模型": ("bim",),
        "建模": ("bim",),
    }


def test_the_starting_groups_are_valid_and_come_once():
    for words in setup.STARTING_GROUPS:
        SynonymGroup(words=words).full_clean()
    assert SynonymGroup.objects.count() == len(setup.STARTING_GROUPS)
    setup.make_synonyms(apps)
    assert SynonymGroup.objects.count() == len(setup.STARTING_GROUPS)
    changed = SynonymGroup.objects.first()
    changed.words = "甲，乙"
    changed.save()
    setup.remove_synonyms(apps)
    assert [group.words for group in SynonymGroup.objects.all()] == ["甲，乙"]


def test_staff_enter_synonyms_in_the_admin(admin_client):
    response = admin_client.post(reverse("synonyms:add"), {"words": "馍馍\n馒头"})
    assert response.status_code == 302
    assert SynonymGroup.objects.filter(words="馍馍，馒头").exists()
    listing = admin_client.get(reverse("synonyms:index"), {"q": "馍馍"})
    assert "馍馍，馒头" in listing.content.decode()
    refused = admin_client.post(reverse("synonyms:add"), {"words": "单独"})
    assert "至少要写两个说法" in refused.content.decode()
