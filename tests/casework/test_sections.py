"""A section keeps what was typed, knows when it is complete, and explains itself when it is frozen."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.http import QueryDict

from casework.sections import Section, SectionForm, changes, shown


class ProjectForm(SectionForm):
    units = {"area": "㎡"}
    name = forms.CharField(label="项目名称", max_length=50)
    area = forms.DecimalField(label="建筑面积", min_value=0, decimal_places=2)
    kind = forms.ChoiceField(label="类型", choices=[("home", "住宅"), ("office", "公共建筑")])
    parts = forms.MultipleChoiceField(label="构件", choices=[("wall", "墙板"), ("stair", "楼梯")], required=False)
    begun = forms.DateField(label="开工日期", required=False)
    whole = forms.BooleanField(label="全装修", required=False)


class BuildingForm(SectionForm):
    number = forms.CharField(label="楼号", max_length=10)


PROJECT = Section("project", "项目基本信息", ProjectForm)
BUILDINGS = Section("buildings", "单体信息", BuildingForm, rows=True)
TYPED = {
    "project-name": ["示例住宅"], "project-area": ["12000.50"], "project-kind": ["home"],
    "project-parts": ["wall", "stair"], "project-begun": ["2026-01-05"], "project-whole": ["on"],
}  # fmt: skip


def rows(*numbers: str, **more: list[str]) -> dict[str, list[str]]:
    counts = {"TOTAL_FORMS": len(numbers), "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    typed = {f"buildings-{name}": [str(value)] for name, value in counts.items()}
    return typed | {f"buildings-{n}-number": [number] for n, number in enumerate(numbers)} | more


def test_what_was_typed_comes_back_as_it_was_typed():
    typed = {"project-name": ["字" * 60], "project-area": ["很大"]}
    form = PROJECT.bound(typed)
    assert form["area"].value() == "很大"
    assert not PROJECT.is_complete(typed)
    assert "请选择“类型”。" in form.errors["kind"]


def test_only_what_belongs_to_the_section_is_kept():
    posted = QueryDict(
        "project-name=a&project-parts=wall&project-parts=stair&csrfmiddlewaretoken=x&buildings-0-number=1"
    )
    assert PROJECT.keep(posted) == {"project-name": ["a"], "project-parts": ["wall", "stair"]}


def test_an_empty_section_is_not_complete():
    assert not PROJECT.is_complete({})


def test_a_frozen_section_explains_itself():
    assert PROJECT.is_complete(TYPED)
    fields = {field["name"]: field for field in PROJECT.frozen(TYPED)["fields"]}
    assert fields["area"] == {
        "name": "area",
        "label": "建筑面积",
        "unit": "㎡",
        "value": "12000.50",
        "text": "12,000.50",
    }
    assert fields["kind"]["text"] == "住宅"
    assert fields["parts"] == {
        "name": "parts",
        "label": "构件",
        "unit": "",
        "value": ["wall", "stair"],
        "text": "墙板、楼梯",
    }
    assert fields["begun"]["text"] == "2026年1月5日"
    assert fields["whole"]["text"] == "是"
    with pytest.raises(ValueError, match="not complete"):
        PROJECT.frozen({})


def test_rows_repeat_and_blank_ones_say_nothing():
    assert BUILDINGS.is_complete(rows("1号楼", "2号楼"))
    frozen = BUILDINGS.frozen(rows("2号楼", ""))
    assert [[field["text"] for field in row] for row in frozen["rows"]] == [["2号楼"]]
    assert not BUILDINGS.is_complete(rows())


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), ("", ""), (False, "否"), (Decimal("0"), "0"), (date(2026, 2, 3), "2026年2月3日"), (7, "7"), (0, "0")],
)
def test_values_as_people_read_them(value, text):
    assert shown(forms.CharField(), value) == text


def test_changes_name_section_row_and_field():
    before = {"sections": [PROJECT.frozen(TYPED), BUILDINGS.frozen(rows("1号楼"))]}
    after = {
        "sections": [
            PROJECT.frozen(TYPED | {"project-area": ["13000"]}),
            BUILDINGS.frozen(rows("1号楼", "2号楼")),
        ]
    }
    assert changes(before, after) == [
        {"section": "项目基本信息", "row": None, "label": "建筑面积", "before": "12,000.50", "after": "13,000"},
        {"section": "单体信息", "row": 2, "label": "楼号", "before": "", "after": "2号楼"},
    ]
    assert changes(before, before) == []
    assert len(changes(None, before)) == 7


def test_what_is_no_number_stands_in_its_field_as_it_was_typed_beside_its_unit():
    html = str(PROJECT.bound({"project-area": ["很大"]}))
    assert 'value="很大"' in html
    assert 'type="number"' not in html
    assert "单位：㎡。" in html


def test_a_fault_says_its_row_and_leads_to_its_field():
    faults = BUILDINGS.faults(rows("1号楼", "字" * 11))
    assert [(fault.anchor, fault.sentence[:9]) for fault in faults] == [("#id_buildings-1-number", "第 2 行：楼号：")]
    assert len(BUILDINGS.blank().forms) == 1


def test_an_incomplete_section_shows_what_was_typed():
    shown_fields = {field["name"]: field["text"] for field in PROJECT.shown({"project-area": ["很大"]})["fields"]}
    assert shown_fields["area"] == "很大"
    assert shown_fields["name"] == ""
