"""What firms and staff type about projects and buildings."""

from collections.abc import Iterable

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.validators import MaxValueValidator, MinValueValidator

from accounts.models import Organisation
from casework.as_meant import prepare
from content.forms import SiteForm, SiteModelForm
from projects.enums import District, PartyRole, PermitKind
from projects.models import Building, Project
from projects.queries import with_number
from projects.services.register import BUILDING_FIELDS, Number

PERMITS = {"planning": PermitKind.PLANNING, "construction": PermitKind.CONSTRUCTION}
MOST_PERMITS = 20
UNITS = {
    "floors_above": "层",
    "floors_below": "层",
    "height": "m",
    "area_above": "㎡",
    "area_below": "㎡",
}


class FindForm(SiteForm):
    """A whole number of a project."""

    number = forms.CharField(
        label="许可证号或者投资项目统一代码",
        max_length=80,
        help_text="填完整的号码，例如 建字第110105202300012号。全角、空格和括号写法不影响查找。",
    )


class ProjectForm(SiteForm):
    """A project's own words; permits one to a line."""

    name = forms.CharField(label="项目名称", max_length=200, help_text="与规划许可证上的名称一致。")
    code = forms.CharField(
        label="投资项目统一代码", max_length=40, required=False, help_text="例如 2023-110105-47-01-000012。没有的不填。"
    )
    planning = forms.CharField(
        label="建设工程规划许可证号",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="一行一个。没有的不填。",
    )
    construction = forms.CharField(
        label="建筑工程施工许可证号",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="一行一个。没有的不填。",
    )
    district = forms.ChoiceField(label="所在区", choices=[("", "请选择"), *District.choices])
    address = forms.CharField(label="建设地址", max_length=200)

    def clean(self) -> dict:
        cleaned = super().clean()
        for name, kind in PERMITS.items():
            lines = [line.strip() for line in cleaned.get(name, "").splitlines() if line.strip()]
            if len(lines) > MOST_PERMITS:
                self.add_error(name, f"最多 {MOST_PERMITS} 个，现在 {len(lines)} 个。")
            for line in lines:
                if len(line) > 80:
                    self.add_error(name, f"“{line[:20]}…”太长，证号不超过 80 个字。请一行只写一个。")
            cleaned[f"{name}_numbers"] = [Number(kind, line) for line in lines]
        return cleaned

    @property
    def permits(self) -> list[Number]:
        """The permits that were typed."""
        return [each for name in PERMITS for each in self.cleaned_data.get(f"{name}_numbers", [])]

    @staticmethod
    def initial_of(project: Project) -> dict[str, str]:
        """What the form shows of a project."""
        found = {name: getattr(project, name) for name in ("name", "code", "district", "address")}
        permits = list(project.permits.all())
        for name, kind in PERMITS.items():
            found[name] = "\n".join(each.number for each in permits if each.kind == kind)
        return found


def _as_whom(form: SiteForm, organisations: Iterable[Organisation]) -> None:
    form.fields["organisation"].queryset = organisations
    form.fields["organisation"].initial = organisations.first()


class JoinForm(SiteForm):
    """For which firm, and as what it takes part."""

    organisation = forms.ModelChoiceField(
        label="以哪个单位的名义", queryset=Organisation.objects.none(), empty_label=None
    )
    role = forms.ChoiceField(label="本单位在项目中的角色", choices=[("", "请选择"), *PartyRole.choices])

    def __init__(self, *args, user: AbstractBaseUser, **kwargs):
        super().__init__(*args, **kwargs)
        _as_whom(self, Organisation.objects.filter(pk__in=user.memberships.active().values("organisation")))


class EnterForm(JoinForm, ProjectForm):
    """A new project, and the firm that enters it."""

    field_order = ("name", "code", "planning", "construction", "district", "address", "organisation", "role")


class PartyForm(SiteForm):
    """Another firm of a project."""

    name = forms.CharField(label="单位名称", max_length=100)
    code = forms.CharField(
        label="统一社会信用代码",
        max_length=30,
        required=False,
        help_text="18 位，例如 91110000600037341L。不知道的可以不填。",
    )
    role = forms.ChoiceField(label="角色", choices=[("", "请选择"), *PartyRole.choices])


class BuildingForm(SiteModelForm):
    """A building as it stands in the planning permit."""

    class Meta:
        model = Building
        fields = BUILDING_FIELDS
        help_texts = {"number": "与规划许可证上的编号一致，例如 3#。"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, unit in UNITS.items():
            self.fields[name].help_text = f"单位：{unit}。"
            limits = (MinValueValidator, MaxValueValidator)
            own = [each for each in Building._meta.get_field(name).validators if isinstance(each, limits)]
            self.fields[name].validators = [*self.fields[name].validators, *own]
        for field in self.fields.values():
            prepare(field)

    def _post_clean(self) -> None:
        """Nothing is put into the row here: `services.register.save_building` does it, with its lock."""


class StaffProjectForm(ProjectForm):
    """The same with the admin's own look."""

    default_renderer = None


class StaffBuildingForm(BuildingForm):
    """The same with the admin's own look."""

    default_renderer = None


class StaffMergeForm(forms.Form):
    """The project that stays, by one of its numbers."""

    number = forms.CharField(
        label="合并到哪个项目",
        max_length=80,
        help_text="填留下的那个项目的许可证号或者投资项目统一代码（完整的号码）。",
        error_messages={"required": "请填写留下的那个项目的许可证号或者代码。"},
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        if number := cleaned.get("number"):
            cleaned["target"] = with_number(number)
            if cleaned["target"] is None:
                self.add_error("number", f"没有找到“{number}”。请填写完整的许可证号或者投资项目统一代码。")
        return cleaned
