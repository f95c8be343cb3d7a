"""What one account says a label means is nobody else's until a reviewer shares it."""

import json

import pytest

from auth import Actor
from curation.drafts.draft_editing import change_draft, create_draft, review_draft
from curation.drafts.draft_publishing import accept_draft, publish_draft, submit_draft
from curation.errors import StateChangedError
from curation.releases.upload_review import Review, Upload, check_upload
from curation.remembered_labels import (
    list_answers,
    load_remembered_subjects,
    read_answers,
    remember_labels,
    share_answer,
)
from curation.upload_answers import Answers
from curation.workspace import Workspace
from file_formats import yaml
from intake.model.reference import Reference
from intake.model.upload_labels import RememberedLabels, Suggestion
from intake.values.indicator_matching import match_indicators
from tests.helpers.reviews import publish_now, reviewed_now
from tests.helpers.small_desk import MEMBERS, VISITS, indicator, signed_in

SAID = {"*": "核对过"}


def yearbook(label: str, *, area: str = "合肥市", count: int = 5) -> tuple[str, bytes]:
    """A table of one label, without a code."""
    rows = f"地区,2022年,2023年\n海曙区,3,{count}\n{area},4,6\n"
    return ("y.csv", f"{label}情况\n单位：人\n{rows}".encode())


def read(workspace: Workspace, who: Actor, label: str, **more: str) -> Review:
    """Check a table of a label as somebody."""
    return check_upload(workspace, who, Upload([yearbook(label)], answers=Answers(**more)))


def meant(review: Review) -> dict[str, str]:
    """What each label of an upload is taken for, where that is certain."""
    return {label.text: label.code for label in review.checked.labels if label.sure}


def say(workspace: Workspace, who: Actor, code: str, label: str = "下乡") -> None:
    """Publish a table whose label somebody answers."""
    answers = Answers(source="s", indicators={label: code})
    upload = Upload([yearbook(label, count=9)], answers=answers)
    publish_now(workspace, who, upload, reason="x", explanations=SAID)


def test_a_wrong_answer_changes_nothing_for_the_next_person(small: Workspace) -> None:
    say(small, signed_in(small, "zhao"), "members")
    assert meant(read(small, signed_in(small, "zhao"), "下乡"))["下乡"] == "members"
    other = read(small, signed_in(small, "sun"), "下乡")
    assert "下乡" not in meant(other)
    assert "indicator" in {problem.code.partition("_")[0] for problem in other.errors}


@pytest.mark.parametrize("label", ["走访职工", "Visits", "走访 职工", "ＶＩＳＩＴＳ"])
def test_a_published_name_is_not_read_as_anything_else(small: Workspace, label: str) -> None:
    zhao = signed_in(small, "zhao")
    review = read(small, zhao, label, indicators={label: "members"})  # type: ignore[arg-type]
    assert "members" not in meant(review).values()
    assert set(meant(review).values()) >= {"visits"}
    (refused,) = [problem for problem in review.errors if problem.code == "answer_refused"]
    assert "走访职工" in refused.expected


def test_a_remembered_answer_gives_way_to_a_name_that_is_published_later(small: Workspace) -> None:
    zhao = signed_in(small, "zhao")
    say(small, zhao, "members")
    entry = indicator("xiaxiang", "下乡", "次", "flow", "sum")
    definition = ("d.yaml", yaml.dump_yaml({"indicators": [entry]}))
    publish_now(small, zhao, Upload([definition]), reason="x", explanations=SAID)
    assert meant(read(small, zhao, "下乡"))["下乡"] == "xiaxiang"


def test_a_published_area_is_not_read_as_another(small: Workspace) -> None:
    zhao = signed_in(small, "zhao")
    review = read(small, zhao, "走访职工", areas={"海曙区": "340200"})  # type: ignore[arg-type]
    assert set(review.proposal.changes.areas) == {"330203", "340100"}


def defined(small: Workspace, who: str, **changes: object) -> set[str]:
    """The errors of an upload that defines an indicator."""
    entry = indicator("other", "别的指标", "人", "flow", "sum") | {"name": {"zh": "别的指标"}}
    data = yaml.dump_yaml({"indicators": [{**entry, **changes}]})
    review = check_upload(small, signed_in(small, who), Upload([("d.yaml", data)]))
    return {problem.code for problem in review.errors}


