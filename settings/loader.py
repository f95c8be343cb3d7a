"""Loads config.yaml; errors name file, key and expected value."""

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
SHIPPED_CONFIG = ROOT / "config.yaml"
PAGE_SECTIONS = ("title", "overview", "topics")
"""Sections that another config.yaml may omit; those of SHIPPED_CONFIG are used then."""
ErrorValues = Mapping[str, str | int | float]


def find_settings_path() -> Path:
    """Return the path of the config.yaml to use if none is named.

    It is the one in the environment variable DASHBOARD_CONFIG, else SHIPPED_CONFIG.
    """
    return Path(os.environ.get(CONFIG_VARIABLE) or SHIPPED_CONFIG)


class SettingsError(UserError):
    """An error in config.yaml; `key` is like "store.uri", "" for the whole file.

    `code` is a message id in messages/<language>/settings.po, mostly pydantic's name of the error;
    if the file cannot be read, it is "files." followed by an id in files.po.
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
        expected = " · ".join(self.describe_expected(language) for language in LANGUAGES)
        return ": ".join(filter(None, (f"{self.path}{line}", self.key, expected)))

    def describe_expected(self, language: Language) -> str:
        """Return the message that says what value was expected, in a language."""
        return Words(language).say(self.message_id, **self.values)


def load_settings(path: Path | None = None) -> Settings:
    """Load the settings from a file; `path` None means the file of `find_settings_path`.

    PAGE_SECTIONS that it lacks are taken from SHIPPED_CONFIG; `folder` is set to the file's folder.
    Raises SettingsError for the first informative error.
    """
    path = path or find_settings_path()
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
    if "folder" in content:  # a field of Settings that is set below, not a key of config.yaml
        known = ", ".join(_list_allowed_keys([]))
        raise SettingsError(path, key="folder", code="extra_forbidden", values={"known": known})
    try:
        return Settings.model_validate(
            {**_read_shipped_sections(path), **content, "folder": path.resolve().parent}
        )
    except ValidationError as error:
        first_error = next(filter(_is_informative, error.errors()))
        raise _convert_pydantic_error(path, first_error) from error


def _read_shipped_sections(path: Path) -> Mapping[str, Any]:
    """Return the PAGE_SECTIONS of SHIPPED_CONFIG by name.

    {} if `path` is that file, which must have them itself, or if that file is not installed.
    """
    if path.resolve() == SHIPPED_CONFIG.resolve() or not SHIPPED_CONFIG.is_file():
        return {}
    shipped = yaml.load_yaml(SHIPPED_CONFIG.read_bytes())
    return {name: shipped[name] for name in PAGE_SECTIONS if name in shipped}


def _is_informative(error: ErrorDetails) -> bool:
    """Return whether pydantic's error about config.yaml says what is wrong.

    A chart may be a text or a mapping. For an invalid mapping pydantic also reports that it is no
    text, which would mislead. The location `loc` of that error contains "str", the type tried.
    """
    return not ("str" in error["loc"] and isinstance(error["input"], dict))


def _convert_pydantic_error(path: Path, error: ErrorDetails) -> SettingsError:
    """Return pydantic's error about config.yaml as a SettingsError.

    Its code is pydantic's name of the error or, if settings.po has no message for that, "wrong".
    The values for the message come from pydantic's details `ctx`, such as the limit `gt` that a
    number must exceed; values that an error does not have are "".
    """
    # If a value may have two types, pydantic puts the type that it tried among the keys: it is no
    # key of config.yaml.
    keys = [key for key in error["loc"] if key not in ("str", IndicatorChart.__name__)]
    context = error.get("ctx", {})  # pydantic's details
    values: ErrorValues = {
        "given": context.get("actual_length", context.get("given", _quote_setting(error["input"]))),
        "limit": next(
            (context[name] for name in ("gt", "ge", "le", "max_length") if name in context), ""
        ),
        # pydantic lists allowed words in a sentence: "'red' or 'green'".
        "choices": ", ".join(re.findall(r"'([^']*)'", str(context.get("expected", "")))),
        "known": (
            ", ".join(_list_allowed_keys(keys[:-1])) if error["type"] == "extra_forbidden" else ""
        ),
    }
    code = error["type"] if error["type"] in catalogue("zh", "settings") else "wrong"
    return SettingsError(path, ".".join(map(str, keys)), code, values)


def _quote_setting(value: object) -> str:
    """Return a setting's value for an error message, cut to 60 characters; “” if it is empty."""
    return str(value)[:60] or "“”"


def _list_allowed_keys(section: list[int | str]) -> list[str]:
    """Return the keys that a section of config.yaml may have, to name them in an error.

    `section` are the keys and list indexes that lead to it: ["store"] gives ["uri", "options"],
    [] the keys of the whole file.
    """
    model: type[SettingsModel] = Settings
    for key in section:
        if isinstance(key, str):
            model = next(_find_models_in_annotation(model.model_fields[key].annotation))
    return [name for name in model.model_fields if name != "folder"]  # see `load_settings`


def _find_models_in_annotation(annotation: Any) -> Iterator[type[SettingsModel]]:
    """Yield the settings models in a field's type: `list[TopicSettings]` → TopicSettings.

    They are the models of the sections below a key, whose fields are the allowed keys there.
    """
    if isinstance(annotation, type) and issubclass(annotation, SettingsModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _find_models_in_annotation(inner)
