"""Reading config.yaml; a mistake names file, key and what was expected."""

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
"""What another config.yaml may leave out: it is then as in the one that came with the dashboard."""
Values = Mapping[str, str | int | float]


def settings_path() -> Path:
    """Give the file to read: the one that the environment names, else config.yaml beside us."""
    return Path(os.environ.get(CONFIG_VARIABLE) or SHIPPED)


class SettingsError(UserError):
    """A mistake in config.yaml: `path`, `key` (dotted, "" for the whole file) and a stable `code`.

    The code is an id in messages/<language>/settings.po, most of them pydantic's own name of the
    mistake, or `files.` and one in files.po where the file cannot be read; `values` fill it.
    """

    domain = "settings"

    def __init__(self, path: Path, key: str, code: str, values: Values | None = None) -> None:
        super().__init__(code, values)
        self.path, self.key = path, key

    @property
    def message_id(self) -> str:
        """Return the id of the message that says what was expected."""
        return self.code if "." in self.code else super().message_id

    @property
    def place(self) -> str:
        """Return file and key."""
        return ": ".join(filter(None, (str(self.path), self.key)))

    def __str__(self) -> str:
        """File, key and what was expected, in both languages."""
        line = f":{self.values['line']}" if self.values.get("line") else ""
        said = " · ".join(self.expected(language) for language in LANGUAGES)
        return ": ".join(filter(None, (f"{self.path}{line}", self.key, said)))

    def expected(self, language: Language) -> str:
        """Say what was expected."""
        return Words(language).say(self.message_id, **self.values)


def load_settings(path: Path | None = None) -> Settings:
    """Read the settings of a file, by default of the one in force.

    Raises SettingsError with the first mistake: file, key and what was expected.
    """
    path = path or settings_path()
    try:
        given = yaml.load_yaml(path.read_bytes())
    except FileNotFoundError:
        raise SettingsError(path, "", "file_missing") from None
    except FileFormatError as fault:
        values = {"line": fault.line, "value": fault.value, **fault.values}
        raise SettingsError(path, "", f"files.{fault.code}", values) from fault
    if not isinstance(given, dict):
        raise SettingsError(path, "", "model_type", {"given": _short_text(given)})
    if "folder" in given:  # where the file stands, which it does not choose itself
        raise SettingsError(
            path, "folder", "extra_forbidden", {"known": ", ".join(_allowed_keys([]))}
        )
    try:
        return Settings.model_validate(
            {**_shipped_pages(path), **given, "folder": path.resolve().parent}
        )
    except ValidationError as fault:
        raise _settings_error(path, next(filter(_is_informative, fault.errors()))) from fault


def _shipped_pages(path: Path) -> Mapping[str, Any]:
    if path.resolve() == SHIPPED.resolve() or not SHIPPED.is_file():
        return {}
    shipped = yaml.load_yaml(SHIPPED.read_bytes())
    return {name: shipped[name] for name in PAGES if name in shipped}


def _is_informative(error: ErrorDetails) -> bool:
    """Leave out what a chart written as keys is told: that it is no plain name."""
    return not ("str" in error["loc"] and isinstance(error["input"], dict))


def _settings_error(path: Path, error: ErrorDetails) -> SettingsError:
    keys = [part for part in error["loc"] if part not in ("str", IndicatorChart.__name__)]
    about = error.get("ctx", {})
    values: Values = {
        "given": about.get("actual_length", about.get("given", _short_text(error["input"]))),
        "limit": next((about[n] for n in ("gt", "ge", "max_length") if n in about), ""),
        "choices": ", ".join(re.findall(r"'([^']*)'", str(about.get("expected", "")))),
        "known": ", ".join(_allowed_keys(keys[:-1])) if error["type"] == "extra_forbidden" else "",
    }
    code = error["type"] if error["type"] in catalogue("zh", "settings") else "wrong"
    return SettingsError(path, ".".join(map(str, keys)), code, values)


def _short_text(value: object) -> str:
    return str(value)[:60] or "“”"


def _allowed_keys(place: list[int | str]) -> list[str]:
    """List the keys that may stand at a place of the settings."""
    part: type[SettingsModel] = Settings
    for key in place:
        if isinstance(key, str):
            part = next(_models_in(part.model_fields[key].annotation))
    return [name for name in part.model_fields if name != "folder"]


def _models_in(kind: Any) -> Iterator[type[SettingsModel]]:
    if isinstance(kind, type) and issubclass(kind, SettingsModel):
        yield kind
    for inner in get_args(kind):
        yield from _models_in(inner)
