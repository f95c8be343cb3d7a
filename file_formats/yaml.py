"""Read and write YAML with all values as text, and without aliases, tags and duplicate keys.

`no` is "no", `0123` is "0123" and `12:30:00` is "12:30:00": YAML 1.1 would convert such area codes
and periods to other types.
"""

from collections.abc import Iterator
from typing import Any

import yaml

from file_formats.errors import FileFormatError
from file_formats.limits import LIMITS, FileLimits

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def load_yaml(data: bytes, limits: FileLimits = LIMITS) -> Any:
    """Return the single document in YAML data as dicts, lists and text; an empty document is "".

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
    except UnicodeDecodeError as error:
        raise FileFormatError("yaml_not_utf8", data.count(b"\n", 0, error.start) + 1) from None
    try:
        return _build_document(yaml.parse(text, Loader=_LOADER), limits)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        raise FileFormatError("yaml_syntax", line, column) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        character = error.character  # a byte, or a text that begins with the character
        code_point = character if isinstance(character, int) else ord(character[0])
        raise FileFormatError("yaml_character", line, value=f"U+{code_point:04X}") from None
    except yaml.YAMLError:
        raise FileFormatError("yaml_syntax") from None


def dump_yaml(value: Any) -> bytes:
    """Return a value as YAML in block style, keys in the given order, in UTF-8 without escapes.

    Text that another YAML reader would convert to a number, a date or a truth value is quoted, so
    that every reader gets the text that `load_yaml` gets. None is written as empty text.
    """
    text: str = yaml.dump(
        value, Dumper=_BlockDumper, allow_unicode=True, sort_keys=False, indent=2, width=100
    )
    return text.encode()


class _BlockDumper(yaml.SafeDumper):
    """A YAML dumper for block style with indented lists and without anchors."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists inside mappings."""
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        """Return True: write repeated values in full."""
        return True


_BlockDumper.add_representer(type(None), lambda dumper, _: dumper.represent_str(""))


class _OpenNode:
    """A YAML mapping or list whose end has not been read.

    `key` is a key of the mapping whose value has not been read, else None.
    """

    def __init__(self, value: dict[str, Any] | list[Any]) -> None:
        """Begin a mapping or list without contents, and no key."""
        self.value = value
        self.key: str | None = None


def _build_document(events: Iterator[Any], limits: FileLimits) -> Any:
    """Return the document that the events of the YAML parser describe; "" if there is none.

    It is not built by the library, so that aliases, tags and deep nesting are refused before they
    take effect. Events are the beginning and end of each mapping and list, and the texts in them.
    Raises FileFormatError with the position of the event.
    """
    open_nodes: list[_OpenNode] = []
    documents: list[Any] = []
    for event in events:
        if isinstance(event, yaml.ScalarEvent):
            _check_no_anchor_or_tag(event)
            _add_value(event, event.value, open_nodes, documents)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            _check_no_anchor_or_tag(event)
            if len(open_nodes) >= limits.yaml_depth:
                raise _build_error("yaml_too_deep", event, limit=limits.yaml_depth)
            value: dict[str, Any] | list[Any]
            value = {} if isinstance(event, yaml.MappingStartEvent) else []
            _add_value(event, value, open_nodes, documents)
            open_nodes.append(_OpenNode(value))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            open_nodes.pop()
        elif isinstance(event, yaml.AliasEvent):
            raise _build_error("yaml_alias", event)
        elif isinstance(event, yaml.DocumentStartEvent) and documents:
            raise _build_error("yaml_several_documents", event)
    return documents[0] if documents else ""


def _check_no_anchor_or_tag(event: Any) -> None:
    """Raise FileFormatError if a YAML value has an anchor (&a) or a tag (!!int)."""
    if event.anchor:
        raise _build_error("yaml_alias", event, event.anchor)
    if event.tag:
        raise _build_error("yaml_tag", event, event.tag)


def _add_value(event: Any, value: Any, open_nodes: list[_OpenNode], documents: list[Any]) -> None:
    """Add a YAML value to the list around it, or to the mapping around it as next key or value.

    `open_nodes` are the mappings and lists around the value, the innermost one last. Without any,
    the value is a document. Raises FileFormatError: yaml_key_not_text, yaml_duplicate_key.
    """
    if not open_nodes:
        documents.append(value)
        return
    parent = open_nodes[-1]
    if isinstance(parent.value, list):
        parent.value.append(value)
    elif parent.key is not None:
        parent.value[parent.key] = value
        parent.key = None
    elif not isinstance(value, str):
        raise _build_error("yaml_key_not_text", event)
    elif value in parent.value:
        raise _build_error("yaml_duplicate_key", event, value)
    else:
        parent.key = value


def _build_error(code: str, event: Any, value: str = "", **values: int) -> FileFormatError:
    """Return the error with a code and the position of an event of the YAML parser."""
    mark = event.start_mark
    return FileFormatError(code, mark.line + 1, mark.column + 1, value=value[:200], values=values)
