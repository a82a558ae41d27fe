"""The register of projects in the admin: looking up, mending, merging doubles after a preview."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from casework.rows import whole_number
from content.forms import SiteForm
from projects import queries
from projects.errors import ProjectRefused
from projects.forms import StaffBuildingForm, StaffMergeForm, StaffProjectForm
from projects.models import Project
from projects.services import register
from projects.services.merging import MERGE, merge, plan

PAGE = 50
READ_WRITE = ["GET", "HEAD", "POST"]
UNPROCESSABLE = 422


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The live projects, by name; a search by name, address, firm or a part of a number."""
    _guard(request, queries.VIEW)
    words = request.GET.get("q", "").replace("\x00", "")[:100]
    found = queries.listed(queries.search(words)).select_related("merged_into")
    page = Paginator(found, PAGE).get_page(request.GET.get("p"))
    context = {"page": page, "q": words, "base": f"?{urlencode({'q': words})}&" if words else "?"}
    return render(request, "projects/admin/index.html", context)


@require_safe
def detail(request: HttpRequest, project_id: int) -> HttpResponse:
    """Everything that is known of a project, with who refers to it and what was merged into it."""
    _guard(request, queries.VIEW)
    found = get_object_or_404(Project.objects.select_related("merged_into", "created_by", "changed_by"), pk=project_id)
    context = {
        "project": found,
        "permits": found.permits.all(),
        "parties": found.parties.select_related("organisation"),
        "buildings": found.buildings.filter(merged_into=None),
        "doubles": found.doubles.all(),
        "references": queries.references_of(found),
        "may_change": request.user.has_perm(register.CHANGE) and not found.merged_into_id,
        "may_merge": request.user.has_perm(MERGE) and not found.merged_into_id,
    }
    return render(request, "projects/admin/detail.html", context)


@require_http_methods(READ_WRITE)
def edit(request: HttpRequest, project_id: int) -> HttpResponse:
    """Mends a project's words and permits."""
    _guard(request, register.CHANGE)
    found = _live(project_id)
    form = StaffProjectForm(request.POST or None, initial=StaffProjectForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        seen = whole_number(request.POST.get("seen_version", ""))
        try:
            register.change(found, user=request.user, seen_version=seen, values=form.cleaned_data, permits=form.permits)
        except ProjectRefused as refusal:
            _mark(form, refusal)
            found = _live(project_id)
        else:
            messages.success(request, "已保存。")
            return redirect("project_detail", project_id)
    context = {"project": found, "title": "修改项目", "form": form, "seen_version": found.version}
    return render(request, "projects/admin/form.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(READ_WRITE)
def building(request: HttpRequest, project_id: int, building_id: int) -> HttpResponse:
    """Mends a building."""
    _guard(request, register.CHANGE)
    found = _live(project_id)
    row = get_object_or_404(found.buildings.filter(merged_into=None), pk=building_id)
    form = StaffBuildingForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        seen = whole_number(request.POST.get("seen_version", ""))
        try:
            register.save_building(found, form.cleaned_data, user=request.user, building=row, seen_version=seen)
        except ProjectRefused as refusal:
            _mark(form, refusal)
            row = found.buildings.get(pk=building_id)
        else:
            messages.success(request, f"单体“{row}”已保存。")
            return redirect("project_detail", project_id)
    context = {"project": found, "title": f"修改单体 {row}", "form": form, "seen_version": row.version}
    return render(request, "projects/admin/form.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(READ_WRITE)
def merge_projects(request: HttpRequest, project_id: int) -> HttpResponse:
    """Names the project that stays, shows what merging does, and merges what was shown."""
    _guard(request, MERGE)
    old = _live(project_id)
    form = StaffMergeForm(request.POST or request.GET or None)
    shown, status = None, 200
    if form.is_bound and form.is_valid():
        try:
            shown = plan(old, form.cleaned_data["target"])
            if request.method == "POST" and "sure" in request.POST:
                new = merge(old, shown.new, user=request.user, seen=request.POST.get("mark", ""))
                messages.success(request, f"“{old}”已合并到“{new}”。")
                return redirect("project_detail", new.pk)
        except ProjectRefused as refusal:
            form.add_error(None, str(refusal))
            status = UNPROCESSABLE
    elif form.is_bound:
        status = UNPROCESSABLE
    context = {"project": old, "form": form, "plan": shown}
    return render(request, "projects/admin/merge.html", context, status=status)


def _guard(request: HttpRequest, right: str) -> None:
    if not request.user.has_perm(right):
        raise PermissionDenied


def _live(project_id: int) -> Project:
    return get_object_or_404(Project.objects.live(), pk=project_id)


def _mark(form: SiteForm, refusal: ProjectRefused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
