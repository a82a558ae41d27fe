"""The bare view and its address."""

import uuid
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry

from bookings.models import Booking, ReadingDay, SeatClaim
from casework.models import Case, StatusChange
from notifications.enums import Channel, State
from notifications.models import Message

TITLE = "查档预约成功"
BODY = "您已预约到馆查档。地址：示例市示例路1号。请携带本人有效证件。需要取消或改时段的，请在前一天 24:00 以前操作。"


@login_required
@require_POST
def book(request: HttpRequest, number: str) -> HttpResponse:
    """Writes what a booking writes: case, history, log, place, messages, and the task that sends one of them."""
    booking = get_object_or_404(Booking, number=number, applicant=request.user)
    begins, now = datetime.fromisoformat(request.POST["place"]), timezone.now()
    with transaction.atomic():
        Case.objects.filter(pk=booking.pk).update(status="booked", version=booking.version + 1)
        StatusChange.objects.create(
            case_id=booking.pk,
            position=booking.version + 1,
            action="book",
            source="choosing",
            target="booked",
            by="applicant",
            actor=request.user,
            at=now,
            salt=uuid.uuid4().hex,
            opinion_digest=uuid.uuid4().hex * 2,
            previous=uuid.uuid4().hex * 2,
            digest=uuid.uuid4().hex * 2,
        )
        SeatClaim.objects.create(
            day=ReadingDay.objects.get(date=begins.date()),
            slot=begins.time(),
            ends=begins.replace(minute=begins.minute + 29).time(),
            seat=int(request.POST["seat"]),
            case=booking,
            made_at=now,
        )
        ModelLogEntry.objects.create(
            content_type=ContentType.objects.get_for_model(Booking),
            object_id=str(booking.pk),
            label=str(booking),
            action="casework.step",
            timestamp=now,
            data={"kind": "booking", "step": "book", "from": "choosing", "to": "booked", "by": "applicant"},
            content_changed=False,
            deleted=False,
        )
        common = {"user": request.user, "case": booking, "key": "booking_confirmed", "title": TITLE, "body": BODY}
        Message.objects.create(channel=Channel.SITE, state=State.DELIVERED, sent_at=now, **common)
        text = Message(channel=Channel.SMS, **common)
        for name in ("phone_token", "phone_hash", "phone_tail"):
            setattr(text, name, getattr(request.user, name))
        text.save()
        DBTaskResult.objects.create(
            args_kwargs={"args": [text.pk], "kwargs": {}},
            task_path="notifications.tasks.send_message",
            backend_name="jobs",
            run_after=now,
            exception_class_path="",
            traceback="",
        )
    messages.success(request, TITLE)
    return redirect(f"/my/{number}/")


def alive(request: HttpRequest) -> HttpResponse:
    """Answers when the server is there."""
    return HttpResponse("ok")


urlpatterns = [path("my/<slug:number>/place/", book), path("healthz", alive)]
