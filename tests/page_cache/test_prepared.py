"""A prepared query answers as the query itself does."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.models import Topic
from home.models import HomePage
from page_cache.prepared import Prepared
from workdays.models import HolidayAdjustment

pytestmark = pytest.mark.django_db


def test_tuples_follow_the_values_given():
    ask = Prepared(lambda name, position: Topic.objects.filter(name=name, position=position).values_list("pk", "name"))
    for topic in Topic.objects.all()[:3]:
        assert ask(topic.name, topic.position) == [(topic.pk, topic.name)]
    assert ask("没有这个分类", 1) == []


def test_days_reach_the_database_as_days():
    for day in (20, 21, 23):
        HolidayAdjustment.objects.create(date=date(2026, 11, day), kind="off", name="测试")
    found = HolidayAdjustment.objects.filter(name="测试").order_by("date")
    ask = Prepared(lambda first, last: found.filter(date__range=(first, last)).values_list("date", flat=False))
    assert ask(date(2026, 11, 20), date(2026, 11, 21)) == [(date(2026, 11, 20),), (date(2026, 11, 21),)]
    assert ask(date(2026, 11, 22), date(2026, 11, 30)) == [(date(2026, 11, 23),)]


def test_objects_are_as_django_makes_them():
    home = HomePage.objects.get()
    (found,) = Prepared(lambda pk: HomePage._base_manager.filter(pk=pk))(home.pk)
    for column in HomePage._meta.concrete_fields:
        if column.attname != "sections":
            assert getattr(found, column.attname) == getattr(home, column.attname), column
    assert found.sections.get_prep_value() == home.sections.get_prep_value()
    assert found.specific is found


def test_the_sql_is_made_once_and_sent_each_time():
    made = []

    def ask(pk):
        made.append(pk)
        return Topic.objects.filter(pk=pk).values_list("name", flat=False)

    prepared = Prepared(ask)
    with CaptureQueriesContext(connection) as queries:
        prepared(1)
        prepared(2)
    assert (len(made), len(queries)) == (1, 2)


def test_a_value_that_does_not_reach_the_sql_as_given_is_refused():
    with pytest.raises(ValueError, match="do not stand in the SQL"):
        Prepared(lambda name: Topic.objects.filter(name__contains=name).values_list("pk"))("建设")


def test_hostile_values_are_values_and_nothing_else():
    ask = Prepared(lambda name: Topic.objects.filter(name=name).values_list("pk"))
    assert ask("' OR 1=1 --") == []
    assert ask("%s") == []
