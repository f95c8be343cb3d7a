import csv
import shutil
import sqlite3
from collections import Counter

import pytest

from tests.helpers.command_line import HAISHU, SAYING_WHO, apart, manage, table
from tests.helpers.report_copy import REPORT, SHIPPED
from tests.helpers.servers import own_config, shipped_config

FIGURE = {
    *("indicator", "programme", "ref_area", "breakdown", "time_period", "as_reported", "value"),
    *("value_low", "value_high", "qualifier", "obs_status", "source", "locator", "note"),
    *("key", "unit", "kind", "topic", "indicator_name", "programme_name", "ref_area_name"),
    *("breakdown_name", "source_name"),
}
TRAINED = "supervisors_trained.ningbo-supervision.330200..2024-01/2024-11"


@pytest.mark.programs
def test_the_first_command_on_an_empty_store_publishes_the_datasets(tmp_path):
    shipped_config(tmp_path)
    figures = apart(tmp_path, "figures", "--json").json
    with (SHIPPED / "figures.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert Counter((figure["indicator"], figure["as_reported"]) for figure in figures) == Counter(
        (row["indicator"], row["as_reported"]) for row in rows
    )


def test_a_figure_is_told_with_its_names_and_bounds(folder):
    figures = manage(folder, "figures", "--json").json
    assert len(figures) == 49
    assert all(set(figure) == FIGURE for figure in figures)
    (trained,) = [figure for figure in figures if figure["key"] == TRAINED]
    assert trained["as_reported"] == "4315人"
    assert (trained["value"], trained["value_low"], trained["value_high"]) == (4315, 4315, 4315)
    assert trained["ref_area_name"] == {"zh": "宁波市", "en": "Ningbo City"}
    assert trained["breakdown_name"] is None
    assert trained["unit"] == "人"
    (target,) = [f for f in figures if f["indicator"] == "supervision_coverage_target"]
    assert (target["value_low"], target["value_high"]) == (50, None)


def test_a_dump_is_the_datasets_again_and_publishes_what_is_changed_in_it(folder):
    out = folder / "d"
    assert "49" in manage(folder, "dump", "--out", out, "--lang", "en").out
    assert (out / "areas.csv").read_bytes() == (REPORT / "areas.csv").read_bytes()
    same = manage(folder, "publish", out, *SAYING_WHO, "--json")
    assert (same.status, same.json["release"], same.json["added"]) == (0, 1, 0)
    text = (out / "figures.csv").read_text(encoding="utf-8")
    (out / "figures.csv").write_text(
        text.replace("4315人,4315,4315,4315", "4351人,,,"), encoding="utf-8"
    )
    done = manage(folder, "publish", out, *SAYING_WHO, "--json").json
    assert {key: done[key] for key in ("release", "added", "changed", "removed")} == {
        "release": 2,
        "added": 0,
        "changed": 1,
        "removed": 0,
    }
    assert (done["shape"], done["figures"]) == ("tidy", 49)
    found = manage(folder, "compare", 1, 2, "--json").json
    (changed,) = found["changed"]
    assert (changed["key"], changed["old_value"], changed["new_value"]) == (TRAINED, 4315, 4351)
    assert round(changed["percent"], 3) == 0.834
    assert (found["added"], found["removed"], found["codes"]) == ([], [], [])
    releases = manage(folder, "history", "--json").json
    assert [release["release"] for release in releases] == [2, 1]
    assert [release["author"] for release in releases] == ["operator:LI", "operator:start"]
    assert (releases[0]["reason"], releases[0]["kind"], releases[0]["figures"]) == (
        "十月",
        "publish",
        49,
    )


