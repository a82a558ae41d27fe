"""The sections an editor can put on the home page."""

from wagtail.blocks import CharBlock, IntegerBlock, ListBlock, PageChooserBlock, RichTextBlock, StreamBlock, StructBlock

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


class HomeBlock(StreamBlock):
    """Everything that may stand on the home page."""

    services = ServicesBlock()
    policies = PoliciesBlock()
    notices = NoticesBlock()
    downloads = DownloadsBlock()
    contact = StructBlock(
        [("title", CharBlock(default="联系我们", max_length=30, label="标题"))],
        template="home/blocks/contact.html",
        icon="mail",
        label="联系方式",
    )
    text = RichTextBlock(features=TEXT_FEATURES, template="home/blocks/text.html", icon="pilcrow", label="文字")

    class Meta:
        required = False
