"""Read and write YAML as plain text: no aliases, tags or duplicate keys, scalars remain text.

`no` stays "no", `0123` stays "0123" and `12:30:00` stays "12:30:00": YAML 1.1 would convert such
area codes and periods.
"""

from collections.abc import Iterator
from typing import Any

import yaml

from file_formats.errors import FileFormatError
from file_formats.limits import LIMITS, FileLimits

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def load_yaml(data: bytes, limits: FileLimits = LIMITS) -> Any:
    """Return the single document in `data` as dicts, lists and text; an empty document is "".

    Raises FileFormatError: yaml_too_large, yaml_not_utf8, yaml_syntax, yaml_character,
    yaml_too_deep, yaml_alias, yaml_tag, yaml_duplicate_key, yaml_key_not_text,
    yaml_several_documents; `line` and `column` count from 1.
    """
    if len(data) > limits.yaml_size:
        raise FileFormatError(
            "yaml_too_large", values={"limit": limits.yaml_size, "found": len(data)}
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise FileFormatError("yaml_not_utf8", line=data.count(b"\n", 0, fault.start) + 1) from None
    try:
        return _build_document(yaml.parse(text, Loader=_LOADER), limits)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        raise FileFormatError("yaml_syntax", line, column) from None
    except yaml.reader.ReaderError as fault:
        line = text.count("\n", 0, fault.position) + 1
        raise FileFormatError(
            "yaml_character", line, value=f"U+{_code_point(fault.character):04X}"
        ) from None
    except yaml.YAMLError:
        raise FileFormatError("yaml_syntax") from None


def dump_yaml(value: Any) -> bytes:
    """Return `value` in block style, keys in the given order, in UTF-8 without escapes.

    Text that another YAML reader would convert to a number, a date or a truth value is quoted, so
    that every reader gets the same text as load_yaml. None is written as empty text.
    """
    text = yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, indent=2, width=100
    )
    return str(text).encode()


class _Dumper(yaml.SafeDumper):
    """A dumper for block style with indented lists and without anchors."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists inside mappings."""
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        """Return True: write repeated values in full."""
        return True


_Dumper.add_representer(type(None), lambda dumper, _: dumper.represent_str(""))


class _OpenNode:
    """A mapping or list whose end has not been read; `key` is a key that still needs its value."""

    def __init__(self, value: dict[str, Any] | list[Any]) -> None:
        """Begin with an empty mapping or list, and no key."""
        self.value = value
        self.key: str | None = None


def _build_document(events: Iterator[Any], limits: FileLimits) -> Any:
    """Return the document that the parser's events describe."""
    opened: list[_OpenNode] = []
    document: list[Any] = []
    for event in events:
        if isinstance(event, yaml.ScalarEvent):
            _check_no_anchor_or_tag(event)
            _add_value(event, event.value, opened, document)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            _check_no_anchor_or_tag(event)
            if len(opened) >= limits.yaml_depth:
                raise _error_at("yaml_too_deep", event, limit=limits.yaml_depth)
            value: dict[str, Any] | list[Any]
            value = {} if isinstance(event, yaml.MappingStartEvent) else []
            _add_value(event, value, opened, document)
            opened.append(_OpenNode(value))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            opened.pop()
        elif isinstance(event, yaml.AliasEvent):
            raise _error_at("yaml_alias", event)
        elif isinstance(event, yaml.DocumentStartEvent) and document:
            raise _error_at("yaml_several_documents", event)
    return document[0] if document else ""


def _check_no_anchor_or_tag(event: Any) -> None:
    """Raise FileFormatError for an anchor or a tag."""
    if event.anchor:
        raise _error_at("yaml_alias", event, event.anchor)
    if event.tag:
        raise _error_at("yaml_tag", event, event.tag)


def _add_value(event: Any, value: Any, opened: list[_OpenNode], document: list[Any]) -> None:
    """Add a value to the document, to a list, or to a mapping as its next key or value.

    `opened` are the mappings and lists around it, the innermost one last.
    """
    if not opened:
        document.append(value)
        return
    holder = opened[-1]
    if isinstance(holder.value, list):
        holder.value.append(value)
    elif holder.key is not None:
        holder.value[holder.key] = value
        holder.key = None
    elif not isinstance(value, str):
        raise _error_at("yaml_key_not_text", event)
    elif value in holder.value:
        raise _error_at("yaml_duplicate_key", event, value)
    else:
        holder.key = value


def _error_at(code: str, event: Any, value: str = "", **values: int) -> FileFormatError:
    """Return the error with this code at the position of a parser event."""
    mark = event.start_mark
    return FileFormatError(code, mark.line + 1, mark.column + 1, value=value[:200], values=values)


def _code_point(character: str | int) -> int:
    """Return the code point of a character or of a byte."""
    return character if isinstance(character, int) else ord(character[0])
