"""A small site in which each page type holds everything that it can hold."""

from datetime import date

from django.core.files.base import ContentFile
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, Site

from catalogue.models import Topic
from content.models import AlertLevel, Attachment, FooterLink, SiteAlert, SiteSettings
from content.sample import SAMPLE_SETTINGS
from home.models import DownloadIndexPage, GuidePage, HomePage, ServiceBasis, ServicePage
from library.models import LibraryDocument, LibraryImage, TextState
from policies.enums import RelationKind
from policies.models import InterpretationPage, InterpretedPolicy, NoticePage, PolicyPage
from tests.factories.articles import live, relate
from tests.factories.pages import CasePageFactory, GuidePageFactory, IssuerFactory, NoticePageFactory, PolicyPageFactory

NUMBER = "京建法〔2018〕6号"
TITLE = "关于加强装配式混凝土建筑工程设计施工质量全过程管控的通知"
TABLE = {
    "data": [["项目", "分值"], ["主体结构", "50"], ["围护墙和内隔墙", "20"]],
    "first_row_is_table_header": True,
    "first_col_is_header": False,
    "table_header_choice": "row",
    "table_caption": "评分表",
    "cell": [],
}


def make_public_site() -> dict[str, str]:
    """Makes it and returns the path of one page of each type."""
    _describe_site()
    old = live(
        PolicyPage,
        "<p>（一）旧的规定。</p>",
        title="旧的管理办法",
        number="示建法〔2015〕1号",
        stated_validity="in_force",
    )
    policy = _policy(old)
    interpretation = live(
        InterpretationPage, "<p>正文</p>", title="一图读懂示例政策", interpreted=[InterpretedPolicy(policy=policy)]
    )
    notice = NoticePageFactory(
        title="关于示例事项的通知", summary="按旧办法办理。", body=_body(f"按照{old.number}办理。"), pinned=True
    )
    ended = live(NoticePage, "<p>正文</p>", title="已经结束的通知", valid_until=date(2026, 3, 31))
    guide = GuidePageFactory(title="查档操作指引", summary="一步一步说明。", body=_body("点击预约。"))
    case = CasePageFactory(title="示例市的做法", summary="可以借鉴。", body=_body("做法一。"), recommended_by="示例厅")
    service = live(
        ServicePage,
        "<p>流程</p>",
        title="查档预约",
        summary="预约到馆查阅城建档案。",
        icon="calendar",
        who="单位和个人",
        materials="身份证\n介绍信",
        duration="一个工作日",
        fee="不收费",
        basis=[ServiceBasis(policy=policy)],
    )
    downloads = DownloadIndexPage.objects.get()
    downloads.attachments.add(Attachment(document=_file("申报材料清单")))
    downloads.save_revision().publish()
    _compose_home(service)
    return {
        "home": "/",
        "services": "/services/",
        "rating": "/services/rating/",
        "rating result": "/services/rating/?q1a_a=400&q1a_b=1000&q1b_r=75&q3f_done=yes&q3a_r=170&q3d_absent=on",
        "service": service.url,
        "policies": "/policies/",
        "policy": policy.url,
        "repealed policy": old.url,
        "interpretation": interpretation.url,
        "by number": "/policies/by-number/",
        "notices": "/notices/",
        "notice": notice.url,
        "ended notice": ended.url,
        "guides": "/guides/",
        "guide": guide.url,
        "cases": "/cases/",
        "case": case.url,
        "downloads": "/downloads/",
        "contact": "/contact/",
        "search": "/search/",
        "search with hits": "/search/?q=装配式",
        "search without hits": "/search/?q=没有这样的文字",
        "feedback": "/feedback/",
        "site map": "/sitemap/",
        "checking a paper": "/v/",
        "a paper that is unknown": "/v/SY1-HZ1/1AAAAAAAAAAAAA",
        "open data": "/open/",
        "not found": "/nothing/here/",
        "print view": f"{policy.url}?print=1",
    }


def _describe_site() -> None:
    site = Site.objects.get(is_default_site=True)
    settings = SiteSettings.for_site(site)
    for name, value in SAMPLE_SETTINGS.items():
        setattr(settings, name, value)
    settings.footer_links.add(FooterLink(label="联系我们", page=Page.objects.get(slug="contact")))
    settings.save()
    for level in AlertLevel:
        SiteAlert.objects.create(text=f"{level.label}：今天下午三点起系统维护。", level=level, page=site.root_page)


def _policy(old: PolicyPage) -> PolicyPage:
    page = PolicyPageFactory(
        title=TITLE,
        number=NUMBER,
        index_number="000014349/2018-00006",
        topic=Topic.objects.filter(parent=None).first(),
        issuers=[IssuerFactory(name="示例市住房和城乡建设委员会"), IssuerFactory(name="示例市规划委员会")],
        issued_on=date(2018, 3, 20),
        published_on=date(2018, 3, 28),
        effective_on=date(2018, 5, 1),
        stated_validity="in_force",
        summary="加强装配式混凝土建筑的全过程质量管控。",
        body=_body("（一）设计单位负责。"),
    )
    relate(page, RelationKind.REPEALS, old)
    page = PolicyPage.objects.get(pk=page.pk)
    page.attachments.add(Attachment(document=_file("检查用表")))
    page.save_revision().publish()
    return PolicyPage.objects.get(pk=page.pk)


def _compose_home(service: ServicePage) -> None:
    home = HomePage.objects.get()
    home.banner_title, home.banner_text = "城建档案一网通查", "查政策、约查档、报项目"
    home.sections = [
        ("services", {"title": "我要办事", "services": [service]}),
        ("policies", {"title": "最新政策", "count": 6}),
        ("notices", {"title": "通知公告", "count": 6}),
        ("downloads", {"title": "资料下载", "count": 6}),
        ("contact", {"title": "联系我们"}),
        ("text", "<p>欢迎到馆查档。</p>"),
    ]
    home.save_revision().publish()


def _body(words: str) -> list:
    image = LibraryImage.objects.create(
        title="示例图", description="示例市档案馆外景", file=get_test_image_file(size=(960, 400))
    )
    figure = {"image": {"image": image.pk, "decorative": False, "alt_text": "示例市档案馆外景"}, "caption": "图 1"}
    stream = GuidePage._meta.get_field("body").stream_block
    return stream.to_python(
        [
            {"type": "heading", "value": {"level": "2", "text": "一、总体要求"}},
            {"type": "paragraph", "value": f"<p>{words}</p><ul><li>第一项</li><li>第二项</li></ul>"},
            {"type": "heading", "value": {"level": "3", "text": "（一）范围"}},
            {"type": "table", "value": TABLE},
            {"type": "heading", "value": {"level": "2", "text": "二、办理步骤"}},
            {"type": "figure", "value": figure},
            {"type": "quote", "value": {"text": "档案工作姓党。", "source": "示例出处"}},
            {"type": "heading", "value": {"level": "2", "text": "三、常见问题"}},
            {
                "type": "questions",
                "value": [{"type": "item", "value": {"question": "收费吗？", "answer": "<p>不收费。</p>"}}],
            },
            {"type": "attachment", "value": _file("样表").pk},
        ]
    )


def _file(title: str) -> LibraryDocument:
    document = LibraryDocument(title=title, text_state=TextState.READ, file_size=12)
    document.file.save(f"{title}.txt", ContentFile("附件内容"), save=False)
    document.save()
    return document
