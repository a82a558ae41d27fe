"""Rules about accounts that no view may pass by."""

from django.contrib.auth.models import Permission
from django.shortcuts import redirect
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets import Button

from accounts import audit_report
from accounts.citizens import is_citizen
from accounts.models import User
from accounts.privacy_admin import PrivacyNoticeViewSet
from accounts.signin import staff

KEPT = "账号不能删除：办理记录和发布记录都指向它。不再使用的账号，请在编辑页面取消“有效”。"


@hooks.register("before_delete_user")
def keep_accounts(request, user):
    """History points at accounts: they are made inactive, never deleted."""
    messages.error(request, KEPT)
    return redirect("wagtailusers_users:edit", user.pk)


@hooks.register("before_bulk_action")
def guard_accounts(request, action_type, objects, action):
    """In one go nobody deletes accounts, touches a superuser or their own account: the same rules as one by one."""
    if not any(isinstance(each, User) for each in objects):
        return None
    if any(is_citizen(each) for each in objects):
        messages.error(request, "所选账号中有不属于工作人员的，不能在这里修改。")
    elif action_type == "delete":
        messages.error(request, KEPT)
    elif not request.user.is_superuser and any(each.is_superuser or each == request.user for each in objects):
        messages.error(request, "所选账号中有系统管理员或你自己，不能批量修改。")
    else:
        return None
    return redirect("wagtailusers_users:index")


@hooks.register("register_admin_urls")
def register_addresses() -> list:
    second_factor = path("users/<int:user_id>/second-factor/", staff.reset_second_factor, name="reset_second_factor")
    return [second_factor, *audit_report.addresses()]


@hooks.register("register_permissions")
def rights_in_the_form_of_groups():
    """The rights that belong to no page of the admin's own."""
    return Permission.objects.filter(codename__in=["view_entry", "export_entry", "export_case"])


@hooks.register("register_reports_menu_item")
def audit_menu_item() -> audit_report.AuditMenuItem:
    return audit_report.AuditMenuItem("审计记录", reverse("report_audit"), name="audit", icon_name="history", order=200)


@hooks.register("register_user_listing_buttons")
def second_factor_button(user, request_user):
    """For superusers, beside each account."""
    if request_user.is_superuser:
        yield Button("清除两步验证", reverse("reset_second_factor", args=[user.pk]), icon_name="key", priority=40)


@hooks.register("register_admin_viewset")
def register_privacy_notice() -> PrivacyNoticeViewSet:
    return PrivacyNoticeViewSet("privacynotice")
