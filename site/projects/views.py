"""/my/projects/: the projects of a person's firms; finding one, entering one, taking part; its firms and buildings."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from casework.my.keeping import my_page
from casework.rows import whole_number
from content.forms import SiteForm
from portal import client
from projects import queries
from projects.errors import ProjectChanged, ProjectRefused
from projects.forms import BuildingForm, EnterForm, FindForm, JoinForm, PartyForm, ProjectForm
from projects.models import Building, Project
from projects.services import register

READ_WRITE = ["GET", "HEAD", "POST"]
UNPROCESSABLE, TOO_MANY = 422, 429
FOUND_AN_HOUR = 60  # numbers that one person may try: nobody walks through them all


@my_page
@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """The projects of the person's firms, by name."""
    context = {
        "projects": queries.listed(queries.own(request.user)),
        "acts": request.user.memberships.active().exists(),
    }
    return render(request, "projects/list.html", context)


@my_page
@require_http_methods(READ_WRITE)
def find(request: HttpRequest) -> HttpResponse:
    """A project by a whole number: one's own leads to its page; of others no more than the name, and the way to join."""
    asked = request.POST if request.method == "POST" else request.kept
    form = FindForm(asked)
    context, status = {"form": form, "acts": request.user.memberships.active().exists()}, 200
    if request.method == "POST" and form.is_valid():
        if client.too_often(request, "find_project", limit=FOUND_AN_HOUR, seconds=3600):
            form.add_error(None, "查找得太频繁，请过一会儿再试。")
            return render(request, "projects/find.html", context, status=TOO_MANY)
        number = form.cleaned_data["number"]
        found = queries.with_number(number)
        if found and queries.is_party(request.user, found):
            return redirect("my_project", found.pk)
        context |= {"asked": number, "found": found, "join": JoinForm(user=request.user)}
    elif request.method == "POST":
        status = UNPROCESSABLE
    elif request.kept is None:
        context["form"] = FindForm()
    return render(request, "projects/find.html", context, status=status)


@my_page
@require_http_methods(["POST"])
def join(request: HttpRequest) -> HttpResponse:
    """The person's firm becomes a party of the project that has the number."""
    found = queries.with_number(request.POST.get("number", ""))
    form = JoinForm(request.POST, user=request.user)
    if found and form.is_valid():
        try:
            register.join(found, form.cleaned_data["organisation"], form.cleaned_data["role"], user=request.user)
        except ProjectRefused as refusal:
            _mark(form, refusal)
        else:
            messages.success(request, f"“{form.cleaned_data['organisation']}”已加入项目“{found}”。")
            return redirect("my_project", found.pk)
    context = {
        "form": FindForm({"number": request.POST.get("number", "")}),
        "acts": True,
        "asked": request.POST.get("number", ""),
        "found": found,
        "join": form,
    }
    return render(request, "projects/find.html", context, status=UNPROCESSABLE)


