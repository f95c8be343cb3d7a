"""A release of before has a period in another spelling: what is uploaded now is the same period."""

import pytest

from curation.releases.upload_review import Upload, check_upload
from curation.workspace import Workspace
from ledger import Provenance
from ledger.storage.data_files import COLUMNS
from tests.helpers.reviews import publish_folder_now, publish_now
from tests.helpers.small_desk import files, signed_in, write_folder
from tests.helpers.workspaces import wordings

SERIES = "visits.q.330100..{}"
OTHERS = ["2023-01/2023-12", "2023-01-01/2023-12-31"]
SAID = {"*": "核对过"}


@pytest.fixture
def older(small: Workspace, request: pytest.FixtureRequest) -> Workspace:
    """A desk whose newest release was written before periods had one spelling."""
    head = small.store.read()
    rows = head.figures[list(COLUMNS)].copy()
    is_old = (rows["indicator"] == "visits") & (rows["ref_area"] == "330100")
    rows.loc[is_old, "time_period"] = request.param
    small.store.write(
        head.release.number, rows, {}, Provenance(author="operator:test", reason="of before")
    )
    assert SERIES.format(request.param) in wordings(small)
    return small


each_spelling = pytest.mark.parametrize("older", OTHERS, indirect=True)


@each_spelling
@pytest.mark.parametrize("printed", ["2023", "2023年1—12月", "2023-01/2023-12"])
def test_an_upload_corrects_the_figure_in_whatever_spelling(older: Workspace, printed: str):
    zhao, before = signed_in(older, "zhao"), wordings(older)
    upload = Upload(files({SERIES.format(printed): "25人"}))
    publish_now(older, zhao, upload, reason="x", explanations=SAID)
    now = wordings(older)
    assert now[SERIES.format("2023")] == "25人"
    assert [key for key in now if key.startswith("visits.q.330100")] == [SERIES.format("2023")]
    assert len(now) == len(before)


@each_spelling
def test_what_is_published_cannot_be_appended_again(older: Workspace):
    upload = Upload(files({SERIES.format("2023"): "25人"}), "append")
    errors = check_upload(older, signed_in(older, "zhao"), upload).errors
    assert [problem.code for problem in errors] == ["already_published"]


@each_spelling
def test_what_replaces_an_indicator_removes_no_period_that_it_has(older: Workspace):
    zhao, before = signed_in(older, "zhao"), wordings(older)
    visits = {key: said for key, said in before.items() if key.startswith("visits.")}
    spelled = {key.replace(key.rpartition(".")[2], "2023") if "330100" in key else key: said
               for key, said in visits.items()}  # fmt: skip
    review = check_upload(older, zhao, Upload(files(spelled), "replace"))
    assert review.checked.removed == ()
    gone = {key: said for key, said in spelled.items() if "330100" not in key}
    review = check_upload(older, zhao, Upload(files(gone), "replace"))
    assert review.checked.removed == (SERIES.format("2023"),)
    keys = review.proposal.changes.keys
    assert [key for key in keys if "330100" in key] == [
        key for key in before if key.startswith("visits.q.330100")
    ]


def test_a_folder_is_published_in_one_spelling(small: Workspace, tmp_path):
    zhao = signed_in(small, "wu")
    folder = write_folder(tmp_path / "tables", {SERIES.format("2024-01/2024-12"): "30人"})
    publish_folder_now(small, zhao, folder, reason="x", explanation="核对过")
    assert wordings(small)[SERIES.format("2024")] == "30人"


def test_two_spellings_in_one_upload_are_told(small: Workspace):
    rows = {SERIES.format("2023"): "25人", SERIES.format("2023-01/2023-12"): "26人"}
    errors = check_upload(small, signed_in(small, "zhao"), Upload(files(rows))).errors
    assert [problem.code for problem in errors] == ["duplicate_key"]
