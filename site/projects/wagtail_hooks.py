"""工程项目 in the admin: the register, for who may look into it."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from projects import queries, staff_views


class ProjectsItem(MenuItem):
    """The way to the register, for who may look into it."""

    def is_shown(self, request) -> bool:
        return request.user.has_perm(queries.VIEW)


@hooks.register("register_admin_menu_item")
def menu_item() -> ProjectsItem:
    return ProjectsItem("工程项目", reverse("project_index"), name="projects", icon_name="site", order=320)


@hooks.register("register_admin_urls")
def register_pages() -> list:
    return [
        path("projects/", staff_views.index, name="project_index"),
        path("projects/<int:project_id>/", staff_views.detail, name="project_detail"),
        path("projects/<int:project_id>/edit/", staff_views.edit, name="project_edit"),
        path("projects/<int:project_id>/buildings/<int:building_id>/", staff_views.building, name="project_building"),
        path("projects/<int:project_id>/merge/", staff_views.merge_projects, name="project_merge"),
    ]
