"""`make identity`: prepares the sample provider, says what to set at the site, and serves until Ctrl-C.

IDENTITY_PORT (8001) is its port; SITE, with commas, the addresses of the sites that use it (http://127.0.0.1:8000).
"""

import json
import os
import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
PORT = int(os.environ.get("IDENTITY_PORT") or 8001)
os.environ["DJANGO_SETTINGS_MODULE"] = "identity.settings"
os.environ["IDENTITY_ADDRESS"] = f"http://127.0.0.1:{PORT}"
os.environ["IDENTITY_SITES"] = os.environ.get("SITE") or "http://127.0.0.1:8000"


class Server(ThreadingMixIn, WSGIServer):
    """One thread a request: the site asks for tokens while a browser waits."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Says nothing of single requests."""

    def log_message(self, format, *args) -> None:
        """Codes stand in addresses."""


def prepare() -> None:
    """Tables, and the site as a client with its addresses."""
    import django  # noqa: PLC0415  there only in the environment

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from oauth2_provider.models import Application  # noqa: PLC0415

    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    back = " ".join(f"{site}/accounts/oidc/{settings.PROVIDER_ID}/login/callback/" for site in settings.SITES)
    Application.objects.update_or_create(
        client_id=settings.CLIENT_ID,
        defaults={
            "name": "示例网站",
            "client_type": Application.CLIENT_CONFIDENTIAL,
            "authorization_grant_type": Application.GRANT_AUTHORIZATION_CODE,
            "client_secret": settings.CLIENT_SECRET,
            "redirect_uris": back,
            "skip_authorization": True,
            "algorithm": Application.RS256_ALGORITHM,
        },
    )


def variable() -> str:
    """OIDC_PROVIDERS for the site."""
    from django.conf import settings  # noqa: PLC0415

    entry = {
        "id": settings.PROVIDER_ID,
        "name": "示例统一身份",
        "issuer": settings.OAUTH2_PROVIDER["OIDC_ISS_ENDPOINT"],
        "client_id": settings.CLIENT_ID,
        "client_secret": settings.CLIENT_SECRET,
    }
    return json.dumps([entry], ensure_ascii=False)


def main() -> None:
    """Serves until somebody ends it."""
    prepare()
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415

    try:
        server = make_server("127.0.0.1", PORT, get_wsgi_application(), Server, Quiet)
    except OSError as error:
        sys.exit(f"端口 {PORT} 不能用（{error.strerror}）。请换一个端口，例如 make identity IDENTITY_PORT={PORT + 1}。")
    print(f"示例统一身份认证已启动：http://127.0.0.1:{PORT}/。在另一个终端里这样启动网站：\n")
    print(f"OIDC_PROVIDERS='{variable()}' make run\n\n按 Ctrl-C 停止。", flush=True)
    with server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("已停止。")


if __name__ == "__main__":
    main()
