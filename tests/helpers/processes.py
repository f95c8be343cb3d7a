"""What a deployment is made of: real processes of this machine, each ended by its own id."""

import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.helpers.servers import ROOT, free_port

DEPLOY = ROOT / "deploy"
SITE = "stats.example.org"
PATIENCE = 300.0  # seconds: a machine that others use as well
BASE = """
daemon off;
user root;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.error.log warn;
events {{}}
http {{
    access_log {folder}/nginx.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/dashboard.conf;
}}
"""


def until(ask: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    """Ask again and again until the answer holds; gives it."""
    began, waiting = monotonic(), Event()
    while not (answer := ask()):
        assert monotonic() - began < patience, f"in vain: {what}"
        waiting.wait(0.02)
    return answer


def runs(process: int) -> bool:
    """Tell whether the process with this id has not ended."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(") ")[2][0] not in "ZX"


def children_of(process: int) -> list[int]:
    """Find the processes that a process has started, by their ids."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            parent = int(path.read_text().rpartition(") ")[2].split()[1])
            found += [int(path.parent.name)] if parent == process else []
    return found


@contextmanager
def running(
    command: Sequence[str | Path], log: Path, environment: Mapping[str, str], cwd: Path = ROOT
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program until the block ends; what it says stands in `log`."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end, and end it where it does not."""
    process.terminate()
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def values_of(path: Path) -> dict[str, str]:
    """Read a file of NAME=value lines as systemd does."""
    lines = (line.strip() for line in path.read_text().splitlines())
    pairs = (line.partition("=") for line in lines if line and line[0] != "#")
    return {name: value.strip('"') for name, _, value in pairs}


def replaced(text: str, changes: Mapping[str, str]) -> str:
    """Write what a test needs in the place of what stands there; each has to stand there."""
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def nginx_configuration(folder: Path, ports: Mapping[int, int], port: int) -> Path:
    """Write deploy/nginx.conf with this machine's ports and a certificate into a folder."""
    certificate(folder)
    changes = {
        "8501": str(ports[1]),
        "8502": str(ports[2]),
        "listen [::]:80;": "",
        "listen [::]:443 ssl default_server;": "",
        "listen [::]:443 ssl http2;": "",
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "/etc/ssl/dashboard": str(folder),
    }
    site = replaced((DEPLOY / "nginx.conf").read_text(), changes)
    (folder / "dashboard.conf").write_text(site)
    path = folder / "nginx.conf"
    path.write_text(BASE.format(folder=folder))
    return path


def nginx() -> str:
    """Find nginx, which stands outside the path of ordinary users."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    assert found, "nginx is missing: make test-cluster installs it"
    return found


def certificate(folder: Path) -> None:
    """Make a certificate of our own for the site: fullchain.pem and key.pem."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, SITE)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(SITE)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(made.public_bytes(pem))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(pem, *plain))
