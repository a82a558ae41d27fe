"""Beginning an application: in whose name, and, where the kind has a notice (须知), after reading it.

The same form stands on the kind's service page and below /my/; it is always posted to the latter.
"""

from dataclasses import dataclass

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.signing import BadSignature, Signer
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import Organisation
from casework import consents, drafts, kinds, notices
from casework.enums import FILES, ForWhom
from casework.errors import NotActing, NoticeTooSoon, StepRefused
from casework.kinds import CaseKind
from casework.models import Case, NoticeReading, NoticeVersion
from casework.my.frame import frame_of
from casework.my.keeping import my_page
from casework.sections import SectionState, as_query, whole_number
from content.forms import SiteForm

UNPROCESSABLE = 422
_signer = Signer(salt="casework.my.beginning")


class BeginForm(SiteForm):
    """In whose name somebody applies: their own, or that of an organisation they act for."""

    organisation = forms.ModelChoiceField(
        label="以谁的名义申请", queryset=Organisation.objects.none(), widget=forms.RadioSelect
    )

    def __init__(self, *args, kind: CaseKind, user: AbstractBaseUser, **kwargs):
        super().__init__(*args, **kwargs)
        if kind.for_whom is ForWhom.PERSON:
            del self.fields["organisation"]
            return
        field = self.fields["organisation"]
        field.queryset = Organisation.objects.filter(pk__in=user.memberships.active().values("organisation"))
        own = kind.for_whom is not ForWhom.ORGANISATION
        field.required = not own
        field.empty_label = "我本人" if own else None
        field.initial = "" if own else field.queryset.first()


class NoticeForm(BeginForm):
    """The tick below a notice. reading: which reading it ends, signed; draft: an open draft that lacks the consent."""

    agreed = forms.BooleanField()
    reading = forms.CharField(widget=forms.HiddenInput, required=False)
    draft = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, kind: CaseKind, **kwargs):
        super().__init__(*args, kind=kind, **kwargs)
        self.fields["agreed"].label = f"我已阅读并同意{consents.title(kind)}"
        self.fields["agreed"].error_messages["required"] = f"请先阅读{consents.title(kind)}；同意的，请勾选后继续。"


@dataclass(frozen=True)
class Beginning:
    """What stands before a person who wants to begin: open drafts, and the notice with its form, or why not.

    problem: why the last attempt was not taken. left: seconds for which the notice must still be read. may_appeal:
    whether the refusal is about the person, who may object to it. is_renewal: a draft begun under an older version is
    what the form is about.
    """

    kind: CaseKind
    drafts: list[Case]
    refusal: str = ""
    may_appeal: bool = False
    notice: NoticeVersion | None = None
    form: NoticeForm | None = None
    left: int = 0
    problem: str = ""
    is_renewal: bool = False

    @property
    def title(self) -> str:
        """What the notice is called."""
        return consents.title(self.kind)


def with_notice(
    kind: CaseKind,
    user: AbstractBaseUser,
    *,
    typed: QueryDict | None = None,
    bound: bool = False,
    problem: StepRefused | None = None,
) -> Beginning:
    """Where the person stands with a kind that has a notice; the reading begins now, unless it has begun before.

    typed: what was ticked and chosen before, shown again, with its faults where bound; the tick is taken away where
    another text has to be read.
    """
    newest = consents.current(kind.name)
    agreed = NoticeReading.objects.filter(case=OuterRef("pk"), version=newest)
    open_ones = Case.objects.visible_to(user).drafts().filter(kind=kind.name).select_related("organisation")
    found = list(open_ones.annotate(is_agreed=Exists(agreed)).order_by("pk"))
    try:
        drafts.guard_beginning(kind, user)
    except StepRefused as refusal:
        return Beginning(kind, found, str(refusal), may_appeal=True)
    try:
        if kind.for_whom is ForWhom.ORGANISATION and not user.memberships.active().exists():
            raise NotActing(drafts.CLAIM_FIRST)
        reading = notices.start(user, kind)
    except StepRefused as refusal:
        return Beginning(kind, found, str(refusal))
    typed = (typed or QueryDict()).copy()
    draft = _draft(kind, user, typed.get("draft", ""))
    is_renewal = bool(draft) or (kind.one_draft and any(not each.is_agreed for each in found))
    if found and kind.one_draft and kind.for_whom is ForWhom.PERSON and not is_renewal:
        return Beginning(kind, found)
    if problem and not isinstance(problem, NoticeTooSoon):
        typed.pop("agreed", None)
    typed["reading"], typed["draft"] = _signer.sign(reading.pk), str(draft.pk) if draft else ""
    shown = {"data": typed} if bound else {"initial": typed.dict()}
    return Beginning(
        kind,
        found,
        notice=reading.version,
        form=NoticeForm(**shown, kind=kind, user=user),
        left=notices.seconds_left(reading, kind),
        problem=str(problem or ""),
        is_renewal=is_renewal,
    )


