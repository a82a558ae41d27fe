"""The forms of signing in, in the look of every public form."""

import re
import unicodedata

from allauth.account.forms import ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as SecondFactorAgainForm
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from django import forms
from django.core.exceptions import ValidationError

from accounts.identifiers import normal_mobile
from content.challenge import ChallengeField
from content.forms import PlainSentences, SiteForm

CODE = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 12}
NAME = re.compile(r"[\w·.\- ]{2,30}")


class PhoneForm(SiteForm):
    """Asks for a code: the number, and that it is a person who asks."""

    phone = forms.CharField(
        label="手机号",
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel-national"}),
        help_text="中国大陆的 11 位手机号。验证码由短信发送，5 分钟内有效。",
    )

    def __init__(self, *args, in_words: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["captcha"] = ChallengeField(in_words=in_words)
        self.in_words = in_words

    def clean_phone(self) -> str:
        if not (number := normal_mobile(self.cleaned_data["phone"])):
            raise ValidationError("手机号不对：应当是 1 开头的 11 位数字，例如 13800000000。")
        return number


class CodeForm(SiteForm):
    """Takes the code that was sent."""

    code = forms.CharField(label="短信验证码", max_length=12, widget=forms.TextInput(attrs=CODE))

    def clean_code(self) -> str:
        code = re.sub(r"\s", "", unicodedata.normalize("NFKC", self.cleaned_data["code"]))
        if not re.fullmatch(r"[0-9]{6}", code):
            raise ValidationError("验证码是 6 位数字，请照短信填写。")
        return code


class WelcomeForm(SiteForm):
    """What a person who comes for the first time, by telephone, still has to say."""

    name = forms.CharField(
        label="姓名",
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text="请填写真实姓名，办理时会核对。",
    )
    agreed = forms.BooleanField(label="我已阅读并同意《隐私说明》")

    def __init__(self, *args, with_notice: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if with_notice:
            self.fields["agreed"].error_messages["required"] = "请先阅读《隐私说明》；同意后才能继续。"
        else:
            del self.fields["agreed"]

    def clean_name(self) -> str:
        name = unicodedata.normalize("NFKC", self.cleaned_data["name"]).strip()
        if not NAME.fullmatch(name) or any(each.isdecimal() for each in name):
            raise ValidationError("姓名应当是 2 到 30 个汉字或字母，不含数字和其他符号。")
        return name


class PasswordAgain(PlainSentences, ReauthenticateForm):
    """The password once more, before something that matters."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self, "password", "密码", {"autocomplete": "current-password"})


class SecondFactorForm(PlainSentences, AuthenticateForm):
    """The second factor at signing in: a code of the authenticator or a recovery code."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self, "code", "动态验证码或备用码", CODE)


class SecondFactorAgain(PlainSentences, SecondFactorAgainForm):
    """The second factor of somebody who is signed in."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self, "code", "动态验证码或备用码", CODE)


class ActivateSecondFactor(PlainSentences, ActivateTOTPForm):
    """The first code of a newly set up authenticator."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self, "code", "认证器显示的 6 位验证码", CODE)


class DeactivateSecondFactor(PlainSentences, DeactivateTOTPForm):
    """Takes the authenticator away."""


class NewRecoveryCodes(PlainSentences, GenerateRecoveryCodesForm):
    """Makes new recovery codes; the old ones end."""


def _plain(form: forms.Form, name: str, label: str, attributes: dict) -> None:
    """Our label and the right keyboard in place of allauth's placeholder."""
    field = form.fields[name]
    field.label = label
    field.error_messages["required"] = f"请填写“{label}”。"
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)
