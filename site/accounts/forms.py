"""Forms of the staff list: Wagtail's, with names in Chinese order and without ways to make oneself mightier."""

from django import forms
from django.contrib.auth.models import Group
from wagtail.users.forms import GroupForm, UserCreationForm, UserEditForm

from accounts.groups import StaffGroup


class StaffFormMixin:
    """Only a superuser makes superusers, and nobody chooses the groups that they themselves are in.

    actor: who fills the form in; the rule is applied to them.
    """

    actor_is_subject = False

    def __init__(self, *args, actor, **kwargs):
        self.actor_is_subject = kwargs.get("editing_self", False)
        super().__init__(*args, **kwargs)
        self.fields["email"].required = False
        self.fields["email"].help_text = "用于接收审核提醒；不填则收不到邮件。"
        self.fields["groups"].help_text = "决定能做什么。三级审核的初审、复审、签发应由不同的人担任。"
        if actor.is_superuser:
            return
        self.fields.pop("is_superuser", None)
        if self.actor_is_subject:
            self.fields["groups"].disabled = True
            self.fields["groups"].help_text = "自己的用户组由其他管理人员调整。"


class StaffCreationForm(StaffFormMixin, UserCreationForm):
    """A new account."""


class StaffEditForm(StaffFormMixin, UserEditForm):
    """An account and what it may do."""


class StaffGroupForm(GroupForm):
    """A group; the names of the site's own are fixed, for workflows and rules know the groups by them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.name in StaffGroup.values:
            self.fields["name"] = forms.CharField(
                disabled=True, label="名称", help_text=f"网站自带的用户组（{self.instance}），名称不能改。"
            )


def is_fixed(group: Group) -> bool:
    """Whether the site itself made the group and relies on it."""
    return group.name in StaffGroup.values


class ResetSecondFactorForm(forms.Form):
    """Why somebody's second factor is taken away."""

    reason = forms.CharField(
        label="原因", max_length=300, help_text="例如：手机丢失，已当面核对身份。会写入审计记录。", strip=True
    )
