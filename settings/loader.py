"""Loading of config.yaml, with errors that name file, key and the expected value."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from errors import UserError
from file_formats import FileFormatError, yaml
from locales import LANGUAGES, Language, Words, catalogue
from settings.models import IndicatorChart, SettingsModel
from settings.settings import ROOT, Settings

CONFIG_VARIABLE = "DASHBOARD_CONFIG"
SHIPPED = ROOT / "config.yaml"
PAGE_SECTIONS = ("title", "overview", "topics")
"""Sections that another config.yaml may omit: the shipped ones are used then."""
ErrorValues = Mapping[str, str | int | float]


def settings_path() -> Path:
    """Return the path in the environment variable DASHBOARD_CONFIG, else our own config.yaml."""
    return Path(os.environ.get(CONFIG_VARIABLE) or SHIPPED)


class SettingsError(UserError):
    """An error in config.yaml; `key` is like "store.uri", "" for the whole file.

    `code` is a message id in messages/<language>/settings.po, mostly pydantic's name of the error,
    or "files." and an id in files.po if the file cannot be read.
    """

    domain = "settings"

    def __init__(self, path: Path, key: str, code: str, values: ErrorValues | None = None) -> None:
        """Take the file, the key, the code of the error, and the values for its message."""
        super().__init__(code, values)
        self.path, self.key = path, key

    @property
    def message_id(self) -> str:
        """The id of the message that says what was expected."""
        return self.code if "." in self.code else super().message_id

    @property
    def location(self) -> str:
        """The file and the key: "config.yaml: store.uri"."""
        return ": ".join(filter(None, (str(self.path), self.key)))

    def __str__(self) -> str:
        """Return file, key and the expected value, in both languages."""
        line = f":{self.values['line']}" if self.values.get("line") else ""
        expected = " · ".join(self.expected(language) for language in LANGUAGES)
        return ": ".join(filter(None, (f"{self.path}{line}", self.key, expected)))

    def expected(self, language: Language) -> str:
        """Return the message about the expected value in a language."""
        return Words(language).say(self.message_id, **self.values)


def load_settings(path: Path | None = None) -> Settings:
    """Load the settings from a file; `path` None means the file of `settings_path`.

    PAGE_SECTIONS (title, overview, topics) that it lacks are taken from our own config.yaml;
    `folder` becomes the file's own folder. Raises SettingsError for the first error that says what
    is wrong.
    """
    path = path or settings_path()
    try:
        content = yaml.load_yaml(path.read_bytes())
    except FileNotFoundError:
        raise SettingsError(path, key="", code="file_missing") from None
    except FileFormatError as error:
        values = {"line": error.line, "value": error.value, **error.values}
        raise SettingsError(path, key="", code=f"files.{error.code}", values=values) from error
    if not isinstance(content, dict):
        raise SettingsError(
            path, key="", code="model_type", values={"given": _quote_setting(content)}
        )
    if "folder" in content:  # set below from the file's path: not a key of config.yaml
        known = ", ".join(_allowed_keys([]))
        raise SettingsError(path, key="folder", code="extra_forbidden", values={"known": known})
    try:
        return Settings.model_validate(
            {**_shipped_pages(path), **content, "folder": path.resolve().parent}
        )
    except ValidationError as error:
        raise _settings_error(path, next(filter(_is_informative, error.errors()))) from error


def _shipped_pages(path: Path) -> Mapping[str, Any]:
    """Return the PAGE_SECTIONS of our own config.yaml, by name.

    Empty if `path` is that file, which must have them itself, or if it was not installed.
    """
    if path.resolve() == SHIPPED.resolve() or not SHIPPED.is_file():
        return {}
    shipped = yaml.load_yaml(SHIPPED.read_bytes())
    return {name: shipped[name] for name in PAGE_SECTIONS if name in shipped}


def _is_informative(error: ErrorDetails) -> bool:
    """Return whether pydantic's error about config.yaml says what is wrong.

    A chart may be a text or a mapping: of a faulty mapping pydantic also says that it is no text.
    """
    return not ("str" in error["loc"] and isinstance(error["input"], dict))


def _settings_error(path: Path, error: ErrorDetails) -> SettingsError:
    """Convert pydantic's error about a loaded config.yaml to a SettingsError.

    Its code is pydantic's name of the error or, if settings.po has no message for that, "wrong".
    `ctx` has pydantic's details of an error, such as the limit `gt` that a number must exceed; what
    an error has no detail for is "" among the values.
    """
    # Of a value that may have two types, pydantic puts the type tried among the keys.
    keys = [key for key in error["loc"] if key not in ("str", IndicatorChart.__name__)]
    context = error.get("ctx", {})
    values: ErrorValues = {
        "given": context.get("actual_length", context.get("given", _quote_setting(error["input"]))),
        "limit": next(
            (context[name] for name in ("gt", "ge", "le", "max_length") if name in context), ""
        ),
        # pydantic lists permitted words in a sentence: "'red' or 'green'".
        "choices": ", ".join(re.findall(r"'([^']*)'", str(context.get("expected", "")))),
        "known": ", ".join(_allowed_keys(keys[:-1])) if error["type"] == "extra_forbidden" else "",
    }
    code = error["type"] if error["type"] in catalogue("zh", "settings") else "wrong"
    return SettingsError(path, ".".join(map(str, keys)), code, values)


def _quote_setting(value: object) -> str:
    """Return a setting's value for an error message: at most 60 characters, “” if it is empty."""
    return str(value)[:60] or "“”"


def _allowed_keys(section: list[int | str]) -> list[str]:
    """Return the keys that a section of a loaded file may have: ["store"] → ["uri", "options"].

    `section` are the keys that lead to it, with the indexes in lists: ["topics", 0]; [] is the
    whole file. `folder` is not a key of the file (see `load_settings`).
    """
    model: type[SettingsModel] = Settings
    for key in section:
        if isinstance(key, str):
            model = next(_models_in(model.model_fields[key].annotation))
    return [name for name in model.model_fields if name != "folder"]


def _models_in(annotation: Any) -> Iterator[type[SettingsModel]]:
    """Yield the settings models in a type annotation: `list[TopicSettings]` → TopicSettings."""
    if isinstance(annotation, type) and issubclass(annotation, SettingsModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
