"""The form field by which staff name what is to be changed: ticks at every section, row, field and file of a case.

Only what is ticked is posted, and a sentence only for what is ticked: a form with two hundred rows stays small. Without a
script the button “为勾选的地方写说明” draws the page again with a line at every tick.
"""

from collections.abc import Mapping
from dataclasses import replace

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from casework.kinds import CaseKind
from casework.models import Case
from casework.returns import Group, Point, Spot, groups
from content.forms import refuse_identity_number

SAY = "say-"
ASK_FOR_LINES = "say"
"""Name of the button that draws the page again with a line at every tick."""
LONGEST_SENTENCE = 300


class PointsWidget(forms.Widget):
    """Ticks in groups; value: {key of a place: sentence}."""

    use_fieldset = True

    def __init__(self, found: list[Group]):
        super().__init__()
        self.groups = found

    def value_from_datadict(self, data, files, name) -> dict[str, str]:
        get = getattr(data, "getlist", data.get)
        ticked = get(name) or []
        return {key: str(data.get(f"{SAY}{key}", "")).strip() for key in dict.fromkeys(ticked)}

    def value_omitted_from_data(self, data, files, name) -> bool:
        return False

    def id_for_label(self, id_: str) -> str:
        return ""

    def render(self, name, value, attrs=None, renderer=None) -> str:
        value = value if isinstance(value, Mapping) else {}
        shown = [self._group(group, name, value) for group in self.groups]
        context = {"groups": shown, "button": ASK_FOR_LINES, "say": SAY, "longest": LONGEST_SENTENCE}
        return render_to_string("casework/admin/includes/points.html", context)

    def _group(self, group: Group, name: str, value: Mapping[str, str]) -> dict:
        def lines(spots: list[Spot]) -> list[dict]:
            return [
                {
                    "name": name,
                    "key": spot.point.key,
                    "label": spot.point.file_name or spot.point.label,
                    "text": spot.text,
                    "is_ticked": spot.point.key in value,
                    "sentence": value.get(spot.point.key, ""),
                }
                for spot in spots
            ]

        return {
            "title": group.whole.point.title,
            "whole": lines([group.whole])[0],
            "fields": lines(group.fields),
            "rows": [{"title": row.point.place, "whole": lines([row])[0], "fields": lines(f)} for row, f in group.rows],
            "is_open": any(spot.point.key in value for spot in group.spots()),
        }


class PointsField(forms.Field):
    """Which places are to be changed; cleaned into a list of `Point`, in the order of the form."""

    def __init__(self, kind: CaseKind, case: Case | None = None):
        found = groups(kind, case)
        self.places: dict[str, Point] = {spot.point.key: spot.point for group in found for spot in group.spots()}
        super().__init__(
            label="需要修改的部分",
            required=False,
            widget=PointsWidget(found),
            help_text="勾选的地方在申请人那里显示为“需修改”，改好并保存后才能再提交。每一处可以写一句说明。",
        )

    def clean(self, value: Mapping[str, str]) -> list[Point]:
        """The named places with their sentences; a place that the case does not have is refused."""
        if set(value) - set(self.places):
            raise ValidationError("勾选的地方里有这个办件没有的，可能内容已经变化。请刷新页面后重新勾选。")
        for sentence in value.values():
            refuse_identity_number(sentence)
            if len(sentence) > LONGEST_SENTENCE:
                raise ValidationError(f"每一处的说明最多 {LONGEST_SENTENCE} 个字。")
        return [replace(point, sentence=value[key]) for key, point in self.places.items() if key in value]
