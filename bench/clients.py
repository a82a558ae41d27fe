"""Many clients at once in one process: sockets that stay open, requests made beforehand, nothing parsed but what is asked.

Client and server share the machine's processors, so the client must be light: a request costs it some 0.1 milliseconds.
"""

import re
import selectors
import socket
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from bench.common import Server

CLIENTS = 64
PATIENCE = 60  # seconds in which some answer must come
TOKEN = "c" * 32
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)
_LOCATION = re.compile(rb"\r\nlocation: *([^\r]*)", re.I)


@dataclass(frozen=True)
class Answer:
    """What came of one request, and after how many seconds."""

    status: int
    location: str
    body: bytes
    seconds: float


@dataclass(frozen=True)
class Result:
    """The answers in the order of their requests, and what they took: of the clock, and of the client's own processor."""

    answers: list[Answer]
    seconds: float
    client_cpu: float

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.answers) / self.seconds

    def percentile(self, share: float) -> float:
        """The seconds in which this share of the answers came, counted from sending."""
        return sorted(answer.seconds for answer in self.answers)[max(int(len(self.answers) * share + 0.999999) - 1, 0)]


def request(server: Server, path: str, *, session: str = "", form: dict[str, str] | None = None) -> bytes:
    """A request as a browser with this session would send it: a GET, or a POST of the form."""
    head = [
        f"{'GET' if form is None else 'POST'} {path} HTTP/1.1",
        f"Host: {urlsplit(server.url).netloc}",
        f"Cookie: sessionid={session}; csrftoken={TOKEN}",
    ]
    body = b""
    if form is not None:
        body = urlencode({"csrfmiddlewaretoken": TOKEN} | form).encode()
        head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*head, "", ""]).encode() + body


@dataclass
class _Client:
    """One browser: what it has sent, and what has come of the answer so far."""

    socket: socket.socket
    number: int = -1
    sent_at: float = 0.0
    received: bytearray = field(default_factory=bytearray)

    def send(self, number: int, content: bytes) -> None:
        self.number, self.received, self.sent_at = number, bytearray(), time.perf_counter()
        self.socket.sendall(content)

    def receive(self) -> Answer | None:
        """The answer, once all of it is there."""
        chunk = self.socket.recv(262_144)
        if not chunk:
            raise RuntimeError(f"服务器中断了连接：{bytes(self.received[:200])!r}")
        self.received += chunk
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = bytes(self.received[:end])
        length = _LENGTH.search(head)
        if length is None:
            raise RuntimeError(f"回答没有说明长度：{head[:200]!r}")
        if len(self.received) < end + 4 + int(length[1]):
            return None
        location = _LOCATION.search(head)
        seconds = time.perf_counter() - self.sent_at
        return Answer(
            int(head[9:12]), location[1].decode() if location else "", bytes(self.received[end + 4 :]), seconds
        )


def ask(
    server: Server, requests: Sequence[bytes], *, clients: int = CLIENTS, enough: Callable[[], bool] | None = None
) -> Result:
    """Sends all requests over this many lasting connections, each client its next one when its last is answered.

    enough: stops sending more when it says so. RuntimeError when the server breaks a connection or falls silent.
    """
    address = urlsplit(server.url)
    left = deque(enumerate(requests))
    answers: dict[int, Answer] = {}
    with selectors.DefaultSelector() as selector:
        waiting = [_Client(_connection(address.hostname, address.port)) for _ in range(min(clients, len(left)))]
        try:
            cpu, began = time.process_time(), time.perf_counter()
            for client in waiting:
                selector.register(client.socket, selectors.EVENT_READ, client)
                client.send(*left.popleft())
            on_their_way = len(waiting)
            while on_their_way:
                ready = selector.select(PATIENCE)
                if not ready:
                    raise RuntimeError(f"服务器 {PATIENCE} 秒没有回答")
                for key, _ in ready:
                    client = key.data
                    answer = client.receive()
                    if answer is None:
                        continue
                    answers[client.number] = answer
                    if left and not (enough and enough()):
                        client.send(*left.popleft())
                    else:
                        on_their_way -= 1
            seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
        finally:
            for client in waiting:
                client.socket.close()
    return Result([answers[number] for number in sorted(answers)], seconds, cpu)


def _connection(host: str, port: int) -> socket.socket:
    connection = socket.create_connection((host, port), timeout=PATIENCE)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection
