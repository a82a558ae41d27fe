"""The sample's home page, contact page, downloads, settings, footer and alert."""

from wagtail.models import Page, Site

from content.convert import html_to_blocks
from content.models import Attachment, FooterLink, SiteAlert, SiteSettings
from content.sample import SAMPLE_SETTINGS
from home.models import ContactPage, DownloadIndexPage, HomePage, ServicePage
from home.sample import files, texts
from home.sample.pages import Desk, publish


def load_front(desk: Desk) -> None:
    """Fills what is still empty; what somebody has filled is left as it is."""
    facts = texts.facts("site")
    _columns(facts["column"], desk)
    _contact(facts["contact"], desk)
    _downloads(desk)
    _home(facts["home"], desk)
    _settings(facts["footer_link"])
    _alert(facts["alert"])


def _columns(intros: dict[str, str], desk: Desk) -> None:
    for slug, intro in intros.items():
        page = Page.objects.child_of(HomePage.objects.get()).get(slug=slug).specific
        if not page.intro:
            page.intro = intro
            publish(page, desk)


def _contact(entry: dict, desk: Desk) -> None:
    page = ContactPage.objects.get()
    if not page.body:
        page.summary = entry["summary"]
        page.body = html_to_blocks(texts.body(entry))
        publish(page, desk)


def _downloads(desk: Desk) -> None:
    page = DownloadIndexPage.objects.get()
    if not page.attachments.exists():
        page.attachments = [Attachment(document=document) for document in files.load_files(desk.writer)]
        publish(page, desk)


def _home(entry: dict, desk: Desk) -> None:
    page = HomePage.objects.get()
    if page.sections:
        return
    page.banner_title, page.banner_text = entry["banner_title"], entry["banner_text"]
    services = list(ServicePage.objects.order_by("path"))
    page.sections = [
        ("services", {"title": "我要办事", "services": services}),
        ("live", {"title": "查档预约空余时段", "address": "/booking/places/"}),
        ("policies", {"title": "最新政策", "count": 6}),
        ("notices", {"title": "通知公告", "count": 5}),
        ("downloads", {"title": "资料下载", "count": 6}),
        ("contact", {"title": "联系我们"}),
    ]
    publish(page, desk)


def _settings(links: list[dict]) -> None:
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    if settings.name:
        return
    for name, value in SAMPLE_SETTINGS.items():
        setattr(settings, name, value)
    settings.footer_links = [
        FooterLink(label=each["label"], url=each.get("url", ""), page=_page_at(each.get("page"))) for each in links
    ]
    settings.save()


def _alert(entry: dict) -> None:
    home = HomePage.objects.get()
    if not SiteAlert.objects.filter(page=home).exists():
        SiteAlert.objects.create(text=entry["text"], page=home, link=Page.objects.filter(slug=entry["link"]).first())


def _page_at(path: str | None) -> Page | None:
    root = Site.objects.select_related("root_page").get(is_default_site=True).root_page
    return Page.objects.get(url_path=root.url_path + path.lstrip("/")) if path else None
