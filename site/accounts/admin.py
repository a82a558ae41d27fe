"""Staff and groups in the admin: Wagtail's views with the house rules put in."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.usage import UsageView
from wagtail.users.views import groups, users

from accounts.citizens import is_citizen, staff_accounts
from accounts.forms import StaffCreationForm, StaffEditForm, StaffGroupForm, is_fixed


class ActorMixin:
    """Tells the form who fills it in."""

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"actor": self.request.user}


class StaffOnlyMixin:
    """People who apply are not found here: their names are masked elsewhere, and shown in full to nobody in a list."""

    def get_object(self, *args, **kwargs):
        user = super().get_object(*args, **kwargs)
        if is_citizen(user):
            raise Http404
        return user


class StaffIndexView(users.IndexView):
    """The staff list with the groups, by which one finds who reviews and who signs."""

    @property
    def columns(self) -> list[Column]:
        columns = [column for column in super().columns if column.name != "is_superuser"]
        for column in columns:
            if column.name == "name":
                column.label = "姓名"
        groups_column = Column("groups", accessor=roles, label="用户组", width="20%")
        return [*columns[:3], groups_column, *columns[3:]]

    def get_base_queryset(self):
        staff = staff_accounts().values("pk")
        return super().get_base_queryset().filter(pk__in=staff).prefetch_related("groups")


def roles(user) -> str:
    """The groups of an account in one line, a superuser's first."""
    named = [str(group) for group in user.groups.all()]
    return "、".join(["系统管理员", *named] if user.is_superuser else named)


class StaffCreateView(ActorMixin, users.CreateView):
    """A new account."""


class StaffHistoryView(StaffOnlyMixin, users.HistoryView):
    """What was done to an account."""


class StaffUsageView(StaffOnlyMixin, UsageView):
    """Where an account is used."""


class StaffDeleteView(StaffOnlyMixin, users.DeleteView):
    """Says that nobody is deleted."""


class StaffEditView(StaffOnlyMixin, ActorMixin, users.EditView):
    """An account; that of a superuser only for superusers, or its password could be set to get their power."""

    def setup(self, request, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied


class StaffViewSet(users.UserViewSet):
    """The staff list. Nobody is deleted (see `accounts.wagtail_hooks`), and no account is a copy of another."""

    index_view_class = StaffIndexView
    add_view_class = StaffCreateView
    edit_view_class = StaffEditView
    delete_view_class = StaffDeleteView
    history_view_class = StaffHistoryView
    usage_view_class = StaffUsageView
    copy_view_enabled = False

    def get_form_class(self, for_update=False):
        return StaffEditForm if for_update else StaffCreationForm


class GroupIndexView(groups.IndexView):
    """The groups by the names that people know."""

    columns = [TitleColumn("name", accessor=str, label="名称", sort_key="name", url_name="wagtailusers_groups:edit")]


class GroupDeleteView(groups.DeleteView):
    """Deletes only groups that the site does not rely on."""

    def get_object(self, queryset=None):
        group = super().get_object(queryset)
        if is_fixed(group):
            raise PermissionDenied
        return group


class StaffGroupViewSet(groups.GroupViewSet):
    """The list of groups."""

    index_view_class = GroupIndexView
    delete_view_class = GroupDeleteView

    def get_form_class(self, for_update=False):
        return StaffGroupForm
