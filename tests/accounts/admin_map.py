"""Every address of the admin, with an example object where an address needs one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from PIL import Image
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import Collection, Page, Site, Task, UploadedFile, Workflow

from accounts import persons
from accounts.models import User
from casework.models import Attachment, AttachmentItem, Case, ChecklistItem, KindSettings, Leave, Phrase
from catalogue.models import Topic
from chinese_search.models import SynonymGroup
from content.models import SiteAlert, SiteSettings
from declarations.models import Batch, YearBudget
from home.feedback import services as feedback
from library.models import LibraryDocument, LibraryImage
from notifications.models import CallTask, Message, MessageTemplate
from paperwork.issuing import services as issuing
from paperwork.models import IssuedPaper
from policies.models import PolicyIndexPage
from tests.factories import bookings, declarations, projects
from tests.factories.pages import IssuerFactory, PolicyPageFactory
from workdays.models import Closure, HolidayAdjustment


@dataclass(frozen=True)
class Address:
    """One address: the name it is known by, its pattern, and the view behind it."""

    name: str
    route: str
    view: object

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"<(?:\w+:)?(\w+)>", self.route)

    @property
    def model(self) -> type | None:
        """The model that a generic view is about."""
        view = getattr(self.view, "view_class", None)
        model = getattr(self.view, "view_initkwargs", {}).get("model") or getattr(view, "model", None)
        return model if isinstance(model, type) else None


def addresses() -> Iterator[Address]:
    """Every named address below /admin/."""
    yield from (each for each in _walk(get_resolver()) if each.route.startswith("admin/"))


def _walk(resolver, prefix: str = "", namespaces: tuple = ()) -> Iterator[Address]:
    for each in resolver.url_patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each, route, (*namespaces, each.namespace) if each.namespace else namespaces)
        elif isinstance(each, URLPattern) and each.name:
            yield Address(":".join((*namespaces, each.name)), route, each.callback)


@dataclass
class World:
    """One object of each kind that an address can be about."""

    objects: dict[type[Model], Model] = field(default_factory=dict)
    arguments: dict[str, object] = field(default_factory=dict)
    special: dict[str, dict[str, object]] = field(default_factory=dict)

    def add(self, *objects: Model) -> None:
        self.objects |= {type(each): each for each in objects}

    def example(self, model: type[Model]) -> Model:
        """The object of that model; a model that is new in the admin is found when migrations fill it."""
        found = self.objects.get(model) or model._default_manager.first()
        if found is None:
            raise LookupError(f"give the world of tests/accounts/admin_map.py an example of {model.__name__}")
        return found

    def url(self, address: Address) -> str:
        """The address with the examples' numbers put in."""
        if address.name.startswith("wagtailadmin_pages:revisions_compare"):
            return f"/admin/pages/{self.arguments['page_id']}/revisions/compare/live...latest/"
        return reverse(address.name, kwargs={name: self._argument(address, name) for name in address.parameters})

    def _argument(self, address: Address, name: str):
        if name in ("pk", "instance_pk"):
            plain = MODELS_OF_PLAIN_VIEWS.get(address.name.rpartition(":")[0])
            return self.example(plain or address.model or Case).pk  # the queues are classes of modeladmin
        return {**self.arguments, **SPECIAL.get(address.name, {}), **self.special.get(address.name, {})}[name]


MODELS_OF_PLAIN_VIEWS = {
    "wagtailadmin_api:pages": Page,
    "wagtailadmin_api:documents": LibraryDocument,
    "wagtailadmin_api:images": LibraryImage,
    "wagtailadmin_workflows": Workflow,
    "wagtailsettings": Site,
    "wagtaildocs_chooser": LibraryDocument,
}
SPECIAL = {
    "wagtail_bulk_action": {"app_label": "wagtailcore", "model_name": "page", "action": "publish"},
    "wagtailadmin_tag_model_autocomplete": {"app_name": "taggit", "model_name": "tag"},
    "wagtailsettings:edit": {"app_name": "content", "model_name": "sitesettings"},
    "wagtailsettings:preview_on_edit": {"app_name": "content", "model_name": "sitesettings"},
    "wagtailadmin_workflows:add_task": {"app_label": "editorial", "model_name": "reviewtask"},
    "wagtailadmin_api:pages:action": {"action_name": "publish"},
    "booking_csv": {"name": "copies"},
}


