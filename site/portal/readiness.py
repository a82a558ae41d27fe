"""What the readiness report says of how this process is set up and of what should be running beside it."""

from collections.abc import Iterator

from django.conf import settings

from operations import health, status
from operations.readiness import Finding, Level, check

FILE = "在服务器的环境文件中设置（见 .env.example），然后重启服务。"


@check("生产设置")
def production() -> Iterator[Finding]:
    """Settings that are fine for trying and never for the public."""
    if settings.DEBUG:
        yield Finding(Level.BLOCKER, "DEBUG 打开着，出错时会把内部信息显示给读者", "把 DEBUG 设为 0。" + FILE)
    if settings.SECRET_KEY.startswith("only-for-"):
        yield Finding(
            Level.BLOCKER,
            "用的是开发设置，密钥人人可知",
            "把 DJANGO_SETTINGS_MODULE 设为 portal.settings.production，并设置 SECRET_KEY。" + FILE,
        )
    if settings.SAMPLE_ACCOUNTS:
        yield Finding(Level.BLOCKER, "允许生成密码已知的示例账号", "用生产设置启动，它不允许。" + FILE)


@check("加密连接")
def https() -> Iterator[Finding]:
    """The site is reached by HTTPS only."""
    if not settings.WAGTAILADMIN_BASE_URL.startswith("https://"):
        yield Finding(Level.BLOCKER, "网站地址不是 https", "把 SITE_URL 设为以 https:// 开头的对外地址。" + FILE)
    if not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE):
        yield Finding(Level.BLOCKER, "登录凭据会经过不加密的连接", "用生产设置启动，它只用加密连接。" + FILE)
    if settings.SECURE_HSTS_SECONDS < 31_536_000:
        yield Finding(
            Level.WARNING,
            "浏览器没有被告知一年内只用加密连接（HSTS）",
            "确认证书稳定后把 SECURE_HSTS_SECONDS 设为 31536000。",
        )


@check("电子邮件")
def email() -> Iterator[Finding]:
    """Messages reach people."""
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        yield Finding(Level.BLOCKER, "电子邮件没有配置，通知发不出去", "把 EMAIL_URL 设为单位的邮件服务器。" + FILE)
    if settings.DEFAULT_FROM_EMAIL.endswith("example.invalid"):
        yield Finding(Level.WARNING, "发件地址还是示例值", "把 EMAIL_FROM 设为单位的邮箱地址。" + FILE)


@check("检索")
def search_index() -> Iterator[Finding]:
    """Every live page can be found."""
    if missing := health.pages_not_indexed():
        yield Finding(
            Level.BLOCKER, f"有 {missing} 个已发布的页面不在检索索引中", "在服务器上运行 manage.py update_index。"
        )


@check("运行情况")
def running() -> Iterator[Finding]:
    """Jobs, backups, background tasks and disks."""
    for warning in status.read().warnings:
        yield Finding(Level.BLOCKER, warning, "查看 /status，按部署说明检查定时器、后台进程和备份。", "/status")
