"""The files of deploy/: they say what the program says, and the programs they are for take them."""

import configparser
import re
import shutil
import subprocess
import tomllib

import pytest

import settings
from tests.helpers.processes import DEPLOY, ROOT, values_of

NGINX = (DEPLOY / "nginx.conf").read_text()
UNITS = sorted(DEPLOY.glob("*.service"))


def test_nginx_takes_files_as_large_as_the_dashboard_does():
    streamlit = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    allowed = settings.load_settings().limits.size_mb
    assert streamlit["server"]["maxUploadSize"] == allowed
    (taken,) = re.findall(r"client_max_body_size (\d+)m;", NGINX)
    assert int(taken) == allowed + 1  # the form around the file


def test_every_process_stands_in_every_place_of_nginx():
    ports = set(re.findall(r"127\.0\.0\.1:(\d+) max_fails", NGINX))
    for name in ("any", "first", "second"):
        (block,) = re.findall(rf"upstream {name} {{(.*?)}}", NGINX, re.DOTALL)
        assert set(re.findall(r"127\.0\.0\.1:(\d+)", block)) == ports
    assert set(re.findall(r'"~127\\\.0\\\.0\\\.1:(\d+)\$"', NGINX)) == ports


def test_a_place_with_headers_of_its_own_repeats_all_of_them():
    head = re.compile(r"proxy_set_header (\S+)")
    site = NGINX[NGINX.index("listen 443 ssl http2") :]
    whole = set(head.findall(site.partition("location")[0]))
    for place in re.findall(r"location [^{]*{([^}]*)}", site):
        own = set(head.findall(place))
        assert not own or own >= whole


def test_the_environment_names_options_that_exist():
    from streamlit.config import get_config_options

    known = {option.env_var for option in get_config_options().values()}
    named = {name for name in values_of(DEPLOY / "environment") if name.startswith("STREAMLIT")}
    assert len(named) == 3
    assert named <= known
    assert settings.CONFIG_VARIABLE in values_of(DEPLOY / "environment")


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_is_what_systemd_reads(unit, tmp_path):
    text = unit.read_text()
    for program in re.findall(r"/opt/dashboard/(deploy/\S+)", text):
        assert (ROOT / program).stat().st_mode & 0o100
    parsed = configparser.RawConfigParser(strict=False)
    parsed.read_string(text)
    hardened = {"nonewprivileges": "yes", "protectsystem": "strict", "privatetmp": "yes"}
    assert hardened.items() <= dict(parsed["Service"]).items()
    if shutil.which("systemd-analyze") is None:
        return
    # systemd looks whether the programs are there.
    copy = tmp_path / unit.name
    copy.write_text(re.sub(r"(Exec\w+=\+?)/\S+", r"\1/bin/true", text))
    done = subprocess.run(["systemd-analyze", "verify", copy], capture_output=True, text=True)
    assert unit.name not in done.stderr, done.stderr