@pytest.mark.parametrize(
    "changes",
    [
        {"name": {"zh": "走访职工", "en": "Other"}},
        {"name": {"zh": "走訪職工", "en": "Other"}},
        {"name": {"zh": "走访 职工", "en": "Other"}},
        {"name": {"zh": "别的", "en": "ＶＩＳＩＴＳ"}},
        {"name": {"zh": "别的", "en": "Vіsits"}},  # a Cyrillic letter
        {"name": {"zh": "1、走访职工①", "en": "Other"}},
        {"terms": ["走访职工"]},
        {"terms": ["会员"]},
        {"terms": ["visits"]},
        {"terms": ["会员人"]},  # a name and its classifier
        {"classifiers": ["走访职工"]},
        {"name": {"zh": "visits", "en": "x"}},  # the code of another
        {"name": {"zh": "走访·职工", "en": "Other"}},
        {"name": {"zh": "“走访职工”", "en": "Other"}},
        {"name": {"zh": "走访（职工）", "en": "Other"}},
        {"name": {"zh": "走访职工\ufe0f", "en": "Other"}},  # a selector of variants
        {"name": {"zh": "走访职工\u0301", "en": "Other"}},  # a mark on the last letter
        {"name": {"zh": "走访\u3164职工", "en": "Other"}},  # a letter that is not printed
        {"name": {"zh": "会员（人）", "en": "Other"}},
        {"name": {"zh": "别的", "en": "VIS-ITS"}},
        {"name": {"zh": "别的", "en": "\u1d20isits"}},  # a small capital
        {"breakdowns": [{"code": "m", "name": {"zh": "会员", "en": "M"}}]},
        {"breakdowns": [{"code": "m", "name": {"zh": "别的", "en": "Visits"}}]},
    ],
)
def test_a_name_term_or_classifier_of_another_is_refused(small: Workspace, changes: dict) -> None:
    for who in ("zhao", "li", "qian"):
        assert "definition_taken" in defined(small, who, **changes)


@pytest.mark.parametrize(
    ("path", "other"),
    [
        (("组织建设", "走访职工"), {"name": {"zh": "组织建设"}, "breakdowns": ["走访职工"]}),
        (("会员", "本市", "女"), {"name": {"zh": "本市"}, "breakdowns": ["女"]}),
        (("基本情况", "走访职工"), {"name": {"zh": "基本情况走访职工"}}),
        (("一、工作完成情况", "会员", "女"), {"name": {"zh": "工作完成情况会员女"}}),
    ],
)
def test_a_heading_that_names_nothing_does_not_turn_a_published_name_into_another(
    path: tuple[str, ...], other: dict
) -> None:
    """It stays certain, or the next person is asked."""
    entry = indicator("other", "别的指标", "人", "stock", "last") | other
    entry["breakdowns"] = [
        {"code": "p", "name": {"zh": name, "en": "p"}} for name in other.get("breakdowns", ())
    ]

    def meaning(*indicators: object) -> list[Suggestion]:
        reference = Reference(indicators=(VISITS, MEMBERS, *indicators))  # type: ignore[arg-type]
        return match_indicators(path, "人", reference, RememberedLabels())

    (certain,) = meaning()
    assert certain.score == 1
    asked = meaning(entry)
    assert certain.code in [each.code for each in asked]
    assert all(each.score < 1 for each in asked if each.code != certain.code)


def test_what_is_ones_own_may_be_defined_again(small: Workspace) -> None:
    assert defined(small, "zhao") == set()
    data = yaml.dump_yaml({"indicators": [{**VISITS, "terms": ["下基层"]}]})
    review = check_upload(small, signed_in(small, "zhao"), Upload([("d.yaml", data)]))
    assert {problem.code for problem in review.errors} == set()


def test_two_new_indicators_of_one_upload_cannot_have_one_name(small: Workspace) -> None:
    entries = [indicator(code, "新指标", "人", "flow", "sum") for code in ("aa", "bb")]
    data = yaml.dump_yaml({"indicators": entries})
    review = check_upload(small, signed_in(small, "zhao"), Upload([("d.yaml", data)]))
    assert "definition_taken" in {problem.code for problem in review.errors}


