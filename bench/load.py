"""Load on a running server, and what each request cost it."""

import http.client
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bench.common import Server

CONNECTIONS = 8


@dataclass(frozen=True)
class Cost:
    """What a number of requests took: milliseconds of the server's processors for each, and how many a second."""

    milliseconds: float
    per_second: float


def each_once(server: Server, paths: Sequence[str], expected: int = 200) -> Cost:
    """Asks for each path once over a few lasting connections; RuntimeError when one answers otherwise than expected."""
    left, problems = list(reversed(paths)), []

    def ask() -> None:
        connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
        try:
            while left and not problems:
                try:
                    path = left.pop()
                except IndexError:
                    return
                connection.request("GET", path)
                answer = connection.getresponse()
                answer.read()
                if answer.status != expected:
                    problems.append(f"{path} 回答 {answer.status}，应为 {expected}")
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    cpu, began = server.cpu(), time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems or left:
        raise RuntimeError(problems[0] if problems else "服务器中断了连接")
    return Cost((server.cpu() - cpu) * 1000 / len(paths), len(paths) / (time.monotonic() - began))


def again_and_again(server: Server, path: str, seconds: float) -> Cost:
    """Asks for one path as fast as it goes, with wrk where it is installed."""
    if not shutil.which("wrk"):
        before = each_once(server, [path] * 200)
        return each_once(server, [path] * max(200, int(before.per_second * seconds)))
    command = ["wrk", "-t1", f"-c{CONNECTIONS * 2}", f"-d{seconds:g}s", server.url + path]
    cpu = server.cpu()
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    cpu = server.cpu() - cpu
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(f"{path} 有请求失败：\n{said}")
    count = int(re.search(r"(\d+) requests in", said)[1])
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])
    return Cost(cpu * 1000 / count, rate)
