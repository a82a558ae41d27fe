"""Asking ClamAV about a file, by the INSTREAM command of clamd (clamd(8)). Off unless CLAMAV_URL is set.

A client of our own, for the protocol is one command and the libraries for it are no longer kept.
"""

import re
import socket
from typing import BinaryIO
from urllib.parse import urlsplit

from django.conf import settings

PATIENCE = 60  # seconds for each word of the conversation
BLOCK = 64 * 1024
ANSWER_BYTES = 4096


class ScannerDown(Exception):
    """The scanner could not be asked, or could not say."""


class VirusFound(Exception):
    """The scanner knows the file; the message is the name it has for it."""


def is_on() -> bool:
    """Whether files are scanned at all."""
    return bool(settings.CLAMAV_URL)


def scan(file: BinaryIO) -> None:
    """Returns when the scanner finds the file clean. VirusFound or ScannerDown otherwise."""
    try:
        with _connection() as connection:
            connection.sendall(b"zINSTREAM\0")
            while block := file.read(BLOCK):
                connection.sendall(len(block).to_bytes(4, "big") + block)
            connection.sendall(bytes(4))
            answer = _answer(connection)
    except OSError as problem:
        raise ScannerDown(str(problem)) from problem
    if answer.endswith("OK"):
        return
    if found := re.search(r"stream: (.+) FOUND$", answer):
        raise VirusFound(found[1])
    raise ScannerDown(answer[:200])


def ping() -> None:
    """ScannerDown when the scanner does not answer."""
    try:
        with _connection() as connection:
            connection.sendall(b"zPING\0")
            answer = _answer(connection)
    except OSError as problem:
        raise ScannerDown(str(problem)) from problem
    if answer != "PONG":
        raise ScannerDown(answer[:200])


def _connection() -> socket.socket:
    """A connection to tcp://host:port or unix:///path."""
    parts = urlsplit(settings.CLAMAV_URL)
    if parts.scheme == "tcp":
        return socket.create_connection((parts.hostname, parts.port or 3310), PATIENCE)
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(PATIENCE)
        connection.connect(parts.path)
    except OSError:
        connection.close()
        raise
    return connection


def _answer(connection: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < ANSWER_BYTES:
        if not (block := connection.recv(ANSWER_BYTES)):
            break
        answer += block
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()
