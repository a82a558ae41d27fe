import json
import logging
import sys

import pytest

from operations.logs import JsonFormatter, mask, request_id
from operations.wsgi import RequestLog


def line(message, *args, exc_info=None, **extra):
    record = logging.makeLogRecord(
        {"msg": message, "args": args, "name": "portal", "levelname": "INFO", "exc_info": exc_info, **extra}
    )
    return json.loads(JsonFormatter().format(record))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("张三的手机 13812345678 已登记", "张三的手机 [手机号] 已登记"),
        ("身份证 11010519491231002X。", "身份证 [身份证号]。"),
        ("发给 reader.one@example.com 失败", "发给 [邮箱] 失败"),
        ("from 203.0.113.7 refused", "from [地址] refused"),
        ("from 2001:db8:85a3:0:0:8a2e:370:7334", "from [地址]"),
        ("Not Found: /search/?q=张三", "Not Found: /search/"),
        ("GET /feedback/answer/K7M2P9QRST/ 200", "GET /feedback/answer/… 200"),
        ("POST /files/of/K7M2P9QRST/evidence/ 200", "POST /files/… 200"),
        ("GET /my/cases/38/file/id-card.jpg 200", "GET /my/… 200"),
        ("/admin/password_reset/confirm/MQ/abc-123/", "/admin/password_reset/confirm/…"),
        ("京建法〔2018〕6号 用时 3.4 秒，2026-11-20 09:00:00", "京建法〔2018〕6号 用时 3.4 秒，2026-11-20 09:00:00"),
        ("Wagtail 7.4.4, sha256 0123456789abcdef", "Wagtail 7.4.4, sha256 0123456789abcdef"),
    ],
)
def test_personal_data_is_masked(text, shown):
    assert mask(text) == shown


def test_a_line_is_json_with_simple_extras_only():
    request = object()
    got = line("took %s", "3 秒", job="backup", seconds=3.1, request=request, owner="13812345678")
    assert got["message"] == "took 3 秒"
    assert (got["job"], got["seconds"], got["owner"]) == ("backup", 3.1, "[手机号]")
    assert "request" not in got
    assert got["time"].endswith("+00:00")


def test_a_traceback_is_kept_and_masked():
    try:
        raise ValueError("Key (phone)=(13812345678) already exists")
    except ValueError:
        got = line("failed", exc_info=sys.exc_info())
    assert "ValueError" in got["traceback"]
    assert "13812345678" not in got["traceback"]


def ask(caplog, path="/policies/", given=None, status="200 OK"):
    """One request through the layer: the headers of the answer, and the lines that were logged."""

    def application(environ, start_response):
        logging.getLogger("portal.inner").info("inside %s", request_id.get())
        start_response(status, [("Content-Type", "text/plain")])
        return [b""]

    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "q=13812345678",
        "REMOTE_ADDR": "203.0.113.7",
    }
    if given is not None:
        environ["HTTP_X_REQUEST_ID"] = given
    seen = {}
    with caplog.at_level(logging.INFO):
        RequestLog(application)(environ, lambda status, headers, exc_info=None: seen.update(headers))
    return seen, caplog.records


def test_a_sane_request_id_is_taken_over(caplog):
    headers, records = ask(caplog, given="proxy-0123456789")
    assert headers["X-Request-ID"] == "proxy-0123456789"
    assert records[0].getMessage() == "inside proxy-0123456789"


@pytest.mark.parametrize("given", [None, "", "short", "x" * 65, "a b c d e f g", 'evil"\nline-injected'])
def test_any_other_is_replaced(caplog, given):
    headers, _ = ask(caplog, given=given)
    assert len(headers["X-Request-ID"]) == 32
    assert headers["X-Request-ID"] != given


def test_one_line_a_request_without_query_and_address(caplog):
    _, records = ask(caplog, path=b"/policies/".decode("latin-1"), status="404 Not Found")
    text = JsonFormatter().format(records[-1])
    got = json.loads(text)
    assert (got["message"], got["status"], got["logger"]) == ("GET /policies/ 404", 404, "portal.access")
    assert got["ms"] >= 0
    assert "13812345678" not in text
    assert "203.0.113.7" not in text


def test_probes_leave_no_line_and_lines_can_be_switched_off(caplog, settings):
    _, records = ask(caplog, path="/healthz")
    assert [record.name for record in records] == ["portal.inner"]
    caplog.clear()
    settings.ACCESS_LOG = False
    _, records = ask(caplog)
    assert [record.name for record in records] == ["portal.inner"]


def test_chinese_addresses_are_readable(caplog):
    _, records = ask(caplog, path="/notices/停馆通知/".encode().decode("latin-1"))
    assert records[-1].getMessage() == "GET /notices/停馆通知/ 200"


def test_a_failure_beyond_the_sites_error_page_is_told_and_logged(caplog):
    def broken(environ, start_response):
        raise ValueError("Missing staticfiles manifest entry")

    seen = {}
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_X_REQUEST_ID": "proxy-0123456789"}
    with caplog.at_level(logging.INFO):
        [body] = RequestLog(broken)(environ, lambda status, headers, exc_info=None: seen.update(headers, status=status))
    assert seen["status"].startswith("500")
    assert seen["X-Request-ID"] == "proxy-0123456789"
    assert "proxy-0123456789" in body.decode()
    assert [record.getMessage() for record in caplog.records][-1] == "GET / 500"
    assert "Missing staticfiles" in caplog.text
