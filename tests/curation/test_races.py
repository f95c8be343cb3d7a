from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from auth import Role
from curation import append_only_folder
from curation.drafts import draft_editing, draft_publishing
from curation.errors import CurationError
from curation.workspace import Workspace
from ledger import ReleaseConflictError
from tests.helpers.reviews import reviewed_now
from tests.helpers.workspaces import HAISHU, notices, person, seen_now, upload, wordings


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run calls at the same moment; gives what they return or raise."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return call()
        except (ReleaseConflictError, CurationError) as fault:
            return fault

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_of_publishers_at_one_moment_exactly_one_wins_and_nothing_is_lost(
    open_workspace: Callable[..., Workspace],
):
    workspaces = [open_workspace() for _ in range(3)]
    people = [person(workspaces[0], f"p{n}") for n in range(3)]
    # Each as a process of its own would: another desk on the same store.
    made = [
        draft_editing.create_draft(
            workspace, actor, upload(notices(HAISHU, f"2024-0{n + 1}", n + 1))
        )
        for n, (workspace, actor) in enumerate(zip(workspaces, people, strict=True))
    ]
    left, number = [0, 1, 2], 1
    while left:
        found = at_once(
            *(
                lambda n=n, head=number: draft_publishing.publish_draft(
                    workspaces[n],
                    people[n],
                    seen_now(workspaces[n], made[n].id),
                    reason="x",
                    reviewed=reviewed_now(workspaces[n], made[n].id, head),
                )
                for n in left
            )
        )
        won = [
            n
            for n, each in zip(left, found, strict=True)
            if isinstance(each, draft_publishing.PublishResult)
        ]
        lost = [each for each in found if isinstance(each, ReleaseConflictError)]
        assert len(won) == 1
        assert len(lost) == len(left) - 1
        number += 1
        assert {each.head.author for each in lost} <= {people[won[0]].name}
        assert all(each.head.number == number for each in lost)
        left.remove(won[0])
    assert workspaces[0].store.head().number == 4
    assert len(wordings(workspaces[0])) == 52


def test_a_double_click_is_one_release_in_one_process_and_in_two(
    open_workspace: Callable[..., Workspace],
):
    first, second = open_workspace(), open_workspace()
    actor = person(first, "zhao")
    for month, pair in (("2024-01", (first, first)), ("2024-02", (first, second))):
        draft = draft_editing.create_draft(first, actor, upload(notices(HAISHU, month, 5)))
        head = first.store.head().number
        found = at_once(
            *(
                lambda workspace=workspace, name=draft.id, head=head: (
                    draft_publishing.publish_draft(
                        workspace,
                        actor,
                        seen_now(workspace, name),
                        reason="x",
                        reviewed=reviewed_now(workspace, name, head),
                    )
                )
                for workspace in pair
            )
        )
        assert [each.release.number for each in found] == [head + 1, head + 1]
    assert first.store.head().number == 3


def test_accepting_and_returning_at_one_moment_is_one_of_both(
    open_workspace: Callable[..., Workspace],
):
    workspace = open_workspace(approval=True)
    author = person(workspace, "zhao")
    boss = person(workspace, "qian", Role.REVIEWER)
    other = person(workspace, "wu", Role.REVIEWER)
    draft = draft_editing.create_draft(workspace, author, upload(notices(HAISHU, "2024-10", 12)))
    draft_publishing.submit_draft(
        workspace,
        author,
        seen_now(workspace, draft.id),
        reason="x",
        reviewed=reviewed_now(workspace, draft.id),
    )
    accepted, returned = at_once(
        lambda: draft_publishing.accept_draft(
            workspace,
            boss,
            seen_now(workspace, draft.id),
            reviewed=reviewed_now(workspace, draft.id, 1),
        ),
        lambda: draft_publishing.return_draft(
            workspace, other, seen_now(workspace, draft.id), reason="x"
        ),
    )
    final = draft_editing.read_draft(workspace, author, draft.id)
    if isinstance(accepted, draft_publishing.PublishResult):
        assert final.release == workspace.store.head().number == 2
    else:
        assert final.status == "returned"
        assert workspace.store.head().number == 1
        assert isinstance(returned, draft_editing.Draft)


def test_of_two_writers_of_one_state_the_second_is_told(tmp_path):
    found = at_once(
        *(lambda n=n: append_only_folder.add_state(tmp_path / "s", 1, {"n": n}) for n in range(4))
    )
    refused = [each for each in found if isinstance(each, CurationError)]
    assert [each.code for each in refused] == ["changed_meanwhile"] * 3
    number, state = append_only_folder.read_newest_state(tmp_path / "s")
    assert number == 1
    assert state["n"] in range(4)
    assert [path.name for path in (tmp_path / "s").iterdir()] == ["000001.json"]


def test_what_an_interrupted_write_leaves_is_no_state(tmp_path):
    append_only_folder.add_state(tmp_path, 1, {"n": 1})
    (tmp_path / ".part-abc").write_bytes(b'{"n": ')
    assert append_only_folder.read_newest_state(tmp_path) == (1, {"n": 1})


@pytest.mark.parametrize(
    "name", ["../x", "20260101000000000000-000000000000/../x", "", "x" * 300, "\0"]
)
def test_a_draft_that_is_none_is_refused(workspace, reviewer, name):
    with pytest.raises(CurationError) as refused:
        draft_editing.read_draft(workspace, reviewer, name)
    assert refused.value.code == "no_draft"
