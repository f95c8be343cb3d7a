"""`manage.py demo`: what it prints, what it makes, and where it makes nothing."""

import re

import pytest

import demonstration
from demonstration import folder as demonstration_folder
from tests.helpers.command_line import manage


@pytest.fixture
def quick(monkeypatch):
    """Only the first two releases: what they hold is tested in tests/demonstration."""
    monkeypatch.setattr(demonstration_folder, "PUBLICATIONS", demonstration_folder.PUBLICATIONS[:1])


def test_it_makes_a_folder_and_prints_a_link_for_each_account(quick, tmp_path):
    made = tmp_path / "made"
    done = manage(tmp_path, "demo", made, "--lang", "en")
    assert done.status == 0, done.err
    assert f"The demonstration is in {made}: 2 releases" in done.out
    links = re.findall(r"One-time link of (\S+) .*/claim\?token=(\S{40,})", done.out)
    assert [name for name, _ in links] == ["leader", "city-clerk", "county-clerk", "reviewer"]
    assert len({token for _, token in links}) == 4
    assert f"DASHBOARD_CONFIG={made}/config.yaml" in done.out
    assert sorted(path.name for path in made.iterdir()) == ["config.yaml", "store", "try"]
    assert manage(made, "verify").status == 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_folder_that_is_not_empty_is_refused_and_not_touched(tmp_path, language):
    taken = tmp_path / "taken"
    (taken / "inside").mkdir(parents=True)
    (taken / "inside" / "note.txt").write_text("ours")
    before = [(path, path.stat().st_mtime_ns) for path in sorted(taken.rglob("*"))]
    done = manage(tmp_path, "demo", taken, "--lang", language)
    assert (done.status, done.out, str(taken) in done.err) == (1, "", True)
    assert [(path, path.stat().st_mtime_ns) for path in sorted(taken.rglob("*"))] == before


def test_a_file_in_its_place_is_refused(tmp_path):
    (tmp_path / "file").write_text("ours")
    assert manage(tmp_path, "demo", tmp_path / "file").status == 1
    assert (tmp_path / "file").read_text() == "ours"


def test_an_empty_folder_is_filled_and_no_store_beside_it_is_made(quick, tmp_path):
    (tmp_path / "empty").mkdir()
    assert manage(tmp_path, "demo", tmp_path / "empty").status == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty"]


def test_what_was_interrupted_has_no_settings_and_is_not_served(monkeypatch, tmp_path):
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(demonstration_folder, "_upload_and_publish", stop)
    with pytest.raises(KeyboardInterrupt):
        demonstration.make_demonstration(tmp_path / "half")
    assert not (tmp_path / "half" / "config.yaml").exists()
