"""The page tree that every site starts with, as functions that test fixtures call again."""

from django.utils import timezone

TREE = [
    # slug, title, app label, model, in the main menu
    ("services", "办事服务", "home", "serviceindexpage", True),
    ("policies", "政策文件", "policies", "policyindexpage", True),
    ("notices", "通知公告", "policies", "noticeindexpage", True),
    ("guides", "操作指引", "home", "guideindexpage", True),
    ("downloads", "资料下载", "home", "downloadindexpage", True),
    ("cases", "经验做法", "home", "caseindexpage", True),
    ("contact", "技术支持", "home", "contactpage", True),
]
STEP_LENGTH = 4  # treebeard's materialised path: four base-36 digits a level


def make_site_tree(apps) -> None:
    """The home page, the columns with their fixed addresses, and the site that serves them. Safe to run again.

    Works on historical models too, which have no tree methods: paths are written as treebeard writes them.
    """
    page_model = apps.get_model("wagtailcore", "Page")
    site_model = apps.get_model("wagtailcore", "Site")
    home_model = apps.get_model("home", "HomePage")
    if home_model.objects.exists():
        return
    site_model.objects.all().delete()
    page_model.objects.filter(slug="home", depth=2).delete()
    root = page_model.objects.get(depth=1)
    root.numchild = page_model.objects.filter(depth=2).count()
    home = _add_child(apps, root, "home", "HomePage", slug="home", title="首页", show_in_menus=False)
    for slug, title, app_label, model, in_menu in TREE:
        _add_child(apps, home, app_label, model, slug=slug, title=title, show_in_menus=in_menu)
    site_model.objects.create(
        hostname="localhost", port=80, site_name="网站", root_page_id=home.pk, is_default_site=True
    )


def remove_site_tree(apps) -> None:
    """Takes the site and its pages away."""
    page_model = apps.get_model("wagtailcore", "Page")
    apps.get_model("wagtailcore", "Site").objects.all().delete()
    page_model.objects.filter(depth__gt=1).delete()
    page_model.objects.filter(depth=1).update(numchild=0)


def _add_child(apps, parent, app_label, model, **fields):
    page_model = apps.get_model("wagtailcore", "Page")
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model.lower()
    )
    locale, _ = apps.get_model("wagtailcore", "Locale").objects.get_or_create(language_code="zh-hans")
    siblings = page_model.objects.filter(path__startswith=parent.path, depth=parent.depth + 1)
    last = siblings.order_by("path").last()
    step = int(last.path[-STEP_LENGTH:], 36) + 1 if last else 1
    now = timezone.now()
    page = apps.get_model(app_label, model).objects.create(
        path=parent.path + _base36(step).zfill(STEP_LENGTH),
        depth=parent.depth + 1,
        url_path=f"{parent.url_path}{fields['slug']}/",
        draft_title=fields["title"],
        content_type=content_type,
        locale=locale,
        live=True,
        first_published_at=now,
        last_published_at=now,
        **fields,
    )
    page_model.objects.filter(pk=parent.pk).update(numchild=parent.numchild + 1)
    parent.numchild += 1
    return page


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[rest] + digits
    return digits
