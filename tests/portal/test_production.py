"""Production settings, in a process of their own as the server reads them."""

import json
import os
import subprocess
import sys

import pytest

from portal.environment import ROOT

COMPLETE = {
    "SECRET_KEY": "hK3-vN8_qT1wZ6yB4mX9cR2pL7sD5fG0jA-uE_iO8nV3tY6kW1zQ4xC9bM2rP7",
    "ALLOWED_HOSTS": "www.example.invalid,example.invalid",
    "SITE_URL": "https://www.example.invalid",
    "PERSONAL_DATA_KEYS": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "PERSONAL_DATA_HASH_KEY": "hK3-vN8_qT1wZ6yB4mX9cR2pL7sD5fG0",
    "ANCHOR_KEY": "0f1e2d3c4b5a69788796a5b4c3d2e1f0" * 2,
    "SEAL_P12": "/etc/portal/seal.p12",
    "PAPER_CODE_KEYS": "2:" + "9c8b7a6f" * 4 + ",1:" + "0f1e2d3c" * 4,
}
PATHS = f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / 'site')!r}]; "


def run(code, tmp_path, **variables):
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    }
    environment |= {name: value for name, value in variables.items() if value is not None}
    command = [sys.executable, "-W", "error", *code]
    return subprocess.run(command, cwd="/", env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)


def read(tmp_path, *names, **variables):
    """The named settings as production has them with these variables."""
    code = (
        PATHS
        + f"import json; from django.conf import settings as s; print(json.dumps([getattr(s, n) for n in {names!r}], default=str))"
    )
    done = run(["-c", code], tmp_path, **COMPLETE | variables)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"SECRET_KEY": None}, "环境变量 SECRET_KEY 未设置"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY 不安全"),
        ({"SECRET_KEY": "a" * 80}, "SECRET_KEY 不安全"),
        ({"SECRET_KEY": "only-for-development-never-for-a-public-site-0123456789abcdef"}, "SECRET_KEY 不安全"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS 要写明网站的域名"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS 要写明网站的域名"),
        ({"SITE_URL": None}, "环境变量 SITE_URL 未设置"),
        ({"SITE_URL": "http://www.example.invalid"}, "SITE_URL 要以 https:// 开头"),
        ({"SITE_URL": "https://other.example.invalid"}, "SITE_URL 的域名也要写进 ALLOWED_HOSTS"),
        ({"PERSONAL_DATA_KEYS": None}, "环境变量 PERSONAL_DATA_KEYS 未设置"),
        ({"PERSONAL_DATA_HASH_KEY": None}, "环境变量 PERSONAL_DATA_HASH_KEY 未设置"),
        ({"ANCHOR_KEY": None}, "环境变量 ANCHOR_KEY 未设置"),
        ({"ANCHOR_KEY": "short"}, "ANCHOR_KEY 应当是 64 位十六进制数"),
        ({"SEAL_P12": None}, "没有设置印章密钥"),
        ({"PAPER_CODE_KEYS": None}, "环境变量 PAPER_CODE_KEYS 未设置"),
        ({"PAPER_CODE_KEYS": "1:short"}, "PAPER_CODE_KEYS 应当是“版本号:密钥”"),
        ({"CACHE_URL": "locmem://"}, "CACHE_URL 不能是 locmem"),
        ({"CACHE_URL": "memcached://x"}, "CACHE_URL 的类型“memcached”不认识"),
        ({"EMAIL_URL": "pop3://x"}, "EMAIL_URL 的类型“pop3”不认识"),
        ({"STATUS_TOKEN": "short"}, "STATUS_TOKEN 太短"),
        ({"MEDIA_STORAGE": "ftp://x"}, "MEDIA_STORAGE 的值“ftp://x”不认识"),
        ({"MEDIA_STORAGE": "s3://"}, "MEDIA_STORAGE 的值“s3://”不认识"),
        ({"MEDIA_STORAGE": "s3://portal?region_name=cn-north-1"}, "endpoint_url 或 custom_domain"),
        ({"MEDIA_STORAGE": "s3://portal?acl=public-read"}, "不认识的参数：acl"),
        ({"PRIVATE_STORAGE": "ftp://x"}, "PRIVATE_STORAGE 的值“ftp://x”不认识"),
        ({"CLAMAV_URL": "http://scanner"}, "CLAMAV_URL 的值“http://scanner”不认识"),
        ({"BACKUP_KEEP": "many"}, "BACKUP_KEEP 应当是整数"),
        ({"BEHIND_PROXY": "perhaps"}, "BEHIND_PROXY 只能是 1 或 0"),
    ],
)
def test_refuses_to_start_and_names_the_variable(tmp_path, variables, sentence):
    done = run(["-c", PATHS + "from django.conf import settings; settings.DEBUG"], tmp_path, **COMPLETE | variables)
    assert done.returncode != 0
    assert sentence in done.stderr


