"""Reading settings from the environment: one spelling for each kind of value, and errors that name the variable."""

import json
import os
import re
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[2]


def text(name: str, default: str = "") -> str:
    """The variable's value without surrounding blanks, or the default when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def required(name: str) -> str:
    """The variable's value; ImproperlyConfigured, naming the variable, when it is missing."""
    if not (value := text(name)):
        raise ImproperlyConfigured(f"环境变量 {name} 未设置，生产环境不能启动。各变量的含义见 README.md“设置”一节。")
    return value


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off; anything else is refused."""
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"环境变量 {name} 只能是 1 或 0，现在是“{value}”。")


def number(name: str, default: int) -> int:
    """A whole number; ImproperlyConfigured, naming the variable, when it is not one."""
    value = text(name)
    try:
        return int(value) if value else default
    except ValueError as error:
        raise ImproperlyConfigured(f"环境变量 {name} 应当是整数，现在是“{value}”。") from error


def words(name: str) -> list[str]:
    """A comma-separated list without empty entries."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def cache(url: str) -> dict:
    """CACHES["default"] for redis://, rediss://, file:///path, db://table or locmem://."""
    parts = urlsplit(url)
    if parts.scheme in {"redis", "rediss"}:
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
    if parts.scheme == "file":
        return {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": parts.path}
    if parts.scheme == "db":
        return {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": parts.netloc}
    if parts.scheme == "locmem":
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    raise ImproperlyConfigured(
        f"环境变量 CACHE_URL 的类型“{parts.scheme}”不认识，可用 redis、rediss、file、db、locmem。"
    )


def media(url: str, name: str = "MEDIA_STORAGE") -> dict[str, object]:
    """STORAGES["default"] for file:// (MEDIA_ROOT) or s3://bucket/prefix?endpoint_url=…&region_name=…&custom_domain=….

    S3 needs requirements-s3.txt; its keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Pictures are read
    from the bucket (or custom_domain) without a signature, so `images/` must be readable for everybody there, and
    nothing else may be: documents go through the site, which asks who wants them.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and not parts.path.strip("/"):
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    if parts.scheme != "s3" or not parts.netloc:
        raise ImproperlyConfigured(
            f"环境变量 {name} 的值“{url}”不认识，可用 file:// 或 s3://存储桶?endpoint_url=https://…。"
        )
    options = dict(parse_qsl(parts.query))
    known = {"endpoint_url", "region_name", "custom_domain", "addressing_style", "signature_version"}
    if unknown := options.keys() - known:
        raise ImproperlyConfigured(f"环境变量 {name} 有不认识的参数：{'、'.join(sorted(unknown))}。")
    if not options.keys() & {"endpoint_url", "custom_domain"}:
        raise ImproperlyConfigured(f"环境变量 {name} 要写 endpoint_url 或 custom_domain：读者从那里取图片。")
    if find_spec("storages") is None or find_spec("boto3") is None:
        raise ImproperlyConfigured(f"{name} 选了 s3，但没有安装它的依赖：请运行 pip install -r requirements-s3.txt。")
    fixed = {"bucket_name": parts.netloc, "location": parts.path.strip("/"), "default_acl": None}
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {**fixed, "querystring_auth": False, "file_overwrite": False, **options},
    }


def private(url: str, media_url: str) -> dict[str, object]:
    """STORAGES["private"], the files that applicants hand in: file:// (PRIVATE_ROOT) or s3://… as MEDIA_STORAGE.

    Pictures in the bucket of MEDIA_STORAGE can be read by everybody, so this one must be another.
    """
    storage = media(url, "PRIVATE_STORAGE")
    if urlsplit(url).scheme != "s3":
        return {"BACKEND": "casework.attachments.storage.PrivateFiles"}
    if urlsplit(url).netloc == urlsplit(media_url).netloc:
        raise ImproperlyConfigured("PRIVATE_STORAGE 和 MEDIA_STORAGE 不能用同一个存储桶：申请人的材料不能被公开读取。")
    return {**storage, "OPTIONS": {**storage["OPTIONS"], "querystring_auth": True}}


def scanner(url: str) -> str:
    """CLAMAV_URL: tcp://host:port or unix:///path of clamd's socket; "" for no scanner."""
    parts = urlsplit(url)
    if url and not (parts.scheme == "tcp" and parts.hostname) and not (parts.scheme == "unix" and parts.path):
        raise ImproperlyConfigured(
            f"环境变量 CLAMAV_URL 的值“{url}”不认识，可用 tcp://主机:3310 或 unix:///套接字路径。"
        )
    return url


def search(url: str) -> dict[str, object]:
    """WAGTAILSEARCH_BACKENDS["default"]: "" for the database's own index, or SERVER+https://user:password@host:port/?prefix=….

    SERVER is one of those in `chinese_search.search_server`, such as opensearch3; it needs requirements-search.txt.
    prefix begins the names of the indexes, for a server that serves other sites too.
    """
    if not url:
        return {"BACKEND": "chinese_search.backend", "SEARCH_CONFIG": "simple"}
    parts = urlsplit(url)
    server, _, scheme = parts.scheme.partition("+")
    if not re.fullmatch("elasticsearch[89]|opensearch[23]", server) or scheme not in {"http", "https"}:
        raise ImproperlyConfigured(
            "环境变量 SEARCH_URL 不认识，应当像 opensearch3+https://用户:口令@主机:9200/?prefix=archive_ 这样；"
            "可用 elasticsearch8、elasticsearch9、opensearch2、opensearch3。"
        )
    if find_spec("opensearchpy" if server.startswith("open") else "elasticsearch") is None:
        raise ImproperlyConfigured(
            "SEARCH_URL 选了检索服务器，但没有安装它的依赖：请运行 pip install -r requirements-search.txt。"
        )
    return {
        "BACKEND": "chinese_search.search_server",
        "SERVER": server,
        "URLS": [parts._replace(scheme=scheme, query="", fragment="").geturl()],
        "INDEX_PREFIX": dict(parse_qsl(parts.query)).get("prefix", ""),
    }


SMS_CHANNELS = {
    "console": ("local.ConsoleSms", "", []),
    "file": ("local.FileSms", "", []),
    "http": ("http.HttpSms", "", ["url", "success"]),
    "aliyun": ("aliyun.AliyunSms", "alibabacloud_dysmsapi20170525", ["key_id", "key_secret", "sign_name"]),
    "tencent": ("tencent.TencentSms", "tencentcloud", ["key_id", "key_secret", "sign_name", "app_id"]),
}


def sms(channel: str, gateway: dict[str, str], http: dict[str, object]) -> str:
    """The class of a channel for text messages, once everything that it needs is set and installed.

    console, file, http, aliyun, tencent, or the dotted path of a class of one's own.
    """
    if "." in channel:
        return channel
    if channel not in SMS_CHANNELS:
        raise ImproperlyConfigured(
            f"环境变量 SMS_CHANNEL 的值“{channel}”不认识，可用 {'、'.join(SMS_CHANNELS)}，或渠道类的路径。"
        )
    path, package, needed = SMS_CHANNELS[channel]
    prefix, given = ("SMS_HTTP_", http) if channel == "http" else ("SMS_", gateway)
    if missing := [prefix + name.upper() for name in needed if not given[name]]:
        raise ImproperlyConfigured(f"SMS_CHANNEL 选了 {channel}，还要设置 {'、'.join(missing)}。")
    if package and find_spec(package) is None:
        raise ImproperlyConfigured(
            f"SMS_CHANNEL 选了 {channel}，但没有安装它的依赖：请运行 pip install -r requirements-sms.txt。"
        )
    return f"notifications.channels.{path}"


def headers(text: str) -> dict[str, str]:
    """HTTP headers from a JSON object; its values may be secrets, so an error does not repeat them."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise ImproperlyConfigured('环境变量 SMS_HTTP_HEADERS 应当是 JSON，例如 {"Content-Type": "application/json"}。')
    return found


def media_origins(storage: dict) -> list[str]:
    """Where pages may load pictures from beside the site itself, for the content security policy."""
    options = storage.get("OPTIONS", {})
    address = f"https://{options['custom_domain']}" if options.get("custom_domain") else options.get("endpoint_url", "")
    return [f"{urlsplit(address).scheme}://{urlsplit(address).netloc}"] if address else []


def identity_providers(value: str, *, is_public: bool) -> list[dict[str, object]]:
    """allauth's APPS for OIDC_PROVIDERS, a JSON list of {"id", "name", "issuer", "client_id", "client_secret"}.

    id stands in the address that the provider is told to send people back to: /accounts/oidc/<id>/login/callback/.
    "organisation_code" and "organisation_name", both or neither, name the claims in which the provider vouches for the
    organisation that somebody acts for. An issuer without encryption is taken on this machine only, and never for the public (is_public).
    """
    problem = "环境变量 OIDC_PROVIDERS 不对：{}。写法见 README.md“统一身份认证”一节。"
    try:
        entries = json.loads(value or "[]")
    except ValueError as error:
        raise ImproperlyConfigured(problem.format("不是有效的 JSON")) from error
    needed = {"id", "name", "issuer", "client_id", "client_secret"}
    vouching = {"organisation_code", "organisation_name"}
    apps: list[dict[str, object]] = []
    for entry in entries if isinstance(entries, list) else [None]:
        if (
            not isinstance(entry, dict)
            or set(entry) not in (needed, needed | vouching)
            or not all(isinstance(each, str) for each in entry.values())
        ):
            raise ImproperlyConfigured(
                problem.format(
                    f"每一项都要有 {'、'.join(sorted(needed))}，可以再有 {'、'.join(sorted(vouching))}，值都是文字"
                )
            )
        if not re.fullmatch(r"[a-z0-9-]{1,40}", entry["id"]) or any(app["provider_id"] == entry["id"] for app in apps):
            raise ImproperlyConfigured(problem.format(f"id“{entry['id']}”只能用小写字母、数字和连字符，而且不能重复"))
        issuer = urlsplit(entry["issuer"])
        is_local = issuer.scheme == "http" and issuer.hostname in {"localhost", "127.0.0.1"} and not is_public
        if not is_local and (issuer.scheme != "https" or not issuer.hostname):
            raise ImproperlyConfigured(problem.format(f"“{entry['id']}”的 issuer 要以 https:// 开头"))
        settings = {"issuer": entry["issuer"], "server_url": entry["issuer"].rstrip("/")}
        if "organisation_code" in entry:
            settings["organisation"] = (entry["organisation_code"], entry["organisation_name"])
        apps.append(
            {
                "provider_id": entry["id"],
                "name": entry["name"],
                "client_id": entry["client_id"],
                "secret": entry["client_secret"],
                "settings": settings,
            }
        )
    return apps


def email(url: str) -> dict[str, object]:
    """Django's EMAIL_* settings for smtp://user:password@host:port, smtp+tls://, smtp+ssl://, file:///folder or console://."""
    parts = urlsplit(url)
    backend = "django.core.mail.backends."
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": backend + "console.EmailBackend"}
    if parts.scheme == "file":
        return {"EMAIL_BACKEND": backend + "filebased.EmailBackend", "EMAIL_FILE_PATH": parts.path}
    if parts.scheme in {"smtp", "smtp+tls", "smtp+ssl"}:
        return {
            "EMAIL_BACKEND": "portal.smtp.EmailBackend",
            "EMAIL_HOST": parts.hostname or "localhost",
            "EMAIL_PORT": parts.port or {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}[parts.scheme],
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
            "EMAIL_USE_SSL": parts.scheme == "smtp+ssl",
            "EMAIL_TIMEOUT": 20,
        }
    raise ImproperlyConfigured(
        f"环境变量 EMAIL_URL 的类型“{parts.scheme}”不认识，可用 smtp、smtp+tls、smtp+ssl、file、console。"
    )
