"""Reports of the admin about documents."""

from wagtail.admin.ui.tables import Column

from editorial.reports import EditorialReport, page_column
from policies import validity


class StaleCitationsReport(EditorialReport):
    """引用失效文件: live pages that cite a document which no longer holds, for their editors to put right."""

    name = "stale_citations"
    page_title = "引用失效文件"
    header_icon = "link"
    columns = [
        page_column("引用的页面", lambda row: row.page),
        Column("target", label="被引用的文件", accessor=lambda row: validity.name_of(row.target)),
        Column("validity", label="有效性", accessor=lambda row: row.target.get_validity_display()),
        Column("how", label="引用方式", accessor=lambda row: "发文字号" if row.number_key else "链接"),
    ]

    def get_queryset(self):
        return validity.stale_citations().order_by("page__path", "target_id")