def _draft(kind: CaseKind, user: AbstractBaseUser, named: str) -> Case | None:
    """The person's open draft of that id; None for any other word."""
    return Case.objects.visible_to(user).drafts().filter(kind=kind.name, pk=whole_number(named)).first()


@my_page
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, kind: str) -> HttpResponse:
    """Says what is needed, asks for whom, and opens the draft; open drafts of the kind are offered first."""
    found = kinds.get(kind)
    if not isinstance(found, CaseKind) or not found.sections:
        raise Http404
    if found.notice_seconds:
        return _begin_with_notice(request, found)
    form = None if found.for_whom is ForWhom.PERSON else BeginForm(
        request.POST or request.kept, kind=found, user=request.user
    )  # fmt: skip
    refusal = ""
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            organisation = form.cleaned_data["organisation"] if form else None
            return redirect("my_draft", drafts.open_draft(found, user=request.user, organisation=organisation).pk)
        except StepRefused as problem:
            refusal = str(problem)
    if found.for_whom is ForWhom.ORGANISATION and not form.fields["organisation"].queryset.exists():
        refusal = drafts.CLAIM_FIRST
    context = {
        "kind": found,
        "frame": frame_of(found),
        "form": form,
        "refusal": refusal,
        "open": Case.objects.visible_to(request.user).drafts().filter(kind=kind).select_related("organisation"),
    }
    return render(request, "casework/my/begin.html", context, status=UNPROCESSABLE if request.method == "POST" else 200)


def _begin_with_notice(request: HttpRequest, kind: CaseKind) -> HttpResponse:
    if request.method != "POST":
        typed = request.kept or as_query({"draft": [request.GET.get("draft", "")]})
        return _notice_page(request, with_notice(kind, request.user, typed=typed))
    form, problem = NoticeForm(request.POST, kind=kind, user=request.user), None
    if form.is_valid():
        try:
            case = notices.agree(
                _reading(form.cleaned_data["reading"]),
                user=request.user,
                organisation=form.cleaned_data.get("organisation"),
                draft=_draft(kind, request.user, form.cleaned_data["draft"]),
            )
            return _first_open(case)
        except StepRefused as refused:
            problem = refused
    shown = with_notice(kind, request.user, typed=request.POST, bound=problem is None, problem=problem)
    return _notice_page(request, shown, status=UNPROCESSABLE)


def _notice_page(request: HttpRequest, shown: Beginning, *, status: int = 200) -> HttpResponse:
    frame = frame_of(shown.kind)
    context = {"kind": shown.kind, "frame": frame, "beginning": shown, "address": frame.path or request.path}
    return render(request, "casework/my/begin.html", context, status=status)


def _reading(token: str) -> int:
    """The reading that a page of ours has named; 0, which is nobody's, for any other word."""
    try:
        return whole_number(_signer.unsign(token))
    except BadSignature:
        return 0


def _first_open(case: Case) -> HttpResponse:
    """To the first section that is not complete; to the check page when all are."""
    for task in drafts.task_list(case):
        if task.state is not SectionState.COMPLETE:
            return redirect("my_files", case.pk) if task.name == FILES else redirect("my_section", case.pk, task.name)
    return redirect("my_check", case.pk)
