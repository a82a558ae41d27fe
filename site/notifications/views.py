"""/my/messages/: what the archive has told a person."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework.my.keeping import my_page
from notifications import services
from notifications.enums import Channel
from notifications.models import Message

PER_PAGE = 20


@my_page
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The person's on-site messages, the newest first."""
    mine = Message.objects.filter(user=request.user, channel=Channel.SITE)
    page = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "notifications/my/inbox.html", {"page_obj": page})


@my_page
@require_safe
def message(request: HttpRequest, message_id: int) -> HttpResponse:
    """One message; opening it is reading it."""
    try:
        found = services.read(request.user, message_id)
    except Message.DoesNotExist:
        raise Http404 from None
    return render(request, "notifications/my/message.html", {"message": found})
