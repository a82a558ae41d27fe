"""What the audit list tells apart. Values are stored and chained: never change them."""

from django.db.models import TextChoices


class Event(TextChoices):
    """What somebody did, or what was done to an account."""

    SIGN_IN = "sign_in", "登录"
    SIGN_IN_FAILED = "sign_in_failed", "登录失败"
    SIGN_IN_LOCKED = "sign_in_locked", "登录暂停"
    SIGN_OUT = "sign_out", "退出登录"
    SECOND_FACTOR = "second_factor", "两步验证"
    PASSWORD_CHANGED = "password_changed", "修改密码"
    GROUPS_CHANGED = "groups_changed", "用户组与权限变更"
    SETTINGS_CHANGED = "settings_changed", "设置变更"
    REVEALED = "revealed", "查看完整信息"
    EXPORTED = "exported", "导出"
    FILE_OPENED = "file_opened", "打开材料"
    MESSAGE_RESENT = "message_resent", "重发消息"
    NOTICE_ACCEPTED = "notice_accepted", "同意隐私说明"
    ACCOUNT_CREATED = "account_created", "新建账号"
    ACCOUNT_JOINED = "account_joined", "合并登录方式"
    ACCOUNT_CORRECTED = "account_corrected", "更正资料"
    ACCOUNT_DOWNLOADED = "account_downloaded", "下载本人资料"
    ACCOUNT_CLOSED = "account_closed", "注销账号"
    MEMBERSHIP_CHANGED = "membership_changed", "单位成员变更"
    PROJECT_CHANGED = "project_changed", "项目变更"
    SUSPENDED = "suspended", "暂停办理"
    COPIES_DESTROYED = "copies_destroyed", "销毁复制件"
    PAPER_WITHDRAWN = "paper_withdrawn", "作废文书"
    PURGED = "purged", "清除个人信息"
    KEYS_ROTATED = "keys_rotated", "更换加密密钥"


def choices() -> list[tuple[str, str]]:
    """The events for the model's field: named and not listed, so that a new event asks for no migration."""
    return Event.choices
