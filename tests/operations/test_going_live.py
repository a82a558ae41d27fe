"""check_readiness and the report 上线检查, with the checks that all apps hand in."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Site

from accounts.groups import StaffGroup
from accounts.models import User
from content.models import SiteSettings
from content.sample import SAMPLE_SETTINGS
from operations import readiness, registry
from operations.jobs import run_due
from operations.models import SafetyAct, SafetyRun

REAL = {
    "name": "某市城市建设档案馆",
    "tagline": "城市建设档案的收集、保管与利用",
    "sponsor": "某市住房和城乡建设局",
    "city": "某市",
    "site_code": "1234567890",
    "icp_number": "京ICP备12345678号-1",
    "police_number": "京公网安备 11010102000001号",
    "address": "某市某区某路9号",
    "postcode": "100001",
    "phone": "010-12345678",
    "email": "post@archive.gov.test",
    "opening_hours": "工作日 9:00—17:00",
    "keywords": "城建档案",
}


def found(name):
    """What one check finds: (blocks, what is missing)."""
    return [(finding.level == readiness.Level.BLOCKER, finding.missing) for finding in registry.checks[name]()]


def site_settings(**values):
    return SiteSettings.objects.create(site=Site.objects.get(is_default_site=True), **values)


@pytest.mark.django_db
def test_settings_that_are_missing_or_still_the_samples():
    assert found("网站设置") == [(True, "网站设置还没有填写")]
    row = site_settings(**SAMPLE_SETTINGS)
    sentences = found("网站设置")
    assert (True, "网站标识码还是示例值“0000000000”") in sentences
    assert (False, f"电子邮箱还是示例值“{SAMPLE_SETTINGS['email']}”") in sentences
    SiteSettings.objects.filter(pk=row.pk).update(**REAL | {"phone": "", "police_number": "无"})
    assert found("网站设置") == [
        (True, "公安备案号“无”的写法不对：形如：京公网安备 11010102000001号。"),
        (True, "咨询电话没有填写"),
    ]
    SiteSettings.objects.filter(pk=row.pk).update(**REAL)
    assert found("网站设置") == []


@pytest.mark.django_db
def test_sample_accounts_and_groups_without_anybody():
    assert [blocks for blocks, _ in found("审核人员")] == [True, True, True]
    user = User.objects.create_user("editor-1", "editor-1@example.invalid")
    user.groups.add(Group.objects.get(name=StaffGroup.EDITORS))
    assert found("示例账号") == [(True, "示例账号“editor-1”仍然启用")]
    assert len(found("审核人员")) == 3  # a sample account is nobody
    User.objects.update(is_active=False)
    assert found("示例账号") == []
    for name in (StaffGroup.EDITORS, StaffGroup.REVIEWERS, StaffGroup.PUBLISHERS):
        User.objects.create_user(name, f"{name}@archive.gov.test").groups.add(Group.objects.get(name=name))
    assert found("审核人员") == []


@pytest.mark.django_db
def test_host_name_https_mail_and_production_settings(settings):
    settings.WAGTAILADMIN_BASE_URL = "http://www.archive.gov.test"
    assert found("域名") == [(True, "站点的域名是“localhost”，SITE_URL 的域名是“www.archive.gov.test”")]
    assert (True, "网站地址不是 https") in found("加密连接")
    assert (True, "电子邮件没有配置，通知发不出去") in found("电子邮件")
    assert (True, "允许生成密码已知的示例账号") in found("生产设置")
    Site.objects.update(hostname="www.archive.gov.test")
    settings.WAGTAILADMIN_BASE_URL = "https://www.archive.gov.test"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "post@archive.gov.test"
    settings.SECRET_KEY = "x" * 60
    settings.SAMPLE_ACCOUNTS = False
    for name in ("域名", "加密连接", "电子邮件", "生产设置"):
        assert found(name) == []


@pytest.mark.django_db
def test_pages_that_the_index_does_not_hold():
    [(blocks, sentence)] = found("检索")
    assert blocks
    assert sentence == f"有 {Page.objects.filter(depth__gt=1, live=True).count()} 个已发布的页面不在检索索引中"
    call_command("update_index", verbosity=0)
    assert found("检索") == []
    Page.objects.filter(slug="guides").update(live=False)
    assert found("检索") == []  # an entry too many is no page too few


@pytest.mark.django_db
def test_a_page_that_is_not_at_its_fixed_address():
    assert found("固定地址") == []
    Page.objects.get(slug="notices").delete()
    [(blocks, sentence)] = found("固定地址")
    assert blocks
    assert "/notices/" in sentence


@pytest.mark.django_db
def test_silent_jobs_and_old_backups(monkeypatch):
    sentences = [sentence for _, sentence in found("运行情况")]
    assert "备份从来没有成功过" in sentences
    assert any("从来没有运行过" in sentence for sentence in sentences)
    monkeypatch.setattr(registry, "jobs", {})
    list(run_due())
    for act in SafetyAct:
        SafetyRun.objects.create(act=act, name="b", started_at=timezone.now() - timedelta(hours=1), ok=True)
    assert [sentence for _, sentence in found("运行情况") if not sentence.startswith("磁盘")] == []


@pytest.mark.django_db
def test_the_command_fails_while_something_blocks(monkeypatch, capsys):
    with pytest.raises(CommandError) as failed:
        call_command("check_readiness")
    assert failed.value.returncode == 1
    assert "[必须处理] 网站设置还没有填写" in capsys.readouterr().out
    monkeypatch.setattr(registry, "checks", {})

    @readiness.check("邮箱")
    def mail():
        yield readiness.Finding(readiness.Level.WARNING, "发件地址还是示例值", "改掉。")

    call_command("check_readiness")
    assert "可以上线" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_report_is_for_those_who_may_see_it(client):
    address = reverse("readiness_report")
    assert client.get(address).status_code == 302
    editor = User.objects.create_user("e")
    editor.groups.add(Group.objects.get(name=StaffGroup.EDITORS))
    client.force_login(editor)
    assert client.get(address).status_code == 302
    assert address not in client.get(reverse("wagtailadmin_home")).content.decode()
    boss = User.objects.create_user("b")
    boss.groups.add(Group.objects.get(name=StaffGroup.ADMINISTRATORS))
    client.force_login(boss)
    page = client.get(address)
    assert page.status_code == 200
    text = page.content.decode()
    assert "没有填写" in text  # a row is made, empty, by the first page that is shown
    assert reverse("wagtailsettings:edit", args=["content", "sitesettings"]) in text
    assert "现在不能上线" in text
    assert address in client.get(reverse("wagtailadmin_home")).content.decode()
