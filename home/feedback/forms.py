"""The form for readers and the form for staff."""

from urllib.parse import urlsplit

from django import forms

from content.challenge import ChallengeField
from content.forms import SiteModelForm
from home.models import Feedback


class FeedbackForm(SiteModelForm):
    """What a reader fills in; nothing about the reader is asked but, if he likes, how to reach him."""

    class Meta:
        model = Feedback
        fields = ["subject", "page_url", "text", "contact"]
        widgets = {
            "subject": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 6, "maxlength": 2000}),
            "contact": forms.TextInput(attrs={"autocomplete": "off"}),
        }
        help_texts = {
            "page_url": "出现问题的页面；从那个页面点进来时已经填好。",
            "text": "请写明问题在哪里、应该是什么。最多 2000 字。请不要填写身份证号等个人信息。",
            "contact": "可以不填。需要我们联系您时，请留下电话或邮箱。",
        }

    def __init__(self, *args, in_words: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = Feedback._meta.get_field("subject").choices
        self.fields["captcha"] = ChallengeField(in_words=in_words)
        self.in_words = in_words

    def clean_page_url(self) -> str:
        """Only a path of this site is kept; an address elsewhere says nothing and may be an advertisement."""
        value = self.cleaned_data["page_url"].strip()
        if not value:
            return ""
        parts = urlsplit(value)
        if not parts.path.startswith("/"):
            raise forms.ValidationError("请填写本站页面的地址，以 / 开头，例如 /policies/。")
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def clean_text(self) -> str:
        text = self.cleaned_data["text"].strip()
        if len(text) < 5:
            raise forms.ValidationError("请至少写 5 个字，说清楚问题是什么。")
        return text
