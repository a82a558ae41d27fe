"""单位信息 and 参建单位 (domain facts §1.3)."""

from django import forms

from casework.sections import Section, SectionForm
from declarations.enums import FirmType
from declarations.forms.fields import Code, Mobile, Postcode, Telephone, choice, text
from projects.enums import PartyRole

LEADS = (PartyRole.OWNER, PartyRole.GENERAL)
"""Who may lead the declaration of a demonstration project (京建发〔2025〕483号)."""


class FirmForm(SectionForm):
    """单位信息: the applicant and whom one may ask."""

    name = text("单位名称", required=True, help_text="与营业执照一致。")
    code = Code()
    firm_type = choice("企业类型", FirmType.choices, required=True)
    registered_address = text("注册地址", 200)
    legal_person = text("法定代表人", 50)
    contact = text("联系人", 50, required=True)
    post = text("职务", 50)
    mobile = Mobile()
    landline = Telephone()
    email = forms.EmailField(label="邮箱", required=False, max_length=100)
    postcode = Postcode()


class RewardFirmForm(FirmForm):
    """The same, and where the reward would be paid to."""

    bank = text("开户行", help_text="例如：示例银行北京示例支行。")
    account_name = text("户名", help_text="与单位名称一致。")
    account = text("账号", 40)

    def clean_account(self) -> str:
        number = "".join(self.cleaned_data["account"].split()).replace("-", "")
        if number and not (number.isascii() and number.isdecimal() and 8 <= len(number) <= 32):
            raise forms.ValidationError("账号应当是 8 至 32 位数字。")
        return number


class PartyForm(SectionForm):
    """参建单位: one firm in the project."""

    role = choice("角色", PartyRole.choices, required=True)
    name = text("单位名称", required=True)
    code = Code(required=False)
    qualification = text("资质类别及等级", help_text="例如：建筑工程施工总承包特级。")
    certificate = text("证书编号", 60)
    manager = text("项目负责人", 50)
    telephone = Telephone(label="电话", help_text="固话或手机。")


class ApplicantForm(PartyForm):
    """申报单位信息 of a demonstration project: the firms that declare it together, one of which leads."""

    is_lead = forms.BooleanField(
        label="牵头申报单位",
        required=False,
        help_text="只能有一家，由建设单位或施工总承包单位牵头，应当是在北京市注册的法人单位。",
    )
    registered_address = text("注册地址", 200)
    contact = text("联系人", 50, required=True)
    mobile = Mobile()

    field_order = ["is_lead", "role", "name", "code"]


FIRM = Section("firm", "单位信息", FirmForm)
REWARD_FIRM = Section("firm", "单位信息", RewardFirmForm)
PARTIES = Section("parties", "参建单位", PartyForm, rows=True, most=50)
APPLICANTS = Section("applicants", "申报单位信息", ApplicantForm, rows=True, most=20)