@my_page
@require_http_methods(READ_WRITE)
def enter(request: HttpRequest) -> HttpResponse:
    """A new project; one whose number is known already leads to finding it."""
    posted = request.POST if request.method == "POST" else request.kept
    form = EnterForm(posted, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = register.enter(
                request.user,
                values=form.cleaned_data,
                permits=form.permits,
                organisation=form.cleaned_data["organisation"],
                role=form.cleaned_data["role"],
            )
        except ProjectRefused as refusal:
            _mark(form, refusal)
        else:
            messages.success(request, f"项目“{made}”已登记。请接着登记单体。")
            return redirect("my_project", made.pk)
    acts = request.user.memberships.active().exists()
    return render(request, "projects/enter.html", {"form": form, "acts": acts}, status=_status(request, form))


@my_page
@require_safe
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """One project: its words, firms and buildings; a double leads to where it was merged."""
    if target := queries.merged_target(request.user, pk):
        messages.info(request, f"这个项目已经合并到“{target}”。")
        return redirect("my_project", target.pk)
    found = _own(request, pk)
    context = {
        "project": found,
        "permits": found.permits.all(),
        "parties": found.parties.all(),
        "buildings": found.buildings.filter(merged_into=None),
        "own": set(request.user.memberships.active().values_list("organisation", flat=True)),
    }
    return render(request, "projects/project.html", context)


@my_page
@require_http_methods(READ_WRITE)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes a project's words and permits."""
    found = _own(request, pk)
    posted = request.POST if request.method == "POST" else request.kept
    form, latest = ProjectForm(posted, initial=ProjectForm.initial_of(found)), ""
    if request.method == "POST" and form.is_valid():
        seen = whole_number(request.POST.get("seen_version", ""))
        try:
            register.change(found, user=request.user, seen_version=seen, values=form.cleaned_data, permits=form.permits)
        except ProjectRefused as refusal:
            _mark(form, refusal)
            found = _own(request, pk)
            latest = queries.in_words(found) if isinstance(refusal, ProjectChanged) else ""
        else:
            messages.success(request, "已保存。")
            return redirect("my_project", pk)
    context = {"project": found, "form": form, "seen_version": found.version, "latest": latest}
    return render(request, "projects/change.html", context, status=_status(request, form))


@my_page
@require_http_methods(READ_WRITE)
def party(request: HttpRequest, pk: int) -> HttpResponse:
    """Names another firm of the project, or takes one off."""
    found = _own(request, pk)
    posted = request.POST if request.method == "POST" else request.kept
    if request.method == "POST" and "remove" in request.POST:
        return _remove_party(request, found)
    form = PartyForm(posted)
    if request.method == "POST" and form.is_valid():
        try:
            register.name_party(found, user=request.user, **form.cleaned_data)
        except ProjectRefused as refusal:
            _mark(form, refusal)
        else:
            messages.success(request, f"“{form.cleaned_data['name']}”已加入参建单位。")
            return redirect("my_project", pk)
    return render(request, "projects/party.html", {"project": found, "form": form}, status=_status(request, form))


def _remove_party(request: HttpRequest, found: Project) -> HttpResponse:
    each = get_object_or_404(found.parties, pk=whole_number(request.POST["remove"]))
    try:
        register.remove_party(each, user=request.user)
    except ProjectRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"“{each.name}”已从参建单位里去掉。")
    return redirect("my_project" if queries.is_party(request.user, found) else "my_projects", *_args(request, found))


def _args(request: HttpRequest, found: Project) -> list[int]:
    return [found.pk] if queries.is_party(request.user, found) else []


@my_page
@require_http_methods(READ_WRITE)
def building(request: HttpRequest, pk: int, building: int | None = None) -> HttpResponse:
    """Enters a building, changes it, or (remove) takes it off the register after a second look."""
    found = _own(request, pk)
    row = get_object_or_404(found.buildings.filter(merged_into=None), pk=building) if building else None
    if request.method == "POST" and "remove" in request.POST and row:
        return _remove_building(request, found, row)
    posted = request.POST if request.method == "POST" else request.kept
    form, latest = BuildingForm(posted, instance=row), ""
    if request.method == "POST" and form.is_valid():
        seen = whole_number(request.POST.get("seen_version", ""))
        try:
            saved = register.save_building(found, form.cleaned_data, user=request.user, building=row, seen_version=seen)
        except ProjectRefused as refusal:
            _mark(form, refusal)
            row = row and Building.objects.filter(pk=row.pk).first()
            latest = queries.in_words(row) if row and isinstance(refusal, ProjectChanged) else ""
        else:
            messages.success(request, f"单体“{saved}”已保存。")
            return redirect("my_building_add", pk) if "more" in request.POST else redirect("my_project", pk)
    seen = row.version if row else 0
    context = {"project": found, "building": row, "form": form, "seen_version": seen, "latest": latest}
    return render(request, "projects/building.html", context, status=_status(request, form))


def _remove_building(request: HttpRequest, found: Project, row: Building) -> HttpResponse:
    if "sure" not in request.POST:
        return render(request, "projects/remove_building.html", {"project": found, "building": row})
    try:
        register.remove_building(row, user=request.user)
    except ProjectRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"单体“{row}”已删除。")
    return redirect("my_project", found.pk)


def _own(request: HttpRequest, pk: int) -> Project:
    """A project of the person's firms; 404 for any other."""
    found = queries.own(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _mark(form: SiteForm, refusal: ProjectRefused) -> None:
    """The sentence at the field that it is about."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def _status(request: HttpRequest, form: SiteForm) -> int:
    return UNPROCESSABLE if request.method == "POST" and form.errors else 200
