"""YAML is read as text and refused where it could mean something else."""

import time

import pytest

from file_formats import FileFormatError, yaml


def test_every_scalar_is_text() -> None:
    data = b"a: no\nb: 0123\nc: 12:30:00\nd:\ne: 2023-01\nf: ~\ng: 1.0\nh: .nan\n"
    assert yaml.load_yaml(data) == {
        "a": "no",
        "b": "0123",
        "c": "12:30:00",
        "d": "",
        "e": "2023-01",
        "f": "~",
        "g": "1.0",
        "h": ".nan",
    }


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"a: 1\nb: &x 1\nc: *x\n", "yaml_alias", 2),
        (b"a: *x\n", "yaml_alias", 1),
        (b"a: 1\nb: 2\na: 3\n", "yaml_duplicate_key", 3),
        (b"a: !!python/object/apply:os.system ['true']\n", "yaml_tag", 1),
        (b"- !!str no\n", "yaml_tag", 1),
        (b"[" * 5000, "yaml_too_deep", 1),
        (b"a: [\n", "yaml_syntax", 2),
        (b"a: 1\n---\nb: 2\n", "yaml_several_documents", 2),
        (b"? [a]\n: b\n", "yaml_key_not_text", 1),
        (b"a: 1\nb: \x01\n", "yaml_character", 2),
        (b"\nb: \x01\n", "yaml_character", 2),
        ("a: 1\nb: 宁波\n".encode("gb18030"), "yaml_not_utf8", 2),
        (b"a: " + b"x" * (50 * 2**20), "yaml_too_large", 0),
    ],
)
def test_what_is_refused_is_named_with_its_line(data: bytes, code: str, line: int) -> None:
    start = time.perf_counter()
    with pytest.raises(FileFormatError) as refusal:
        yaml.load_yaml(data)
    assert (refusal.value.code, refusal.value.line) == (code, line)
    assert time.perf_counter() - start < 1


def test_an_alias_bomb_is_refused_at_its_first_anchor() -> None:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    with pytest.raises(FileFormatError, match="yaml_alias, line 1"):
        yaml.load_yaml("\n".join(lines).encode())


def test_what_is_dumped_reads_back_and_stays_readable() -> None:
    value = {
        "code": "330200",
        "name": {"zh": "宁波市", "en": "Ningbo"},
        "since": "2023-01",
        "flag": "no",
        "empty": "",
        "text": "a: b # c",
        "lines": "one\ntwo\n",
        "steps": [{"zh": "整改"}, {"zh": "回访"}],
        "rare": "𠮷",
    }
    data = yaml.dump_yaml(value)
    assert yaml.load_yaml(data) == value
    assert "宁波市" in data.decode()
    assert "𠮷" in data.decode()
    assert b"code: '330200'" in data
    assert yaml.dump_yaml(yaml.load_yaml(data)) == data


def test_the_same_value_twice_is_written_twice() -> None:
    shared = {"zh": "工会", "en": "Union"}
    assert yaml.load_yaml(yaml.dump_yaml({"a": shared, "b": shared})) == {"a": shared, "b": shared}
