"""What datasets/ said when they were last published, whoever has published since."""

from pathlib import Path

import ledger
from curation.releases import datasets
from curation.releases.bootstrap import publish_first_release
from curation.releases.proposed_release import read_published_datasets
from curation.workspace import Workspace
from ledger import Provenance
from tests.helpers.reviews import publish_folder_now
from tests.helpers.small_desk import LISTS, REPORTED, signed_in, write_folder

JANUARY = "visits.q.340200..2024-01"


def folder_of(workspace: Workspace) -> Path:
    return workspace.local_folder.parent / "tables"


def publish(workspace: Workspace) -> None:
    publish_folder_now(workspace, signed_in(workspace, "zhao"), folder_of(workspace), reason="改报")


def test_what_datasets_said_last_is_no_release_once_others_have_published(small):
    def said() -> tuple[int, dict[str, str]]:
        state = read_published_datasets(small.store)
        figures = dict(zip(state.figures["key"], state.figures["as_reported"], strict=True))
        return state.release.number, figures

    assert said() == (1, REPORTED)
    write_folder(folder_of(small), {**REPORTED, JANUARY: "33人"}, sources=LISTS["sources"][:1])
    publish(small)
    assert said() == (1, {**REPORTED, JANUARY: "33人"})
    assert [each["id"] for each in read_published_datasets(small.store).sources] == ["s"]


def test_before_others_publish_what_datasets_said_is_the_release(tmp_path):
    store = ledger.open_store(str(tmp_path / "store"))
    assert store.head() is None
    folder = write_folder(tmp_path / "tables")
    publish_first_release(store, folder)
    state = read_published_datasets(store)
    assert (state.release, len(state.figures)) == (store.head(), 8)
    store.write(
        1, None, {"sources": []}, Provenance(author="x", reason="x", notes={"datasets_sha256": "0"})
    )
    state = read_published_datasets(store)
    assert (state.release, state.sources) == (store.head(), [])


def test_a_store_that_was_not_started_from_datasets_has_none(tmp_path):
    store = ledger.open_store(str(tmp_path / "store"))
    state = datasets.read_datasets(write_folder(tmp_path / "tables"))
    store.write(0, state.figures, state.codes, Provenance(author="x", reason="x"))
    assert read_published_datasets(store) is None


def test_a_later_start_compares_the_folder_with_what_it_said_itself(small):
    folder = folder_of(small)
    write_folder(folder, {**REPORTED, JANUARY: "33人"})
    assert publish_first_release(small.store, folder).datasets_differ is True
    publish(small)
    assert publish_first_release(small.store, folder).datasets_differ is False
    comment = folder / "sources.yaml"
    comment.write_bytes(b"# looked at again\n" + comment.read_bytes())
    assert publish_first_release(small.store, folder).datasets_differ is False
    write_folder(folder, {**REPORTED, JANUARY: "30人"})
    assert publish_first_release(small.store, folder).datasets_differ is True
