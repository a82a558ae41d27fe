"""The sections of a claim, and the form by which an administrator invites a handler."""

from django import forms

from accounts.identifiers import is_mobile, is_uscc, normal_uscc
from accounts.models import Role
from casework.models import Case
from casework.sections import Answers, Fault, Section, SectionForm
from content.forms import SiteForm
from membership.models import OrganisationClaim
from membership.queries import memberships_of

WRONG_CODE = "代码不对，请核对营业执照上的 18 位代码（没有字母 I、O、S、V、Z）。"


class OrganisationForm(SectionForm):
    """Which organisation."""

    name = forms.CharField(label="单位名称", max_length=100, help_text="与营业执照或法人证书上的名称一致。")
    code = forms.CharField(
        label="统一社会信用代码",
        max_length=30,
        help_text="营业执照上的 18 位代码。",
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
    )

    def clean_code(self) -> str:
        code = normal_uscc(self.cleaned_data["code"])
        if not is_uscc(code):
            raise forms.ValidationError(WRONG_CODE)
        return code


class ClaimantForm(SectionForm):
    """As what somebody wants to act for it."""

    role = forms.ChoiceField(
        label="申请的身份",
        choices=Role.choices,
        widget=forms.RadioSelect,
        help_text="管理员可以增减本单位的经办人；经办人以单位的名义办事。",
    )
    post = forms.CharField(label="在单位的职务", max_length=50, help_text="例如：办公室主任、资料员。")
    promise = forms.BooleanField(
        label="我承诺", help_text="勾选表示：所填内容和上传的材料真实、有效，并已取得单位授权。"
    )


ORGANISATION = Section("organisation", "单位信息", OrganisationForm)
CLAIMANT = Section("claimant", "申请人与身份", ClaimantForm)


def fill(case: OrganisationClaim, answers: Answers) -> None:
    """Puts the answers into the claim's columns."""
    case.organisation_name = answers["organisation"]["name"]
    case.code = answers["organisation"]["code"]
    case.role = answers["claimant"]["role"]
    case.title = f"认领单位：{case.organisation_name}"


def check(case: Case, answers: Answers) -> list[Fault]:
    """Whether the person is a member already, or waits for an answer to the same claim."""
    code, role = answers["organisation"]["code"], answers["claimant"]["role"]
    member = memberships_of(case.applicant).filter(organisation__code=code).first()
    if member and role in (member.role, Role.HANDLER):
        sentence = f"您已经是“{member.organisation}”的{member.get_role_display()}，不用再认领。"
        return [Fault("organisation", sentence, "code")]
    waiting = OrganisationClaim.objects.filter(applicant=case.applicant, code=code, status="waiting")
    if twin := waiting.exclude(pk=case.pk).first():
        return [Fault("organisation", f"您对这个单位的认领（{twin.number}）正在审核，不用再提交。", "code")]
    return []


class InviteForm(SiteForm):
    """Whom to ask."""

    name = forms.CharField(label="经办人姓名", max_length=50)
    phone = forms.CharField(
        label="手机号码",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text="对方用这个号码登录后，在“我的单位”里同意邀请。",
    )

    def clean_phone(self) -> str:
        number = "".join(self.cleaned_data["phone"].split()).replace("-", "")
        if not is_mobile(number):
            raise forms.ValidationError("手机号码不对：应当是 11 位数字，以 1 开头。")
        return number