@pytest.mark.parametrize(
    ("subject", "unit"),
    [
        ("走访职工", "名"),
        ("走訪 職工", "名"),
        ("Visits", "名"),
        ("入户慰问", "名"),
        ("入户慰问人", "名"),
        ("名走访职工", "名"),
        ("走访职工名", "名"),
        ("入户慰", "问"),
        ("走职", "名"),
    ],
)
def test_a_word_of_a_published_indicator_in_a_report_means_nothing_else(
    small: Workspace, subject: str, unit: str
) -> None:
    zhao = signed_in(small, "zhao")
    visits = {**VISITS, "terms": ["入户慰问"], "classifiers": ["人", "名"]}
    said = {f"{subject}\t{unit}": "members", f"下乡\t{unit}": "members"}
    remember_labels(small, zhao, Answers(subjects=said))
    known = load_remembered_subjects(small, zhao, [visits])
    assert known == {("下乡", unit): ("members", "")}
    remember_labels(small, zhao, Answers(subjects={f"{subject}\t{unit}": "visits"}))
    known = load_remembered_subjects(small, zhao, [visits])
    assert known[subject, unit] == ("visits", "")


def test_labels_of_version_0_2_count_for_everybody(small: Workspace) -> None:
    folder = small.local_folder / "labels"
    folder.mkdir()
    state = {"indicators": {"下乡": "visits"}, "areas": {}, "subjects": {}}
    (folder / "000001.json").write_text(json.dumps(state), "utf-8")
    for who in ("zhao", "sun"):
        assert meant(read(small, signed_in(small, who), "下乡"))["下乡"] == "visits"


def test_an_answer_that_changes_behind_a_page_is_not_published_by_it(small: Workspace) -> None:
    zhao, qian = signed_in(small, "zhao"), signed_in(small, "qian")
    remember_labels(small, qian, Answers(indicators={"下乡": "members"}))
    share_answer(small, qian, list_answers(small, qian)[0].seen)
    draft = create_draft(small, zhao, [yearbook("下乡")])
    draft = change_draft(small, zhao, draft.seen, explanations=SAID)
    _, shown = review_draft(small, zhao, draft.id)
    assert set(meant(shown).values()) == {"members"}
    remember_labels(small, qian, Answers(indicators={"下乡": "visits"}))
    (other,) = [each for each in list_answers(small, qian) if not each.shared]
    share_answer(small, qian, other.seen)
    with pytest.raises(StateChangedError) as failed:
        publish_draft(small, zhao, draft.seen, reason="x", reviewed=shown.seen)
    (told,) = failed.value.since
    assert (told.who, told.what, told.reason) == ("qian", "access.event_label_shared", "下乡")
    assert small.store.release().number == 2


def test_a_submitted_draft_keeps_the_answers_that_its_author_saw(open_two) -> None:
    strict = open_two(approval=True)
    zhao, qian = signed_in(strict, "zhao"), signed_in(strict, "qian")
    remember_labels(strict, zhao, Answers(indicators={"下乡": "visits"}))
    draft = create_draft(strict, zhao, [yearbook("下乡")], answers=Answers(source="s"))
    draft = change_draft(strict, zhao, draft.seen, explanations=SAID)
    draft = submit_draft(
        strict, zhao, draft.seen, reason="x", reviewed=reviewed_now(strict, draft.id)
    )
    remember_labels(strict, zhao, Answers(indicators={"下乡": "members"}))
    remember_labels(strict, qian, Answers(indicators={"下乡": "members"}))
    _, seen_by_reviewer = review_draft(strict, qian, draft.id)
    assert meant(seen_by_reviewer)["下乡"] == "visits"
    released = accept_draft(
        strict, qian, draft.seen, reviewed=reviewed_now(strict, draft.id, 2)
    ).release
    assert set(strict.store.read(released.number).figures["indicator"]) >= {"visits"}
    # The reviewer has answered nothing by accepting.
    codes = {(each.who, each.code) for each in read_answers(strict) if each.label == "下乡"}
    assert ("qian", "visits") not in codes