def test_datasets_publish_the_difference_and_leave_what_staff_published(folder):
    copy = folder / "datasets"
    shutil.copytree(REPORT, copy)
    (folder / "f.csv").write_text(table(HAISHU), encoding="utf-8")
    assert manage(folder, "publish", "f.csv", *SAYING_WHO, "--json").json["release"] == 2
    assert manage(folder, "publish", copy, *SAYING_WHO, "--json").json["release"] == 2
    text = (copy / "figures.csv").read_text(encoding="utf-8")
    (copy / "figures.csv").write_text(
        text.replace("4315人,4315,4315,4315", "4351人,4351,4351,4351"), encoding="utf-8"
    )
    done = manage(folder, "publish", "datasets", *SAYING_WHO, "--json").json
    assert (done["release"], done["added"], done["changed"], done["removed"]) == (3, 0, 1, 0)
    assert len(manage(folder, "figures", "--json").json) == 50


def test_an_earlier_release_is_restored_as_a_new_one(folder):
    (folder / "f.csv").write_text(table(HAISHU), encoding="utf-8")
    manage(folder, "publish", "f.csv", *SAYING_WHO)
    done = manage(folder, "restore", 1, "--by", "LI", "--reason", "复原", "--lang", "en")
    assert done.out == "Release 1 restored as release 3: 0 added, 0 changed, 1 removed\n"
    assert (
        manage(folder, "figures", 3, "--json").json == manage(folder, "figures", 1, "--json").json
    )
    assert len(manage(folder, "figures", 2, "--json").json) == 50
    again = manage(folder, "restore", 1, "--by", "LI", "--reason", "复原")
    assert (again.status, again.err) == (1, "当前内容与第1版相同，无需恢复。\n")
    missing = manage(folder, "figures", 9)
    assert (missing.status, missing.out, missing.err) == (1, "", "没有第9版。\n")


def test_verify_names_an_altered_file_and_an_altered_trail(folder):
    (folder / "f.csv").write_text(table(HAISHU), encoding="utf-8")
    manage(folder, "publish", "f.csv", *SAYING_WHO)
    whole = manage(folder, "verify", "--json")
    assert (whole.status, whole.json) == (0, [])
    part = next((folder / "store" / "figures").glob("*.parquet"))
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(data)
    found = manage(folder, "verify", "--json")
    assert found.status == 1
    (fault,) = found.json
    assert (fault["code"], fault["place"]) == ("altered", f"figures/{part.name}")


def test_verify_names_the_first_altered_row_of_the_trail(folder):
    manage(folder, "accounts", "create", "zhao", "--by", "LI")
    (folder / "f.csv").write_text(table(HAISHU), encoding="utf-8")
    manage(folder, "publish", "f.csv", *SAYING_WHO)
    assert manage(folder, "verify", "--json").json == []
    with sqlite3.connect(folder / "store" / "accounts.db") as db:
        triggers = db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            db.execute(f"DROP TRIGGER {name}")
        db.execute("UPDATE audit SET who = 'operator:WANG' WHERE number = 2")
    db.close()
    (fault,) = manage(folder, "verify", "--json").json
    assert (fault["code"], fault["place"], fault["level"]) == ("audit_changed", "2", "error")
    (folder / "store" / "accounts.db").unlink()
    codes = [fault["code"] for fault in manage(folder, "verify", "--json").json]
    assert codes == ["audit_cut", "unaudited"], "the release knows of a longer trail"


def test_a_backup_fills_an_empty_store_with_the_same_releases(folder, tmp_path_factory):
    (folder / "f.csv").write_text(table(HAISHU), encoding="utf-8")
    manage(folder, "publish", "f.csv", *SAYING_WHO)
    manage(folder, "accounts", "create", "zhao", "--area", "330203", "--by", "LI")
    assert manage(folder, "backup", "b.tar").status == 0
    other = tmp_path_factory.mktemp("other")
    own_config(other)
    assert manage(other, "load-backup", folder / "b.tar").status == 0
    assert manage(other, "history", "--json").json == manage(folder, "history", "--json").json
    (account,) = manage(other, "accounts", "list", "--json").json
    assert (account["name"], account["role"], account["area"]) == ("zhao", "staff", "330203")
    assert manage(other, "verify", "--json").json == []
    again = manage(other, "load-backup", folder / "b.tar")
    assert again.status == 1
