"""A container (XLSX, DOCX) on each border, and a folder that appears whole or not at all."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from file_formats import FileFormatError, FileLimits, archive, verified_folder
from file_formats.verified_folder import NotVerifiedFolderError

MAIN = "word/document.xml"


def packed(parts: dict[str, bytes], how: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return out.getvalue()


def refusal(data: bytes, **limits: int) -> tuple[str, dict[str, object]]:
    with pytest.raises(FileFormatError) as refused:
        archive.unpack_archive(data, FileLimits(**limits))
    return refused.value.code, dict(refused.value.values)


def test_as_many_parts_and_bytes_as_are_taken_and_no_more() -> None:
    two = packed({"a.xml": b"x" * 40, "b.xml": b"y" * 60})
    assert archive.unpack_archive(
        two, FileLimits(members=2, unpacked_size=100, member_size=60)
    ) == {
        "a.xml": b"x" * 40,
        "b.xml": b"y" * 60,
    }
    assert refusal(two, members=1) == ("too_many_members", {"limit": 1, "found": 2})
    assert refusal(two, unpacked_size=99) == ("unpacked_too_large", {"limit": 99, "found": 100})
    assert refusal(two, member_size=59) == ("member_too_large", {"limit": 59, "found": 60})


def test_a_small_part_may_be_packed_as_well_as_it_likes() -> None:
    small, large = 64 * 1024, 64 * 1024 + 1
    tight = zipfile.ZIP_DEFLATED
    assert archive.unpack_archive(packed({"a.xml": b" " * small}, tight), FileLimits(ratio=1))
    code, values = refusal(packed({"a.xml": b" " * large}, tight), ratio=100)
    assert (code, values["limit"]) == ("packed_too_tightly", 100)
    size = zipfile.ZipFile(io.BytesIO(packed({"a.xml": b" " * large}, tight))).infolist()[0]
    assert values["found"] == large // size.compress_size
    # As many times as are allowed, and one less.
    times = -(-large // size.compress_size)
    assert archive.unpack_archive(packed({"a.xml": b" " * large}, tight), FileLimits(ratio=times))
    assert refusal(packed({"a.xml": b" " * large}, tight), ratio=times - 1)[0] == (
        "packed_too_tightly"
    )


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("XL/VBAPROJECT.BIN", "macros"),
        ("word/vbaData.xml", "macros"),
        ("xl/macrosheets/sheet1.xml", "macros"),
        ("xl/MacroSheets/sheet1.xml", "macros"),
        ("xl/externalLinks/externalLink1.xml", "external_links"),
        ("XL/EXTERNALLINKS/a.xml", "external_links"),
    ],
)
def test_what_would_run_or_reach_out_is_known_by_its_name(name: str, code: str) -> None:
    assert refusal(packed({"a.xml": b"", name: b"x"})) == (code, {})


@pytest.mark.parametrize("name", ["xl/media/a.xml", "a.bin", "a.PNG", "docs/a.txt"])
def test_what_is_not_needed_stays_packed(name: str) -> None:
    assert archive.unpack_archive(packed({"a.XML": b"x", name: b"<!DOCTYPE x>"}), FileLimits()) == {
        "a.XML": b"x",
        name: b"",
    }


@pytest.mark.parametrize(
    ("name", "part", "code"),
    [
        ("a.xml", b"\xff\xfe<\0x", "xml_encoding"),
        ("a.xml", b"\xfe\xff\0<", "xml_encoding"),
        ("a.xml", b"<\0x\0", "xml_encoding"),
        ("a.xml", b"\0<\0x", "xml_encoding"),
        ("a.xml", b"<x/><!ENTITY a 'b'>", "xml_doctype"),
        ("a.rels", b"<!DOCTYPE x>", "xml_doctype"),
        ("[Content_Types].xml", b"application/vnd.ms-excel.sheet.macroEnabled", "macros"),
        ("a.xml", b"<f>cmd|'/C calc'!A0</f>", "dde"),
        ("a.xml", b"<f t='array'>DDE|x!y</f>", "dde"),
        ("a.rels", b"<Relationship TargetMode='External' Type='x/image'/>", "external_links"),
        ("a.rels", b"<p:Relationship TargetMode='External' Type='x/image'/>", "external_links"),
    ],
)
def test_what_a_part_says_is_looked_at_before_anything_parses_it(name, part, code) -> None:
    name_shown = {"xml_encoding": name, "xml_doctype": name, "dde": name}.get(code, "")
    with pytest.raises(FileFormatError) as refused:
        archive.unpack_archive(packed({name: part}), FileLimits())
    assert (refused.value.code, refused.value.value) == (code, name_shown)


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("a.xml", b"macroEnabled"),
        ("a.xml", b"<f>A1|B1</f><v>!</v>"),
        ("a.xml", b"<f>'a'!B1</f>"),
        ("a.rels", b"<Relationship TargetMode='External' Type='http://x/hyperlink'/>"),
        ("a.rels", b"<Relationship Type='x/image' Target='../media/a.png'/>"),
        ("a.rels", b"<Relationships External='1'/>"),
        ("a.rels", b"<f>cmd|'/C calc'!A0</f>"),
    ],
)
def test_what_only_looks_like_it_passes(name: str, part: bytes) -> None:
    assert archive.unpack_archive(packed({name: part}), FileLimits()) == {name: part}


def test_long_names_of_parts_are_told_in_part() -> None:
    name = "a" * 100 + ".xml"
    for part in (b"\xff\xfe", b"<!DOCTYPE x>", b"<f>a|b!c</f>"):
        with pytest.raises(FileFormatError) as refused:
            archive.unpack_archive(packed({name: part}), FileLimits())
        assert refused.value.value == "a" * 80


def test_parts_are_packed_again_as_they_are() -> None:
    parts = {"a/b.xml": b"x" * 1000, "c.rels": b""}
    data = archive.pack_archive(parts)
    with zipfile.ZipFile(io.BytesIO(data)) as again:
        assert {name: again.read(name) for name in again.namelist()} == parts
        assert {each.compress_type for each in again.infolist()} == {zipfile.ZIP_STORED}


# Folders that appear whole


FILES = {"a.html": b"one", "b/c.html": b"two"}


def test_a_folder_is_read_as_it_was_written(tmp_path: Path) -> None:
    verified_folder.write_verified_folder(tmp_path / "x" / "kept", FILES, {"release": 7})
    found = verified_folder.open_verified_folder(tmp_path / "x" / "kept")
    assert found is not None
    assert (found.path, dict(found.about)) == (tmp_path / "x" / "kept", {"release": 7})
    assert {name: found.get(name) for name in (*FILES, "contents.json", "d", "../x")} == {
        **FILES, "contents.json": None, "d": None, "../x": None,
    }  # fmt: skip
    assert sorted(found.hashes) == sorted(FILES)
    # It is its owner's to read, and nothing else is left beside it.
    assert (tmp_path / "x" / "kept").stat().st_mode & 0o777 == 0o700
    assert [path.name for path in (tmp_path / "x").iterdir()] == ["kept"]


def test_an_altered_or_missing_file_is_none(tmp_path: Path) -> None:
    verified_folder.write_verified_folder(tmp_path / "kept", FILES, {})
    found = verified_folder.open_verified_folder(tmp_path / "kept")
    assert found is not None
    (tmp_path / "kept" / "a.html").write_bytes(b"onE")
    (tmp_path / "kept" / "b" / "c.html").unlink()
    assert (found.get("a.html"), found.get("b/c.html")) == (None, None)


@pytest.mark.parametrize("told", [b"", b"[]", b"{}", b'{"about": {}}', b'{"about": 1, "files": 2}'])
def test_a_list_that_makes_no_sense_is_no_folder_of_ours(tmp_path: Path, told: bytes) -> None:
    assert verified_folder.open_verified_folder(tmp_path) is None
    (tmp_path / verified_folder.CONTENTS).write_bytes(told)
    assert verified_folder.open_verified_folder(tmp_path) is None


def test_one_of_before_is_replaced_and_nothing_else(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()  # an empty folder may be taken
    verified_folder.write_verified_folder(kept, FILES, {"n": 1})
    verified_folder.write_verified_folder(kept, {"z.html": b"three"}, {"n": 2})
    found = verified_folder.open_verified_folder(kept)
    assert found is not None
    assert (found.about["n"], sorted(path.name for path in kept.iterdir())) == (
        2, ["contents.json", "z.html"],
    )  # fmt: skip
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    for other in ("file", "folder"):
        place = tmp_path / other
        if other == "file":
            place.write_text("mine")
        else:
            place.mkdir()
            (place / "mine").write_text("mine")
        with pytest.raises(NotVerifiedFolderError) as refused:
            verified_folder.write_verified_folder(place, FILES, {})
        assert (refused.value.path, str(refused.value)) == (place, str(place))
        assert (place if place.is_file() else place / "mine").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder", "kept"]


def test_between_two_renames_the_one_of_before_is_served(tmp_path: Path) -> None:
    """As a power cut would leave it; the next one written puts it right."""
    kept, before = tmp_path / "kept", tmp_path / "kept.before"
    verified_folder.write_verified_folder(kept, FILES, {"n": 1})
    kept.rename(before)
    found = verified_folder.open_verified_folder(kept)
    assert found is not None
    assert (found.path, found.get("a.html")) == (before, b"one")
    verified_folder.write_verified_folder(kept, FILES, {"n": 2})
    assert not before.exists()
    verified_folder.write_verified_folder(before, FILES, {"n": 3})
    verified_folder.write_verified_folder(kept, FILES, {"n": 4})
    assert not before.exists()
    now = verified_folder.open_verified_folder(kept)
    assert now is not None
    assert now.about["n"] == 4


def test_what_cannot_be_written_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "kept"
    verified_folder.write_verified_folder(kept, FILES, {"n": 1})
    with pytest.raises(FileExistsError):
        verified_folder.write_verified_folder(kept, {"contents.json": b"x"}, {"n": 2})
    rename = Path.rename

    def broken(self: Path, target: Path) -> Path:
        if self.name.startswith(".kept-"):
            raise OSError("the disk is full")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", broken)
    with pytest.raises(OSError, match="the disk is full"):
        verified_folder.write_verified_folder(kept, {"z": b"3"}, {"n": 3})
    found = verified_folder.open_verified_folder(kept)
    assert found is not None
    assert (found.about["n"], found.get("a.html")) == (1, b"one")
    assert os.listdir(tmp_path) == ["kept"]
