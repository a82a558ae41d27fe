"""Limits are counted in code points, said with a number, and never enforced by the browser's own maxlength."""

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.http import QueryDict

from content.forms import SiteForm
from home.feedback.forms import FeedbackForm

FAMILY = "👨‍👩‍👧‍👦"  # seven code points, one sign
RARE = "𠮷"  # one code point, two of the units that browsers count


class WordsForm(SiteForm):
    """A line, a text, a code."""

    name = forms.CharField(label="项目名称", max_length=50)
    text = forms.CharField(label="查询事项描述", max_length=50, widget=forms.Textarea(attrs={"rows": 3}))
    code = forms.CharField(max_length=12, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"}))


def bound(**typed: str) -> WordsForm:
    query = QueryDict(mutable=True)
    query.update({"name": "示例", "text": "示例"} | typed)
    return WordsForm(query)


@pytest.mark.parametrize("field", ["name", "text"])
@pytest.mark.parametrize("typed", ["字" * 50, RARE * 50, FAMILY * 7, f"  {'字' * 50}  "])
def test_fifty_code_points_are_accepted(field, typed):
    assert bound(**{field: typed}).is_valid()


@pytest.mark.parametrize(
    ("typed", "used", "over"), [("字" * 51, 51, 1), (RARE * 60, 60, 10), (FAMILY * 8, 56, 6), (FAMILY * 51, 357, 307)]
)
def test_more_is_refused_with_how_much_to_take_away(typed, used, over):
    form = bound(name=typed)
    assert form.errors["name"] == [f"最多 50 个字，现在 {used} 个字，请删去 {over} 个字。"]
    assert form["name"].value() == typed


def test_the_end_of_a_line_counts_once_as_it_was_typed():
    form = bound(text="\r\n".join(["字" * 24, "字" * 25]))
    assert form.is_valid()
    assert form.cleaned_data["text"] == "字" * 24 + "\n" + "字" * 25


def test_the_page_carries_the_limit_for_its_counter_and_no_maxlength():
    found = BeautifulSoup(str(WordsForm()), "html.parser")
    name, text, code = (found.find(id=f"id_{each}") for each in ("name", "text", "code"))
    for field in (name, text):
        assert field["data-limit"] == "50"
        assert "maxlength" not in field.attrs
    assert text["rows"] == "3"
    assert (code["maxlength"], code.get("data-limit")) == ("12", None)


def test_forms_of_models_do_alike(db):
    found = BeautifulSoup(str(FeedbackForm()["text"]), "html.parser").textarea
    assert found["data-limit"] == "2000"
    assert "maxlength" not in found.attrs
    form = FeedbackForm({"subject": "question", "text": "字" * 2001})
    assert form.errors["text"] == ["最多 2000 个字，现在 2001 个字，请删去 1 个字。"]


def test_one_form_does_not_change_the_next():
    assert bound(name="字" * 51).errors
    assert WordsForm.base_fields["name"].widget.attrs == {"maxlength": "50"}
    assert len(WordsForm().fields["name"].validators) == len(WordsForm().fields["name"].validators)
