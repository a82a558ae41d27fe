"""Messages to people: the texts that staff edit, and each message on its way."""

import json
import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, HelpPanel

from accounts.encryption import PhoneFields, decrypt, encrypt
from accounts.identifiers import mask_name
from notifications import texts
from notifications.enums import Channel, Priority, State


def new_reference() -> str:
    """Our own name of a message, under which a gateway can be asked what became of it."""
    return secrets.token_hex(8)


class MessageTemplate(models.Model):
    """The words of one message, in the office's own language; {{ variables }} are put in when it is sent."""

    key = models.CharField("用途", max_length=50, unique=True, choices=texts.choices)
    title = models.CharField("标题", max_length=100)
    body = models.TextField("内容", max_length=1000)
    sms = models.CharField("短信内容", max_length=500, blank=True, help_text="不填则不发短信。70 字以内按一条计费。")
    gateway_template = models.CharField(
        "短信平台模板编号",
        max_length=50,
        blank=True,
        help_text="使用阿里云、腾讯云短信时要填：短信内容在平台报备并审核通过后得到的编号。",
    )
    important = models.BooleanField(
        "重要", default=False, help_text="重要消息在规定时间内没有送达或没有阅读，会提醒工作人员打电话。"
    )
    call_after_hours = models.PositiveSmallIntegerField(
        "多少小时后提醒打电话", default=24, validators=[MinValueValidator(1), MaxValueValidator(720)]
    )

    panels = [
        FieldPanel("key", read_only=True),
        HelpPanel(template="notifications/variables.html"),
        FieldPanel("title"),
        FieldPanel("body"),
        FieldPanel("sms"),
        FieldPanel("gateway_template"),
        FieldPanel("important"),
        FieldPanel("call_after_hours"),
    ]

    class Meta:
        verbose_name = "消息模板"
        verbose_name_plural = "消息模板"
        ordering = ["key"]

    def __str__(self) -> str:
        return self.get_key_display()

    def clean(self) -> None:
        """Refuses variables that the message does not have, and markup that is no template."""
        errors = {}
        for field in ("title", "body", "sms"):
            if sentence := texts.problem(self.key, getattr(self, field)):
                errors[field] = sentence
        if errors:
            raise ValidationError(errors)

    @property
    def variables(self) -> dict:
        """Name -> (what it is, an example) of every variable this message may use."""
        return dict(texts.get(self.key).variables) if self.key else {}

    @property
    def sms_parts(self) -> int:
        """How many text messages an example of the SMS text makes."""
        return texts.sms_parts(texts.fill(self.sms, texts.examples(self.key))) if self.sms else 0


class Message(PhoneFields):
    """One message to one person on one channel. Written in the transaction that causes it, sent after it."""

    case = models.ForeignKey("casework.Case", null=True, on_delete=models.PROTECT, related_name="messages")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="收件人", null=True, on_delete=models.PROTECT, related_name="messages"
    )
    key = models.CharField("用途", max_length=50)
    channel = models.CharField("渠道", max_length=6, choices=Channel)
    title = models.CharField("标题", max_length=200)
    body = models.TextField("内容")
    email = models.EmailField(blank=True)
    values = models.JSONField(default=list, editable=False)  # of a text message's variables, in order
    gateway_template = models.CharField(max_length=50, blank=True, editable=False)
    important = models.BooleanField("重要", default=False)
    priority = models.SmallIntegerField("优先级", choices=Priority, default=Priority.NORMAL)
    state = models.CharField("状态", max_length=10, choices=State, default=State.QUEUED)
    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    gateway_id = models.CharField(max_length=100, blank=True)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    error = models.CharField("原因", max_length=300, blank=True)
    created_at = models.DateTimeField("写成时间", auto_now_add=True)
    changed_at = models.DateTimeField("状态时间", auto_now=True)
    sent_at = models.DateTimeField("发出时间", null=True)
    delivered_at = models.DateTimeField("送达时间", null=True)
    read_at = models.DateTimeField("阅读时间", null=True)

    wagtail_reference_index_ignore = True  # names no page and no file of the library

    class Meta:
        verbose_name = "消息"
        verbose_name_plural = "消息"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["user", "channel", "-created_at"], name="message_inbox"),
            models.Index(fields=["case", "-created_at"], name="message_case"),
            models.Index(fields=["state", "changed_at"], name="message_state"),
            models.Index(fields=["-created_at", "-id"], name="message_created"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.reference}"

    @property
    def label(self) -> str:
        """What the message is for."""
        return texts.label(self.key)

    @property
    def recipient(self) -> str:
        """To whom it goes, masked."""
        name = mask_name(self.user.get_full_name() or self.user.username) if self.user_id else ""
        tail = f"尾号 {self.phone_tail}" if self.phone_tail else ""
        return "　".join(filter(None, [name, tail])) or "—"

    def seal(self) -> None:
        """Hides the words of a message that carries a code."""
        self.body, self.values = encrypt(json.dumps([self.body, self.values])), []

    def unseal(self) -> None:
        """Puts sealed words back, in memory, to be sent."""
        self.body, self.values = json.loads(decrypt(self.body))


class CallTask(models.Model):
    """电话通知: a message that matters did not arrive, so somebody telephones."""

    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="call_task")
    created_at = models.DateTimeField("提出时间", auto_now_add=True)
    done_at = models.DateTimeField("完成时间", null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="完成人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField("通话情况", max_length=300, blank=True)

    class Meta:
        verbose_name = "电话通知"
        verbose_name_plural = "电话通知"
        ordering = ["created_at"]
        indexes = [models.Index(fields=["done_at", "created_at"], name="call_task_open")]

    def __str__(self) -> str:
        return str(self.message)
