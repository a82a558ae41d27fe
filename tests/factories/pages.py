"""Pages as an editor would leave them: saved below their column, with a revision, and published unless live is False."""

import datetime

import factory
from factory.django import DjangoModelFactory

from catalogue.models import Issuer
from home.models import CaseIndexPage, CasePage, GuideIndexPage, GuidePage, ServiceIndexPage, ServicePage
from policies.enums import DocumentType
from policies.models import InterpretationPage, NoticeIndexPage, NoticePage, PolicyIndexPage, PolicyPage

PUBLISHED_ON = datetime.date(2026, 3, 2)


class IssuerFactory(DjangoModelFactory):
    """示例机关1, 示例机关2, …"""

    class Meta:
        model = Issuer

    name = factory.Sequence(lambda n: f"示例机关{n}")


class ArticleFactory(DjangoModelFactory):
    """A page below the one column of its kind; parent=… puts it elsewhere."""

    class Meta:
        abstract = True

    slug = factory.Sequence(lambda n: f"page-{n}")
    title = factory.Sequence(lambda n: f"示例页面{n}")
    published_on = PUBLISHED_ON
    live = True

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        live = kwargs.pop("live")
        parent = kwargs.pop("parent", None) or cls._parent()
        page = parent.add_child(instance=model_class(live=False, **kwargs))
        revision = page.save_revision()
        if live:
            revision.publish()
        return model_class.objects.get(pk=page.pk)

    @classmethod
    def _parent(cls):
        raise NotImplementedError


class PolicyPageFactory(ArticleFactory):
    """A policy document with all its metadata but topic and issuers."""

    class Meta:
        model = PolicyPage

    title = factory.Sequence(lambda n: f"关于示例事项{n}的通知")
    number = factory.Sequence(lambda n: f"示建发〔2026〕{n + 1}号")
    document_type = DocumentType.NOTICE
    issued_on = PUBLISHED_ON

    @classmethod
    def _parent(cls):
        return PolicyIndexPage.objects.get()


class InterpretationPageFactory(ArticleFactory):
    """An interpretation; interpreted=[InterpretedPolicy(policy=…)] names its documents."""

    class Meta:
        model = InterpretationPage

    slug = factory.Sequence(lambda n: f"interpretation-{n}")  # it stands beside the documents

    @classmethod
    def _parent(cls):
        return PolicyIndexPage.objects.get()


class NoticePageFactory(ArticleFactory):
    """A notice without an end."""

    class Meta:
        model = NoticePage

    valid_from = PUBLISHED_ON

    @classmethod
    def _parent(cls):
        return NoticeIndexPage.objects.get()


class GuidePageFactory(ArticleFactory):
    """A guide."""

    class Meta:
        model = GuidePage

    @classmethod
    def _parent(cls):
        return GuideIndexPage.objects.get()


class CasePageFactory(ArticleFactory):
    """How another archive does it."""

    class Meta:
        model = CasePage

    @classmethod
    def _parent(cls):
        return CaseIndexPage.objects.get()


class ServicePageFactory(ArticleFactory):
    """A service that no kind serves yet."""

    class Meta:
        model = ServicePage

    @classmethod
    def _parent(cls):
        return ServiceIndexPage.objects.get()