def test_check_deploy_is_clean(tmp_path):
    done = run([str(ROOT / "manage.py"), "check", "--deploy", "--fail-level", "DEBUG"], tmp_path, **COMPLETE)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_is_safe_by_default(tmp_path):
    names = [
        "DEBUG",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "SAMPLE_ACCOUNTS",
    ]
    assert read(tmp_path, *names) == [False, True, True, True, 31_536_000, False]
    assert read(tmp_path, "CSRF_TRUSTED_ORIGINS") == [["https://www.example.invalid"]]


def test_every_setting_of_the_environment_reaches_its_place(tmp_path):
    [databases, caches, keep, host] = read(
        tmp_path,
        *("DATABASES", "CACHES", "BACKUP_KEEP", "EMAIL_HOST"),
        DATABASE_URL="postgres://portal:secret@db/portal",
        CACHE_URL="redis://cache/1",
        BACKUP_KEEP="30",
        EMAIL_URL="smtp+tls://user:word@mail.example.invalid",
    )
    assert (databases["default"]["ENGINE"], databases["default"]["HOST"]) == ("django.db.backends.postgresql", "db")
    assert caches["default"]["LOCATION"] == "redis://cache/1"
    assert keep == 30
    assert host == "mail.example.invalid"


def test_logs_are_json_lines(tmp_path):
    code = PATHS + "import django, logging; django.setup(); logging.getLogger('portal.x').warning('手机 13812345678')"
    done = run(["-c", code], tmp_path, **COMPLETE)
    line = json.loads(done.stderr.splitlines()[-1])
    assert (line["level"], line["logger"], line["message"]) == ("WARNING", "portal.x", "手机 [手机号]")


def test_an_object_store_is_only_a_matter_of_settings(tmp_path):
    """Without the package one sentence says how to get it; with it (a stand-in here) the settings are complete."""
    missing = run(
        [
            "-c",
            PATHS
            + "import importlib.util as u; u.find_spec = lambda name: None; from django.conf import settings; settings.DEBUG",
        ],
        tmp_path,
        **COMPLETE | {"MEDIA_STORAGE": "s3://portal?custom_domain=files.example.invalid"},
    )
    assert missing.returncode != 0
    assert "requirements-s3.txt" in missing.stderr
    for package in ("storages", "boto3"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("raise SystemExit('imported although nobody stored anything')")
    [storages, policy] = read(
        tmp_path,
        *("STORAGES", "CONTENT_SECURITY_POLICY"),
        PYTHONPATH=str(tmp_path),
        MEDIA_STORAGE="s3://portal/media?endpoint_url=https://s3.example.invalid&region_name=cn-north-1",
        PRIVATE_STORAGE="s3://portal-private?endpoint_url=https://s3.example.invalid",
    )
    assert storages["private"]["OPTIONS"]["bucket_name"] == "portal-private"
    assert storages["private"]["OPTIONS"]["querystring_auth"] is True
    assert policy["DIRECTIVES"]["img-src"] == ["'self'", "data:", "https://s3.example.invalid"]
    assert storages["default"] == {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": "portal",
            "location": "media",
            "default_acl": None,
            "querystring_auth": False,
            "file_overwrite": False,
            "endpoint_url": "https://s3.example.invalid",
            "region_name": "cn-north-1",
        },
    }
