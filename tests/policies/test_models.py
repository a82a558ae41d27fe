from datetime import date

import pytest
from django.core.exceptions import ValidationError

from catalogue.models import CatalogueEntry
from policies.models import PolicyPage
from tests.factories.articles import live


@pytest.mark.parametrize(
    ("fields", "year"),
    [
        ({"issued_on": date(2018, 3, 1), "number": "京建法〔2018〕6号"}, 2018),
        ({"issued_on": date(2019, 1, 2), "number": "京建法〔2018〕6号"}, 2019),
        ({"number": "京建法〔2018〕6号"}, 2018),
        ({"number": "建设部令第61号"}, 2026),
        ({}, 2026),
    ],
)
def test_a_document_stands_under_its_own_year_not_that_of_its_upload(db, fields, year):
    page = live(
        PolicyPage, title="示例文件", **{"issued_on": None, "number": "", "published_on": date(2026, 11, 20)} | fields
    )
    assert CatalogueEntry.objects.get(page=page).year == year


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"issued_on": date(2020, 1, 2), "effective_on": date(2020, 1, 1)}, "实施日期不能早于成文日期"),
        ({"effective_on": date(2020, 1, 2), "ended_on": date(2020, 1, 1)}, "失效/废止日期不能早于实施日期"),
    ],
)
def test_dates_in_the_wrong_order_are_refused(db, fields, sentence):
    with pytest.raises(ValidationError, match=sentence):
        PolicyPage(title="示例文件", **fields).clean()
