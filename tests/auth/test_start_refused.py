"""What keeps the dashboard from starting: settings that would give sessions away."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from settings import CONFIG_VARIABLE
from tests.helpers.report_copy import CONFIG
from tests.helpers.servers import ROOT, free_port

pytestmark = pytest.mark.browser
OPENID = """
sign_in:
  openid: {issuer: http://login.example.org, client_id: x, client_secret_file: FILE, staff_group: y}
"""


def refusal(folder: Path, more: str, *arguments: str, **told: str) -> str:
    config = folder / "config.yaml"
    config.write_text(CONFIG.read_text("utf-8") + more, "utf-8")
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
    done = subprocess.run(
        [*command, f"--server.port={free_port()}", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), CONFIG_VARIABLE: str(config), **told},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert "The dashboard did not start" in said
    assert "Traceback" not in said
    assert "/claim?token=" not in said
    return said


def test_an_address_on_the_network_needs_https(tmp_path):
    said = refusal(tmp_path, "", "--server.address=0.0.0.0")
    assert "The address 0.0.0.0 is open to the network" in said
    assert "监听地址0.0.0.0会对网络开放" in said
    assert "sign_in.allow_plain_http: true" in said


def test_a_proxys_header_needs_this_machines_own_address(tmp_path):
    more = "\nsign_in: {proxy_header: X-Auth-Request-User, allow_plain_http: true}\n"
    said = refusal(tmp_path, more, "--server.address=0.0.0.0")
    assert "only this machine's own address" in said


def test_a_proxys_header_needs_the_proxy_named(tmp_path):
    more = "\nsign_in: {proxy_header: X-Auth-Request-User}\n"
    said = refusal(tmp_path, more, "--server.address=127.0.0.1")
    assert "FORWARDED_ALLOW_IPS" in said
    assert "X-Auth-Request-User" in said


def test_not_every_proxy_is_believed(tmp_path):
    said = refusal(tmp_path, "", FORWARDED_ALLOW_IPS="*")
    assert "FORWARDED_ALLOW_IPS" in said


@pytest.mark.parametrize("longer", ["hours: 9", "idle_minutes: 61"])
def test_sessions_are_no_longer_than_promised(tmp_path, longer):
    said = refusal(tmp_path, f"\nsign_in: {{{longer}}}\n")
    assert "hours" in said


@pytest.mark.parametrize(
    ("file", "said"), [("secret.txt", "must begin with https"), ("none.txt", "none.txt")]
)
def test_a_provider_needs_https_and_its_secret(tmp_path, file, said):
    (tmp_path / "secret.txt").write_text("canary-17")
    answer = refusal(tmp_path, OPENID.replace("FILE", file))
    assert said in answer
    assert "canary-17" not in answer
