"""Forms of the staff's side of messages."""

from django import forms


class CallForm(forms.Form):
    """What came of a telephone call."""

    note = forms.CharField(
        label="通话情况",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如：已告知本人；号码停机，改发信函。写了就算办完这一次电话通知。",
        error_messages={"required": "请写下通话情况，例如：已告知本人；号码停机，改发信函。"},
    )


class WordsForm(forms.Form):
    """The texts of a template as they are being edited; wrong ones are shown as wrong, not refused."""

    title = forms.CharField(required=False, max_length=500)
    body = forms.CharField(required=False, max_length=5000)
    sms = forms.CharField(required=False, max_length=2000)
