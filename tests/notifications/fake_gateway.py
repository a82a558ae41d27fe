"""A text message gateway on this machine: it remembers what it was asked and answers as the test says."""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass
class Asked:
    """One request: its path, its query and form together, its headers in small letters, and its body."""

    path: str
    fields: dict[str, str]
    headers: dict[str, str]
    body: str

    @property
    def json(self) -> dict:
        return json.loads(self.body)


@dataclass
class FakeGateway:
    """answers: the next answers as (status, body); a body of None means that none comes until the client gives up."""

    server: ThreadingHTTPServer
    asked: list[Asked] = field(default_factory=list)
    answers: list[tuple[int, str | None]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def will_answer(self, body: dict | str | None, status: int = 200) -> None:
        self.answers.append((status, json.dumps(body) if isinstance(body, dict) else body))


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the gateway of its server."""

    def do_POST(self) -> None:
        gateway = self.server.gateway
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        parts = urlsplit(self.path)
        fields = {name: values[0] for name, values in parse_qs(parts.query).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        gateway.asked.append(Asked(parts.path, fields, headers, body))
        status, answer = gateway.answers.pop(0)
        if answer is None:
            gateway.released.wait(10)
            return
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer.encode())))
        self.end_headers()
        self.wfile.write(answer.encode())

    do_GET = do_POST

    def log_message(self, format, *args) -> None:
        """The tests say themselves what went wrong."""


def start() -> FakeGateway:
    """A gateway that is listening; `stop` ends it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    server.gateway = FakeGateway(server)
    threading.Thread(target=server.serve_forever, args=(0.05,)).start()
    return server.gateway


def stop(gateway: FakeGateway) -> None:
    """Lets waiting clients go and gives the port back."""
    gateway.released.set()
    gateway.server.shutdown()
    gateway.server.server_close()
