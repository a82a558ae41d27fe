"""What people write who answer for something out of the ordinary."""

from django import forms

from editorial.opinions import REASON_LENGTH

SHORTEST_REASON = 4  # characters: enough for 数据有误, too many for a dot


class ReasonForm(forms.Form):
    """Why somebody answers for something out of the ordinary."""

    reason = forms.CharField(
        label="理由",
        min_length=SHORTEST_REASON,
        max_length=REASON_LENGTH,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "请写明理由。", "min_length": "理由太短，请写清楚原因。"},
    )


class ExemptionForm(ReasonForm):
    """The findings that somebody answers for, of those that hold publication now."""

    fingerprints = forms.MultipleChoiceField(
        label="豁免的项目", widget=forms.CheckboxSelectMultiple, error_messages={"required": "请勾选要豁免的项目。"}
    )

    def __init__(self, *args, findings, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fingerprints"].choices = [(each.fingerprint, each.message) for each in findings]
