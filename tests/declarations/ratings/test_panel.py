"""What staff see of a rating: each building at a glance, what to look at, and on what the estimate rests."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.models import Case
from declarations.enums import REWARD_FUND, TECHNOLOGY
from declarations.models import RewardFund, SchemeItem, ScoringScheme
from declarations.ratings.offered import keep_version
from declarations.ratings.panel import rating_of_case
from tests.declarations.ratings.sheets import GB
from tests.factories import declarations as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent() -> Case:
    rows = make.answers(REWARD_FUND)["ratings"]
    rows[1] = rows[1] | {"stage": "design", "q3f_done": "no"}
    return Case.objects.get(pk=make.sent(REWARD_FUND, ratings=rows).pk)


def test_the_page_of_a_case_shows_each_building_and_the_basis(client, admin_user, sent):
    client.force_login(admin_user)
    page = client.get(f"/admin/cases/detail/{sent.pk}/", follow=True).content.decode()
    for words in (
        "单体评价与奖励估算",
        "68.9%",
        "A 级",
        "没有采用“全装修”（第 3.0.3 条）。",
        "预评价的等级不是最终结果",
    ):
        assert words in page, words
    assert "估算奖励金额：0 元（有条件不符合）" in page
    assert "这只是按填写内容作的估算，不是决定" in page
    row = RewardFund.objects.get(pk=sent.pk)
    assert row.estimated_amount == 0
    assert "评价等级应当是 AA、AAA，现为 A 级。" in row.estimate_basis


def test_a_table_that_was_mended_since_is_remarked_and_what_was_submitted_stays(sent):
    scheme = ScoringScheme.objects.get(key=GB)
    SchemeItem.objects.filter(scheme=scheme, code="q1a").update(low=30)
    keep_version(scheme)
    first = rating_of_case(sent, None)["buildings"][0]
    assert first.remarks == ("按第 1 版评分表计算，现行的是第 2 版。",)
    assert first.sheet["rate"] == "68.9"
    ScoringScheme.objects.update(is_enabled=False)
    assert rating_of_case(sent, None)["buildings"][0].remarks == ("GB/T 51129-2017 现在已停用。",)


def test_a_case_without_ratings_has_no_such_part_and_more_buildings_cost_no_more(sent):
    assert rating_of_case(make.sent(TECHNOLOGY), None) is None
    with CaptureQueriesContext(connection) as queries:
        rating_of_case(sent, None)
    assert len(queries) <= 3
