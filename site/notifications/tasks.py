"""What the worker does with the outbox."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from notifications import sending
from notifications.channels import GatewayDown
from notifications.models import Message


@task(backend="jobs")
def send_message(message_id: int) -> None:
    """Sends one message; when the gateway is down, later again: after 1, 2, 4, 8 … minutes."""
    try:
        sending.send(message_id)
    except GatewayDown:
        message = Message.objects.only("attempts", "priority").get(pk=message_id)
        later = timezone.now() + timedelta(minutes=2 ** (message.attempts - 1))
        send_message.using(run_after=later, priority=message.priority).enqueue(message_id)
