"""The forms of 我的资料."""

from django import forms

from accounts.signin.forms import WelcomeForm
from content.forms import SiteForm


class NameForm(WelcomeForm):
    """Another name, by the rules of the first."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, with_notice=False, **kwargs)


class CloseForm(SiteForm):
    """That one has read what happens."""

    understood = forms.BooleanField(label="我已了解注销的后果")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["understood"].error_messages["required"] = "请勾选“我已了解注销的后果”，然后再注销。"
