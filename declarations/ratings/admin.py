"""装配率与奖励规则 in the admin: the schemes that an authorised editor types, the dated rules of rewards and areas."""

from collections.abc import Iterable

from django import forms
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import HelpPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from declarations.models import AreaRule, RewardRule, ScoringScheme
from declarations.models.calls import KINDS
from declarations.ratings.offered import keep_version
from declarations.ratings.rows import CHILDREN, SchemeRows, problems, reward_problems, rows_of
from portal.policies import NeverDeleted, under


def lines_of(form: WagtailAdminModelForm, name: str) -> list:
    """The lines of one list on the form in their order, without those that are taken out; only of a valid form."""
    return [each.instance for each in form.formsets[name].ordered_forms]


class WholeForm(WagtailAdminModelForm):
    """A row with its lines, looked at together."""

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        for place, sentence in self.contradictions():
            self.add_error(place, sentence)
        return not self.errors

    def contradictions(self) -> Iterable[tuple[str | None, str]]:
        """(field or None, sentence) of everything that keeps the whole from being saved."""
        raise NotImplementedError


class SchemeForm(WholeForm):
    """A scheme; it may be saved incomplete as long as it is not enabled."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.versions.exists():
            self.fields["key"].disabled = True

    def contradictions(self) -> Iterable[tuple[str | None, str]]:
        if not self.cleaned_data["is_enabled"]:
            return []
        rows = SchemeRows(self.instance, *(lines_of(self, name) for name in CHILDREN))
        return [("is_enabled", f"还不能启用：{sentence}") for sentence in problems(rows)]

    def save(self, commit: bool = True) -> ScoringScheme:
        """What is enabled is frozen as a version at once."""
        row = super().save(commit)
        if commit:
            keep_version(row)
        return row


class SavesScheme:
    """Says after saving what an incomplete scheme still lacks."""

    def save_instance(self) -> ScoringScheme:
        row = super().save_instance()
        if not row.is_enabled and (found := problems(rows_of(row))):
            messages.warning(self.request, f"已经保存，还不能启用：{''.join(found)}")
        return row


class CreateScheme(SavesScheme, CreateView):
    """A new standard."""


class EditScheme(SavesScheme, EditView):
    """A standard; what was submitted under it keeps its version."""


@under(NeverDeleted(ScoringScheme))
class SchemeViewSet(ModelViewSet):
    """装配率评价标准: never deleted, only switched off."""

    model = ScoringScheme
    icon = "form"
    menu_label = "评价标准"
    add_view_class = CreateScheme
    edit_view_class = EditScheme
    copy_view_enabled = False
    list_display = ["code", "title", BooleanColumn("is_enabled", label="启用"), "valid_from", "checked_on"]
    list_filter = ["is_enabled"]

    def get_edit_handler(self):
        panels = [*ScoringScheme.panels, HelpPanel(heading="版本", template="declarations/admin/scheme_versions.html")]
        return ObjectList(panels, base_form_class=SchemeForm).bind_to_model(ScoringScheme)


class RewardForm(WholeForm):
    """A reward rule that does not contradict itself."""

    def contradictions(self) -> Iterable[tuple[str | None, str]]:
        lines = (lines_of(self, name) for name in ("rates", "routes", "needs"))
        return [(None, sentence) for sentence in reward_problems(self.instance, *lines)]


@under(NeverDeleted(RewardRule))
class RewardViewSet(ModelViewSet):
    """奖励规则: never deleted; an end is given to it."""

    model = RewardRule
    icon = "list-ul"
    menu_label = "奖励规则"
    copy_view_enabled = False
    list_display = ["source", "title", "valid_from", "valid_to", "note"]

    def get_edit_handler(self):
        return ObjectList(RewardRule.panels, base_form_class=RewardForm).bind_to_model(RewardRule)


class AreaForm(WagtailAdminModelForm):
    """Area conditions of one kind of declaration."""

    kind = forms.ChoiceField(label="业务", choices=KINDS)


class AreaViewSet(ModelViewSet):
    """面积条件."""

    model = AreaRule
    icon = "expand-right"
    menu_label = "面积条件"
    copy_view_enabled = False
    list_display = [
        "source",
        Column("kind_label", label="业务"),
        "project_area",
        "building_area",
        "valid_from",
        "valid_to",
        "note",
    ]

    def get_edit_handler(self):
        return ObjectList(AreaRule.panels, base_form_class=AreaForm).bind_to_model(AreaRule)


class RulesGroup(ViewSetGroup):
    """装配率与奖励规则."""

    menu_label = "装配率与奖励规则"
    menu_icon = "form"
    menu_order = 712
    items = (SchemeViewSet, RewardViewSet, AreaViewSet)
