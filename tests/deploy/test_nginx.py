"""The proxy example, with a real nginx where there is one: what it accepts, sends itself, passes on and denies."""

import http.client
import shutil
import socket
import ssl
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from portal.environment import ROOT

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
EXAMPLE = ROOT / "deploy" / "nginx"
pytestmark = pytest.mark.skipif(not NGINX or not shutil.which("openssl"), reason="no nginx on this machine")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Site(BaseHTTPRequestHandler):
    """Stands for the site: tells what it was told."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        told = {name.lower(): value for name, value in self.headers.items()}
        self.wfile.write(f"{self.path}\n{told}".encode())

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def proxy(tmp_path_factory):
    """The example between us and a stand-in of the site; yields how to ask it, and the site's server."""
    place = tmp_path_factory.mktemp("nginx")
    place.chmod(0o755)
    for parent in list(place.parents)[:3]:  # pytest and its workers keep their folders to themselves
        parent.chmod(0o755)
    data = place / "data"
    for name, text in {
        "static/css/base.abc.css": "css",
        "media/images/a.png": "png",
        "media/images/a.html": "html",
        "media/documents/a.pdf": "pdf",
        "media/documents/a.png": "png",
        "media/original_images/a.png": "original",
        "private/cases/2026/11/a.png": "private",
    }.items():
        path = data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    key = ["-newkey", "rsa:2048", "-nodes", "-keyout", str(place / "privkey.pem")]
    certificate = [
        "openssl",
        "req",
        "-x509",
        *key,
        "-out",
        str(place / "fullchain.pem"),
        "-days",
        "2",
        "-subj",
        "/CN=x",
    ]
    subprocess.run(certificate, check=True, capture_output=True)
    site = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    plain, secure = free_port(), free_port()
    text = (EXAMPLE / "portal.conf").read_text()
    for old, new in {
        "/etc/ssl/portal": str(place),
        "/var/lib/portal": str(data),
        "/var/log/nginx": str(place),
        "/etc/nginx/portal-proxy.conf": str(EXAMPLE / "portal-proxy.conf"),
        "/opt/portal": str(ROOT),
        "127.0.0.1:8000": f"127.0.0.1:{site.server_port}",
        "listen 80;": f"listen {plain};",
        "listen 443 ssl;": f"listen {secure} ssl;",
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl;\n": "",
    }.items():
        assert old in text
        text = text.replace(old, new)
    places = "".join(
        f"{name}_temp_path {place}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = f"daemon off; pid {place}/pid; error_log {place}/error.log; events {{}} http {{ {places} {text} }}"
    (place / "nginx.conf").write_text(main)
    command = [NGINX, "-c", str(place / "nginx.conf")]
    tried = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert "test is successful" in tried.stderr, tried.stderr
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE

    def ask(path, *, secured=True, **headers):
        kind = http.client.HTTPSConnection if secured else http.client.HTTPConnection
        options = {"context": context} if secured else {}
        connection = kind("127.0.0.1", secure if secured else plain, timeout=5, **options)
        headers = {"Host": "www.example.invalid"} | {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        body = response.read().decode()
        connection.close()
        return response, body

    for _ in range(100):
        try:
            ask("/")
            break
        except OSError:
            time.sleep(0.1)
    yield ask, site, place
    server.terminate()
    server.wait(timeout=10)
    site.server_close()


def test_what_a_reader_sends_about_himself_is_replaced(proxy):
    ask, _, _ = proxy
    _, body = ask("/policies/", X_Forwarded_For="203.0.113.9", X_Forwarded_Proto="http", X_Request_ID="mine")
    assert "'x-forwarded-for': '127.0.0.1'" in body
    assert "'x-forwarded-proto': 'https'" in body
    assert "'host': 'www.example.invalid'" in body
    assert "203.0.113.9" not in body
    assert "mine" not in body


def test_plain_http_leads_to_https(proxy):
    ask, _, _ = proxy
    response, _ = ask("/search/?q=x", secured=False)
    assert (response.status, response.headers["Location"]) == (301, "https://www.example.invalid/search/?q=x")


def test_static_files_and_pictures_are_sent_by_the_proxy(proxy):
    ask, _, _ = proxy
    response, body = ask("/static/css/base.abc.css")
    assert body == "css"
    assert "immutable" in response.headers["Cache-Control"]
    response, body = ask("/media/images/a.png")
    assert (body, response.headers["Content-Type"]) == ("png", "image/png")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/media/documents/a.pdf", "/media/documents/a.png", "/media/images/../documents/a.pdf"]
)
def test_documents_never_come_from_the_folder(proxy, path):
    ask, _, _ = proxy
    response, body = ask(path)
    assert response.status == 404
    assert "pdf" not in body.replace(path, "")


@pytest.mark.parametrize(
    "path",
    [
        "/private/cases/2026/11/a.png",
        "/media/images/../../private/cases/2026/11/a.png",
        "/static../private/cases/2026/11/a.png",
        "/static/../private/cases/2026/11/a.png",
        "/media/images/%2e%2e/%2e%2e/private/cases/2026/11/a.png",
    ],
)
def test_what_applicants_hand_in_never_comes_from_the_folder(proxy, path):
    ask, _, _ = proxy
    response, body = ask(path)
    assert body != "private"
    assert response.status in (400, 404) or "{'" in body, "refused, or left to the site"


@pytest.mark.parametrize("path", ["/media/original_images/a.png", "/media/images/a.html", "/documents/1/a.pdf"])
def test_everything_else_is_the_sites_to_answer(proxy, path):
    ask, _, _ = proxy
    _, body = ask(path)
    assert body.startswith(f"{path}\n{{")


def test_a_flood_of_searches_is_slowed(proxy):
    ask, _, _ = proxy
    codes = [ask("/search/?q=x")[0].status for _ in range(30)]
    assert 429 in codes
    assert 200 in codes


def test_its_lines_name_nobody(proxy):
    ask, _, place = proxy
    ask("/search-me/?q=13812345678")
    time.sleep(0.2)
    log = (place / "portal.log").read_text()
    assert '"path":"/search-me/"' in log
    assert "13812345678" not in log
    assert "127.0.0.1" not in log


def test_the_maintenance_page_stands_in_when_the_site_does_not_answer(proxy):
    ask, site, _ = proxy
    site.shutdown()
    site.socket.close()
    response, body = ask("/policies/")
    assert response.status == 502
    assert "维护" in body
    assert response.headers["Retry-After"] == "600"
