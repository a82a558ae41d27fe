"""A hundred papers made, sealed and stored by the background worker, as after a step taken on a hundred cases at once.

The worker is the real one, in a process under production settings, with an RSA key of 2048 bits such as authorities give.
Its memory after the first twenty papers, when fonts and seal are loaded, is compared with that after the last.
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from bench.common import Database, Row, Site, at_most

FIRST, ALL = 20, 100
SECONDS, GROWTH, KILOBYTES = 15, 1.1, 200
MEASURE = """
import json, sys, time
from django.core.management import call_command
from casework import papers
from home.feedback import services as feedback
from paperwork.issuing import services, tasks
from paperwork.models import IssuedPaper
first, everything = json.loads(sys.stdin.read())
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096 / 1024**2
def work(count):
    for number in range(count):
        case = feedback.send(subject="question", text=f"示例：第 {number} 件的说明，写得长一些，好让它占满几行。" * 8)
        snapshot = case.snapshots.get()
        asked = services.ask("receipt", case.number, 1, case=case, snapshot=snapshot, recipient="示例")
        tasks.enqueue([asked])
    began, busy = time.perf_counter(), time.process_time()
    call_command("db_worker", "--backend", "jobs", "--queue-name", "*", "--batch", "--no-reload")
    return [time.perf_counter() - began, time.process_time() - busy]
seconds = work(first)
early = resident()
seconds = [sum(each) for each in zip(seconds, work(everything - first))]
made = list(IssuedPaper.objects.values_list("size", flat=True))
print(json.dumps([len(made), *seconds, early, resident(), max(made) / 1024]))
"""


def run(database: Database, folder: Path) -> list[Row]:
    """Seconds for all papers, the worker's memory in megabytes, and the largest file."""
    site = Site(folder / "site", database.fresh("bench_papers"))
    site.folder.mkdir(parents=True, exist_ok=True)
    (site.folder / "seal.p12").write_bytes(_key())
    site.prepare()
    said = site.manage("shell", "-v0", "-c", MEASURE, text=json.dumps([FIRST, ALL]))
    made, seconds, busy, early, late, largest = json.loads(said.splitlines()[-1])
    return [
        Row(f"{ALL} 份文书，做成", made, "份", f"= {ALL}", made == ALL),
        at_most(f"{ALL} 份文书排版、盖章、保存", seconds, SECONDS, "秒"),
        Row("其中处理器时间", busy, "秒"),
        Row(f"内存，第 {FIRST} 份以后", early, "MB"),
        at_most(f"内存，第 {ALL} 份以后与第 {FIRST} 份以后之比", late / early, GROWTH, "倍"),
        at_most("最大的一份", largest, KILOBYTES, "KB"),
    ]


def _key() -> bytes:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "示例市城市建设档案馆")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(b"seal", key, certificate, None, serialization.NoEncryption())
