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
PAGES = ("title", "overview", "topics")
"""Keys that another config.yaml may omit: the shipped ones are used then."""
Values = Mapping[str, str | int | float]


def settings_path() -> Path:
    """Return the path in the environment variable DASHBOARD_CONFIG, else our own config.yaml."""
    return Path(os.environ.get(CONFIG_VARIABLE) or SHIPPED)


class SettingsError(UserError):
    """An error in config.yaml; `key` is like "store.uri", "" for the whole file.

    `code` is a message id in messages/<language>/settings.po, mostly pydantic's name of the error,
    or "files." and an id in files.po if the file cannot be read.
    """

    domain = "settings"

    def __init__(self, path: Path, key: str, code: str, values: Values | None = None) -> None:
        """Take file, key, code and the values for the message."""
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

    Raises SettingsError for the first error.
    """
    path = path or settings_path()
    try:
        content = yaml.load_yaml(path.read_bytes())
    except FileNotFoundError:
        raise SettingsError(path, "", "file_missing") from None
    except FileFormatError as error:
        values = {"line": error.line, "value": error.value, **error.values}
        raise SettingsError(path, "", f"files.{error.code}", values) from error
    if not isinstance(content, dict):
        raise SettingsError(path, "", "model_type", {"given": _short_text(content)})
    if "folder" in content:  # set below from the file's path: not a key of config.yaml
        raise SettingsError(
            path, "folder", "extra_forbidden", {"known": ", ".join(_allowed_keys([]))}
        )
    try:
        return Settings.model_validate(
            {**_shipped_pages(path), **content, "folder": path.resolve().parent}
        )
    except ValidationError as error:
        raise _settings_error(path, next(filter(_is_informative, error.errors()))) from error


def _shipped_pages(path: Path) -> Mapping[str, Any]:
    """Return the sections in PAGES of our own config.yaml; empty if `path` is that file."""
    if path.resolve() == SHIPPED.resolve() or not SHIPPED.is_file():
        return {}
    shipped = yaml.load_yaml(SHIPPED.read_bytes())
    return {name: shipped[name] for name in PAGES if name in shipped}


def _is_informative(error: ErrorDetails) -> bool:
    """Return whether pydantic's error helps: a chart given as a mapping also fails as text."""
    return not ("str" in error["loc"] and isinstance(error["input"], dict))


def _settings_error(path: Path, error: ErrorDetails) -> SettingsError:
    """Convert pydantic's error to a SettingsError."""
    keys = [part for part in error["loc"] if part not in ("str", IndicatorChart.__name__)]
    context = error.get("ctx", {})
    values: Values = {
        "given": context.get("actual_length", context.get("given", _short_text(error["input"]))),
        "limit": next((context[n] for n in ("gt", "ge", "max_length") if n in context), ""),
        "choices": ", ".join(re.findall(r"'([^']*)'", str(context.get("expected", "")))),
        "known": ", ".join(_allowed_keys(keys[:-1])) if error["type"] == "extra_forbidden" else "",
    }
    code = error["type"] if error["type"] in catalogue("zh", "settings") else "wrong"
    return SettingsError(path, ".".join(map(str, keys)), code, values)


def _short_text(value: object) -> str:
    """Return a value as text of at most 60 characters, “” if it is empty."""
    return str(value)[:60] or "“”"


def _allowed_keys(place: list[int | str]) -> list[str]:
    """Return the allowed keys of the section at a place: ["store"] → ["uri", "options"]."""
    model: type[SettingsModel] = Settings
    for key in place:
        if isinstance(key, str):
            model = next(_models_in(model.model_fields[key].annotation))
    return [name for name in model.model_fields if name != "folder"]


def _models_in(kind: Any) -> Iterator[type[SettingsModel]]:
    """Yield the settings models in a type annotation: `list[TopicSettings]` → TopicSettings."""
    if isinstance(kind, type) and issubclass(kind, SettingsModel):
        yield kind
    for inner in get_args(kind):
        yield from _models_in(inner)
