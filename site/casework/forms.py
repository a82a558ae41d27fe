"""Forms of the staff's side of a case."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import QueryDict

from casework import kinds
from casework.enums import Opinion
from casework.models import Case, Phrase
from casework.points import ASK_FOR_LINES, PointsField
from casework.workflow import Transition
from content.forms import refuse_identity_number


class StepForm(forms.Form):
    """Confirms one step: the words it asks for, and the version of the case that the person has seen."""

    opinion = forms.CharField(
        label="意见",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        validators=[refuse_identity_number],
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args,
        kind: str,
        transition: Transition,
        case: Case | None = None,
        own: forms.Form | None = None,
        **kwargs,
    ):
        """case: the one case that the step is about, if it is about one; a return may then name places in it.

        own: what the kind asks for this step besides; its fields come first and its own rules hold.
        """
        super().__init__(*args, **kwargs)
        self.own = own
        if own:
            self.fields = {**own.fields, **self.fields}
        if transition.names_sections:
            self.fields["sections"] = PointsField(kinds.case_kind(kind), case)
        if transition.opinion is Opinion.NONE:
            del self.fields["opinion"]
            return
        field = self.fields["opinion"]
        field.required = transition.opinion is Opinion.REQUIRED
        field.error_messages["required"] = f"请填写“{transition.label}”的意见，申请人和同事要知道原因。"
        field.help_text = "申请人会看到这段话。" if transition.visible else "只有工作人员能看到这段话。"
        phrases = Phrase.objects.filter(kind=kind, action__in=["", transition.action]).values_list("text", flat=True)
        if phrases:
            choices = [("", "不使用常用语"), *((text, text) for text in phrases)]
            phrase = forms.ChoiceField(
                label="常用语", choices=choices, required=False, help_text="没有另写意见时使用。"
            )
            self.fields = {"phrase": phrase, **self.fields}
            field.required = False

    def clean(self) -> dict:
        """A chosen phrase stands in for words of one's own."""
        cleaned = super().clean()
        if self.own and self.own.is_bound and not self.own.is_valid():
            for name, problems in self.own.errors.as_data().items():
                if name not in self.errors:
                    self.add_error(None if name == NON_FIELD_ERRORS else name, problems)
        if "opinion" in cleaned and not cleaned["opinion"].strip():
            cleaned["opinion"] = cleaned.get("phrase", "")
        return cleaned

    def data_for_effect(self) -> dict:
        """What goes to the step's effect; only of a valid form."""
        named = {"points": self.cleaned_data["sections"]} if "sections" in self.fields else {}
        return named | (self.own.cleaned_data if self.own else {})


def typed(form: forms.Form, posted: QueryDict) -> dict:
    """What was typed into the fields of a form, to begin it again with the same words and without complaints."""
    return {name: field.widget.value_from_datadict(posted, {}, name) for name, field in form.fields.items()}


def asks_for_lines(posted: QueryDict) -> bool:
    """Whether the button was pressed that only draws the page again."""
    return ASK_FOR_LINES in posted
