"""/files/: opening a file, and adding files to a case, by a plain form or in parts by a script."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.enums import Event
from audit.services import record
from casework.attachments import queries, sending, uploads
from casework.attachments.access import case_and_sender, upload_and_sender
from casework.attachments.errors import FileRefused, WrongOffset
from casework.errors import StepRefused
from casework.models import Attachment, AttachmentItem, Case
from editorial.checks import examine_file
from portal import client

REFUSED = 422
WRONG_PLACE = 409
TOO_LONG = 413
LONGEST_NUMBER = 19  # digits that fit into a column


@login_required
@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file as it was sent."""
    return sending.original(_readable(request, pk, "original"))


@login_required
@require_safe
def view(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The picture as browsers may show it."""
    return sending.picture(_readable(request, pk, "picture"))


@login_required
@require_safe
def read(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A PDF in a frame of our own pages."""
    return sending.document(_readable(request, pk, "read"))


@require_safe
def sample(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The sample file of an item, for everybody: unless its collection is restricted, or the checks hold the file."""
    item = get_object_or_404(AttachmentItem.objects.select_related("sample__collection"), pk=pk, in_use=True)
    document = item.sample
    if document is None or document.collection.get_view_restrictions().exists() or examine_file(document):
        raise Http404
    return sending.sample(document)


def _readable(request: HttpRequest, pk: int, way: str) -> Attachment:
    """The file, or 404. That staff opened somebody's file is kept in the audit list."""
    attachment = get_object_or_404(queries.readable_by(request.user).select_related("case"), pk=pk)
    if not queries.own(request.user).filter(pk=pk).exists():
        record(
            Event.FILE_OPENED,
            actor=request.user,
            about=f"{attachment.case} 附件 {attachment.pk}",
            address=client.address(request),
            data={"case": attachment.case_id, "attachment": pk, "sha256": attachment.sha256, "way": way},
        )
    return attachment


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, ref: str, item: str) -> HttpResponse:
    """GET: the item's files as the page shows them. POST {name, size, modified}: begins to send one in parts."""
    case, sender = case_and_sender(request, ref)
    if request.method != "POST":
        return HttpResponse(rows(case, item))
    return begun(request, case, item, sender)


def begun(request: HttpRequest, case: Case, item: str, sender, **more: str) -> JsonResponse:
    """Begins an upload, or goes on with one, and answers where to send its parts and from which byte on."""
    try:
        size = int(request.POST.get("size", ""))
    except ValueError:
        return JsonResponse({"error": "文件大小不对，请刷新页面后再试。"}, status=400)
    try:
        upload = uploads.begin(
            case,
            item,
            user=sender,
            raw_name=request.POST.get("name", ""),
            size=size,
            modified=request.POST.get("modified", "")[:20],
        )
    except (FileRefused, StepRefused) as refusal:
        return JsonResponse({"error": str(refusal)} | more, status=REFUSED)
    answer = {"token": upload.token, "offset": upload.received, "size": upload.size, "part": uploads.PART_BYTES // 2}
    return JsonResponse(answer | more, status=201)


@never_cache
@require_http_methods(["GET", "HEAD", "PUT", "DELETE"])
def part(request: HttpRequest, token: str) -> HttpResponse:
    """GET: how far the file has come. PUT ?offset=: one part. DELETE: give up.

    A part in the wrong place is answered with 409 and the right place, from which the sender goes on.
    """
    upload, sender = upload_and_sender(request, token)
    if request.method == "DELETE":
        upload.delete()
        return HttpResponse(status=204)
    if request.method != "PUT":
        return JsonResponse({"offset": upload.received, "size": upload.size})
    length, offset = request.META.get("CONTENT_LENGTH", ""), request.GET.get("offset", "")
    if not (length.isdecimal() and offset.isdecimal() and len(offset) < LONGEST_NUMBER):
        return JsonResponse({"error": "缺少 offset 或者长度。"}, status=400)
    if int(length) > uploads.PART_BYTES:
        return JsonResponse({"error": f"每段最多 {uploads.PART_BYTES} 字节。"}, status=TOO_LONG)
    try:
        content = request.body
    except UnreadablePostError:
        content = b""
    if len(content) != int(length):  # the connection broke: the part is sent again
        return JsonResponse({"offset": upload.received}, status=WRONG_PLACE)
    try:
        return JsonResponse({"offset": uploads.take_part(upload, int(offset), content, user=sender)})
    except WrongOffset as wrong:
        return JsonResponse({"offset": wrong.right}, status=WRONG_PLACE)
    except StepRefused as refusal:
        return JsonResponse({"error": str(refusal)}, status=REFUSED)


@never_cache
@require_POST
def finish(request: HttpRequest, token: str) -> HttpResponse:
    """Takes the whole file in and answers with the item's files as the page shows them."""
    upload, sender = upload_and_sender(request, token)
    case, item = upload.case, upload.item.name
    try:
        uploads.finish(upload, user=sender, sha256=request.POST.get("sha256", ""))
    except WrongOffset as wrong:
        return JsonResponse({"offset": wrong.right}, status=WRONG_PLACE)
    except (FileRefused, StepRefused) as refusal:
        return JsonResponse({"error": str(refusal)}, status=REFUSED)
    return JsonResponse({"rows": rows(case, item)}, status=201)


def rows(case: Case, item_name: str) -> str:
    """The rows of one item's files, as HTML."""
    item = get_object_or_404(AttachmentItem, kind=case.kind, name=item_name)
    files = Attachment.objects.current().filter(case_id=case.pk, item=item).order_by("pk")
    return render_to_string(
        "casework/includes/upload_rows.html", {"files": files, "mine": case.applicant_id is not None}
    )