def make_world(author: User) -> World:
    """The examples: a policy on its way through review among them, written by this person."""
    world = World()
    column = PolicyIndexPage.objects.get()
    page = PolicyPageFactory()
    page.save_revision(user=author, log_action=True)
    state = Workflow.objects.get(name="三审发布").start(page, author)
    other = PolicyPageFactory()
    upload = UploadedFile.objects.create(
        for_content_type=ContentType.objects.get_for_model(LibraryImage),
        uploaded_by_user=author,
        file=ContentFile(_png(), name="upload.png"),
    )
    document = LibraryDocument.objects.create(title="示例文件", file=ContentFile(b"text", name="sample.txt"))
    image = LibraryImage.objects.create(
        title="示例图片", file=ContentFile(_png(), name="sample.png"), description="示例"
    )
    query = Query.get("档案")
    SearchPromotion.objects.create(query=query, page=other)
    now = timezone.now()
    session = EditingSession.objects.create(user=author, content_object=other, last_seen_at=now)
    case = feedback.send(subject="question", text="请问示例事项怎样办理？")
    message = Message.objects.create(case=case.case_ptr, user=author, key="feedback_answered", channel="site")
    call = CallTask.objects.create(message=message)
    item = AttachmentItem.objects.create(kind="feedback", name="example", label="示例附件")
    attachment = Attachment.objects.create(case=case.case_ptr, item=item, name="示例.pdf", size=1, sha256="0" * 64)
    booking = bookings.submitted()
    firm = projects.firm(people=[booking.applicant])
    register = projects.project(booking.applicant, firm, buildings=["1#"])
    opinion = declarations.signed_opinion()
    suspension = persons.suspend(booking.applicant, "booking", until=None, reason="示例", by=None)
    world.add(
        page,
        Case.objects.get(pk=case.pk),
        message,
        Phrase.objects.create(kind="feedback", text="示例常用语"),
        ChecklistItem.objects.create(kind="feedback", action="answer", text="示例核对事项"),
        YearBudget.objects.create(year=2026, amount=1),
        Leave.objects.create(
            person=author, stand_in=User.objects.create_user("somebody2"), first_day=now, last_day=now
        ),
        AttachmentItem.objects.first()
        or AttachmentItem.objects.create(kind="feedback", name="sample", label="示例材料"),
        KindSettings.objects.first() or KindSettings.objects.create(kind="feedback", prefix="SL", promise=5),
        document,
        image,
        Page.objects.get(pk=other.pk),
        Topic.objects.first(),
        IssuerFactory(),
        SynonymGroup.objects.first() or SynonymGroup.objects.create(words="查档 查阅"),
        SiteAlert.objects.create(text="示例提示", page=column),
        SiteSettings.objects.first() or SiteSettings.objects.create(site=Site.objects.get()),
        Closure.objects.create(starts_at=now, ends_at=now + timedelta(days=1), reason="示例检修"),
        HolidayAdjustment.objects.first() or HolidayAdjustment.objects.create(date=now, kind="rest", name="示例"),
        Collection.objects.get(depth=1).add_child(name="示例集合"),
        Redirect.objects.create(old_path="/old", redirect_link="/policies/"),
        User.objects.create_user("somebody", last_name="示例"),
        Group.objects.create(name="临时小组"),
        Workflow.objects.get(name="三审发布"),
        Task.objects.first(),
        Site.objects.get(),
    )
    task_state = state.current_task_state
    world.arguments = {
        "user_id": author.pk,
        "case_id": case.pk,
        "kind": case.kind,
        "message_id": message.pk,
        "call_id": call.pk,
        "number": booking.number,
        "file_id": attachment.pk,
        "opinion_id": opinion.pk,
        "batch_id": Batch.objects.create(kind="reward_fund", year=2026, name="示例批次").pk,
        "suspension_id": suspension.pk,
        "paper_id": _paper(case).pk,
        "request_id": issuing.ask("receipt", case.number, 99).pk,
        "project_id": register.pk,
        "building_id": register.buildings.get().pk,
        "template_id": MessageTemplate.objects.first().pk,
        "action": "answer",
        "act": "claim",
        "page_id": page.pk,
        "page_pk": page.pk,
        "parent_page_id": column.pk,
        "parent_id": column.pk,
        "page_to_move_id": other.pk,
        "destination_id": column.get_parent().pk,
        "revision_id": page.latest_revision.pk,
        "workflow_pk": state.workflow_id,
        "workflow_state_id": state.pk,
        "task_id": task_state.task_id,
        "task_state_id": task_state.pk,
        "action_name": "approve",
        "collection_id": world.example(Collection).pk,
        "document_id": document.pk,
        "doc_id": document.pk,
        "image_id": image.pk,
        "filter_spec": "original",
        "redirect_id": world.example(Redirect).pk,
        "query_id": query.pk,
        "uploaded_file_id": upload.pk,
        "session_id": session.pk,
        "object_id": other.pk,
        "app_label": "policies",
        "model_name": "policypage",
        "content_type_app_name": "policies",
        "content_type_model_name": "policypage",
    }
    world.special = {"booking_mark": {"case_id": booking.pk, "action": "arrive"}}
    return world


def _paper(case) -> IssuedPaper:
    """A paper about the case, as far as the list shows it."""
    asked = issuing.ask("receipt", case.number, 98, case=case.case_ptr)
    return IssuedPaper.objects.create(
        request=asked,
        number="SL-HZ98",
        label="收件回执",
        case_id=case.pk,
        issued_at=case.submitted_at,
        size=1,
        sha256="0" * 64,
    )


def _png() -> bytes:
    picture = BytesIO()
    Image.new("RGB", (40, 30), (20, 80, 150)).save(picture, "PNG")
    return picture.getvalue()
