"""What people write when they take a step of review."""

from django import forms

REASON_LENGTH = 500


class ApprovalForm(forms.Form):
    """An opinion with an approval, if there is one."""

    comment = forms.CharField(
        label="意见", required=False, max_length=REASON_LENGTH, widget=forms.Textarea({"rows": 4})
    )


class RejectionForm(forms.Form):
    """What the author has to change."""

    comment = forms.CharField(
        label="退回理由",
        max_length=REASON_LENGTH,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "请写明退回的理由和要修改的地方。"},
    )
