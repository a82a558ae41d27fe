"""The virus scanner, against a clamd of our own making on a real socket."""

import socket
import threading
from contextlib import contextmanager

import pytest

from casework.attachments import scanner, services, uploads
from casework.attachments.errors import FileRefused, TryLater
from casework.models import Attachment, Scan, Upload
from casework.readiness import virus_scanner
from operations.readiness import Level
from tests.casework.attachments import hostile
from tests.casework.attachments.conftest import named, stored

EICAR = b"EICAR-TEST"


@contextmanager
def clamd(answer=None, *, path=None):
    """A server that speaks INSTREAM to one caller; yields its address and what it was sent.

    answer: what it says in place of its finding; "" to hang up without a word.
    """
    server = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
    server.bind(str(path) if path else ("127.0.0.1", 0))
    server.listen()
    server.settimeout(20)
    received: list[bytes] = []

    def talk() -> None:
        try:
            caller, _ = server.accept()
        except OSError:
            return
        with caller, caller.makefile("rwb") as stream:
            if stream.peek(6).startswith(b"zPING\0"):
                stream.write(answer.encode() + b"\0")
                return
            assert stream.read(10) == b"zINSTREAM\0"
            content = b""
            while length := int.from_bytes(stream.read(4), "big"):
                content += stream.read(length)
            received.append(content)
            found = "stream: Eicar-Signature FOUND" if EICAR in content else "stream: OK"
            if said := found if answer is None else answer:
                stream.write(said.encode() + b"\0")

    thread = threading.Thread(target=talk)
    thread.start()
    try:
        yield (f"unix://{path}" if path else f"tcp://127.0.0.1:{server.getsockname()[1]}"), received
    finally:
        server.close()
        thread.join(20)


def add(case, people, content=b"clean text"):
    return services.add(case, "any", named("a.txt", content), user=people["applicant"])


def test_it_is_off_unless_it_is_set(case, people):
    assert add(case, people).scan == Scan.NOT_SCANNED


@pytest.mark.parametrize("way", ["tcp", "unix"])
def test_a_clean_file_is_taken_in(case, people, settings, tmp_path, way):
    content = hostile.jpg() * 200  # several blocks; what follows the picture does no harm
    with clamd(path=tmp_path / "socket" if way == "unix" else None) as (settings.CLAMAV_URL, received):
        added = services.add(case, "any", named("a.jpg", content), user=people["applicant"])
    assert added.scan == Scan.CLEAN
    assert received == [content], "the scanner has seen the file as it was sent"


def test_a_virus_is_refused_by_its_name(case, people, settings, private_root):
    with (
        clamd() as (settings.CLAMAV_URL, _),
        pytest.raises(FileRefused, match=r"“a.txt”没有上传：查毒发现病毒（Eicar-Signature）") as refused,
    ):
        add(case, people, EICAR)
    assert not isinstance(refused.value, TryLater)
    assert stored(private_root) == []
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("answer", ["", "INSTREAM size limit exceeded. ERROR", "nonsense"])
def test_a_scanner_that_cannot_say_is_no_yes(case, people, settings, private_root, answer):
    with clamd(answer) as (settings.CLAMAV_URL, _), pytest.raises(TryLater, match="请过几分钟再传一次"):
        add(case, people)
    assert stored(private_root) == []


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "unix:///nowhere/at/all"])
def test_while_it_is_down_nothing_is_taken_in_and_nothing_lost(case, people, settings, private_root, address):
    """A file sent in parts stays, and finishing it works once the scanner is back."""
    me = people["applicant"]
    upload = uploads.begin(case, "any", user=me, raw_name="a.txt", size=4)
    uploads.take_part(upload, 0, b"text", user=me)
    upload.refresh_from_db()
    settings.CLAMAV_URL = address
    with pytest.raises(TryLater, match=r"“a\.txt”没有上传：查毒服务暂时不可用"):
        uploads.finish(upload, user=me)
    assert Upload.objects.get().received == 4
    with clamd() as (settings.CLAMAV_URL, _):
        added = uploads.finish(Upload.objects.get(), user=me)
    assert added.scan == Scan.CLEAN
    assert not Upload.objects.exists()


def test_the_client_itself_says_what_happened(settings, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(EICAR)
    with clamd() as (settings.CLAMAV_URL, _), path.open("rb") as file, pytest.raises(scanner.VirusFound, match="Eicar"):
        scanner.scan(file)


def test_readiness_tells_whether_files_are_looked_at(settings):
    [finding] = virus_scanner()
    assert (finding.level, "没有查毒" in finding.missing) == (Level.WARNING, True)
    with clamd("PONG") as (settings.CLAMAV_URL, _):
        assert list(virus_scanner()) == []
    for answer in ("", "nonsense"):
        with clamd(answer) as (settings.CLAMAV_URL, _):
            [finding] = virus_scanner()
        assert (finding.level, "没有应答" in finding.missing) == (Level.BLOCKER, True)
    settings.CLAMAV_URL = "tcp://127.0.0.1:1"
    assert next(virus_scanner()).level == Level.BLOCKER
