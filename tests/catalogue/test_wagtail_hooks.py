import json

import pytest
from django.urls import reverse

from accounts.models import User
from catalogue.models import Issuer, Topic
from tests.factories.pages import IssuerFactory, PolicyPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(User.objects.create_superuser("root"))
    return client


def said(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_the_vocabularies_stand_in_one_menu_group(staff):
    home = staff.get("/admin/").content.decode()
    assert json.dumps("目录与词表")[1:-1] in home  # the sidebar is drawn from JSON
    for model, name in (("topic", "主题分类"), ("issuer", "发文机关")):
        assert name in staff.get(reverse(f"{model}:index")).content.decode()


def test_a_topic_is_added_below_another_but_not_three_deep(staff):
    top = Topic.objects.first()
    data = {"name": "奖励资金", "parent": top.pk, "position": 1}
    assert staff.post(reverse("topic:add"), data).status_code == 302
    child = Topic.objects.get(name="奖励资金")
    response = staff.post(reverse("topic:add"), {"name": "第三级", "parent": child.pk, "position": 1})
    assert "主题分类只有两级" in response.content.decode()
    assert not Topic.objects.filter(name="第三级").exists()


@pytest.mark.parametrize("live", [True, False])
def test_a_term_in_use_is_kept_and_its_pages_named(staff, live):
    topic, issuer = Topic.objects.create(name="在用的主题"), IssuerFactory(name="在用的机关")
    for n in range(4):
        PolicyPageFactory(title=f"文件{n}", topic=topic, issuers=[issuer], live=live)
    for term, name in ((topic, "topic"), (issuer, "issuer")):
        for ask in (staff.get, staff.post):
            response = ask(reverse(f"{name}:delete", args=[term.pk]), follow=True)
            assert f"“{term}”还有 4 个页面在用：《文件3》、《文件2》、《文件1》等。" in said(response)
        assert type(term).objects.filter(pk=term.pk).exists()


def test_a_topic_with_topics_below_it_is_kept(staff):
    top = Topic.objects.create(name="上级")
    Topic.objects.create(name="下级", parent=top)
    response = staff.post(reverse("topic:delete", args=[top.pk]), follow=True)
    assert "还有 1 个下级分类" in said(response)


def test_a_term_that_nothing_uses_goes(staff):
    topic, issuer = Topic.objects.create(name="多余的主题"), IssuerFactory(name="多余的机关")
    staff.post(reverse("topic:delete", args=[topic.pk]))
    staff.post(reverse("issuer:delete", args=[issuer.pk]))
    assert not Topic.objects.filter(pk=topic.pk).exists()
    assert not Issuer.objects.filter(pk=issuer.pk).exists()
