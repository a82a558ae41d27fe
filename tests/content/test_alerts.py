"""Alerts cascade down the tree and hold between their two moments."""

from datetime import timedelta

import pytest
from django.utils import timezone

from content import alerts
from content.models import AlertLevel, SiteAlert
from home.models import HomePage
from policies.models import NoticeIndexPage, PolicyIndexPage

pytestmark = pytest.mark.django_db


def make_alert(page, text, **fields):
    fields.setdefault("starts_at", timezone.now() - timedelta(minutes=1))
    return SiteAlert.objects.create(page=page, text=text, **fields)


def test_an_alert_shows_on_its_page_and_below_and_nowhere_else():
    make_alert(PolicyIndexPage.objects.get(), "目录整理中")
    assert [each.text for each in alerts.alerts_on(PolicyIndexPage.objects.get())] == ["目录整理中"]
    assert alerts.alerts_on(NoticeIndexPage.objects.get()) == []
    assert alerts.alerts_on(None) == []


def test_an_alert_on_the_home_page_shows_everywhere():
    make_alert(HomePage.objects.get(), "今日闭馆", link=NoticeIndexPage.objects.get())
    shown = alerts.alerts_on(NoticeIndexPage.objects.get())
    assert [(each.text, each.link) for each in shown] == [("今日闭馆", "/notices/")]
    assert alerts.alerts_on(None) == shown


def test_alerts_begin_and_end_by_themselves_and_the_next_moment_is_known():
    now = timezone.now()
    home = HomePage.objects.get()
    make_alert(home, "过去", starts_at=now - timedelta(hours=2), ends_at=now - timedelta(hours=1))
    make_alert(home, "现在", ends_at=now + timedelta(hours=3))
    make_alert(home, "将来", starts_at=now + timedelta(hours=1))
    assert [each.text for each in alerts.alerts_on(home)] == ["现在"]
    assert alerts.next_change() == now + timedelta(hours=1)


def test_the_most_urgent_comes_first():
    home = HomePage.objects.get()
    for level in AlertLevel:
        make_alert(home, level.label, level=level)
    assert [each.level for each in alerts.alerts_on(home)] == ["urgent", "warning", "info"]


def test_alerts_of_many_pages_cost_one_query(django_assert_num_queries):
    home = HomePage.objects.get()
    for number in range(3):
        make_alert(home, f"提示{number}", link=NoticeIndexPage.objects.get())
    alerts.alerts_on(home)
    with django_assert_num_queries(1):
        alerts.alerts_on(home)
