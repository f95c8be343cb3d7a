"""The public figures: checked, published, verified and told with their sources, as any others."""

from pathlib import Path

from tests.helpers.command_line import SAYING_WHO, manage
from tests.helpers.dataset_tables import table
from tests.helpers.report_copy import SHIPPED


def test_they_are_published_over_the_report_and_told_with_their_sources(folder: Path) -> None:
    checked = manage(folder, "check", SHIPPED, "--json").json
    assert (checked["problems"], checked["figures"]) == ([], len(table("figures")))
    done = manage(folder, "publish", SHIPPED, *SAYING_WHO, "--json").json
    assert (done["release"], done["changed"], done["removed"]) == (2, 0, 0)
    public = [row for row in table("figures") if row["source"] != "page-2024-11-05"]
    assert done["added"] == len(public) == 143
    assert manage(folder, "verify").status == 0
    sources = {entry["id"]: entry for entry in table("sources")}
    told = {
        (each["indicator"], each["ref_area"], each["time_period"], each["breakdown"]): each
        for each in manage(folder, "figures", "--sources", "--json").json
    }
    for row in public:
        figure = told[row["indicator"], row["ref_area"], row["time_period"], row["breakdown"]]
        source = sources[row["source"]]
        assert figure["as_reported"] == row["as_reported"]
        assert figure["source"] == row["source"]
        assert figure["source_title"] == source["title"]["zh"]
        assert figure["source_date"] == source["date_published"]
        assert figure["source_url"] == source["url"]
        assert (figure["locator"], figure["note"]) == (row["locator"], row["note"].split(" | ")[0])


def test_a_figure_and_its_source_are_printed_line_by_line(folder: Path) -> None:
    lines = manage(folder, "figures", "--sources", "--lang", "en").out.splitlines()
    start = lines.index("Supervision notices issued Ningbo City January–September 2024 177份")
    assert lines[start + 1 : start + 3] == [
        "  page-2024-11-05 Page of union news, ten pieces 2024-11-05",
        "  ningbo-supervision ¶9",
    ]
    assert lines[start + 3][:1] != " "
