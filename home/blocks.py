"""The sections an editor can put on the home page."""

from wagtail.blocks import (
    CharBlock,
    IntegerBlock,
    ListBlock,
    PageChooserBlock,
    RegexBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
)

from content.blocks.body import TEXT_FEATURES


class ServicesBlock(StructBlock):
    """What people come to do."""

    title = CharBlock(default="我要办事", max_length=30, label="标题")
    services = ListBlock(PageChooserBlock("home.ServicePage"), label="服务")

    class Meta:
        template = "home/blocks/services.html"
        icon = "form"
        label = "办事服务"


class LatestBlock(StructBlock):
    """The newest entries of one kind."""

    title = CharBlock(max_length=30, label="标题")
    count = IntegerBlock(default=6, min_value=1, max_value=20, label="条数")


class PoliciesBlock(LatestBlock):
    """The newest policies."""

    class Meta:
        template = "home/blocks/policies.html"
        icon = "doc-full-inverse"
        label = "最新政策"


class NoticesBlock(LatestBlock):
    """The newest notices that still hold."""

    class Meta:
        template = "home/blocks/notices.html"
        icon = "info-circle"
        label = "最新通知"


class DownloadsBlock(LatestBlock):
    """The newest files."""

    class Meta:
        template = "home/blocks/downloads.html"
        icon = "download"
        label = "资料下载"


class LiveBlock(StructBlock):
    """What another page of the site says at this moment; without script a link to that page."""

    title = CharBlock(default="查档预约空余时段", max_length=30, label="标题")
    address = RegexBlock(
        r"^/[a-z0-9/-]*/$",
        default="/booking/places/",
        label="页面地址",
        help_text="本站的页面，例如 /booking/places/；它要能单独给出中间的内容。",
        error_messages={"invalid": "请写本站页面的路径，以 / 开头和结尾，例如 /booking/places/。"},
    )
    link_text = CharBlock(default="查看全部", max_length=20, label="链接文字")
    text = CharBlock(default="空余时段随时变化，请打开“查看全部”。", max_length=60, label="没有读到内容时的文字")

    class Meta:
        template = "home/blocks/live.html"
        icon = "time"
        label = "实时情况"


class HomeBlock(StreamBlock):
    """Everything that may stand on the home page."""

    services = ServicesBlock()
    policies = PoliciesBlock()
    notices = NoticesBlock()
    downloads = DownloadsBlock()
    live = LiveBlock()
    contact = StructBlock(
        [("title", CharBlock(default="联系我们", max_length=30, label="标题"))],
        template="home/blocks/contact.html",
        icon="mail",
        label="联系方式",
    )
    text = RichTextBlock(features=TEXT_FEATURES, template="home/blocks/text.html", icon="pilcrow", label="文字")

    class Meta:
        required = False
