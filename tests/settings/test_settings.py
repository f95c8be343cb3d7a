"""A mistake in config.yaml names file, key and what was expected; nothing else is read from it."""

from datetime import timedelta
from pathlib import Path

import pytest

from locales import LANGUAGES
from settings import CONFIG_VARIABLE, SettingsError, chart_address, load_settings
from tests.helpers.report_copy import CONFIG

TEXT = CONFIG.read_text("utf-8")


def changed(folder: Path, old: str, new: str) -> Path:
    """config.yaml with one passage replaced."""
    assert old in TEXT
    path = folder / "config.yaml"
    path.write_text(TEXT.replace(old, new, 1), "utf-8")
    return path


def mistake(path: Path) -> SettingsError:
    with pytest.raises(SettingsError) as found:
        load_settings(path)
    return found.value


def test_the_settings_of_a_whole_file():
    settings = load_settings(CONFIG)
    assert (settings.language, settings.title.zh) == ("zh", "工会统计看板")
    assert len(settings.topics) == 8
    assert len(settings.overview.cards) == 6
    assert (settings.limits.size_mb, settings.limits.cells, settings.limits.seconds) == (
        64,
        20_000_000,
        60,
    )
    assert settings.publishing.approval is False
    assert settings.sign_in.max_duration == timedelta(hours=8)
    assert settings.store_uri == str(CONFIG.parent / "store")


def test_every_chart_of_the_settings_is_named_with_its_key():
    addresses = dict(load_settings(CONFIG).chart_addresses())
    assert addresses["overview.tiles"] == "province_tiles"
    assert addresses["topics.0.charts.0"] == "supervision_notices"
    assert len(addresses) == 24


def test_an_indicator_is_drawn_by_yaml_alone(tmp_path: Path):
    path = changed(
        tmp_path,
        "  charts: [honours]",
        "  charts:\n  - honours\n  - indicator: talk_attendees\n    form: trend",
    )
    charts = load_settings(path).topics[2].charts
    assert [chart_address(spec) for spec in charts] == ["honours", "talk_attendees.trend"]


def test_a_relative_store_stands_beside_the_file_and_an_address_is_kept(tmp_path: Path):
    assert load_settings(changed(tmp_path, "uri: store", "uri: data")).store_uri == str(
        tmp_path / "data"
    )
    path = changed(tmp_path, "uri: store", "uri: s3://bucket/path")
    assert load_settings(path).store_uri == "s3://bucket/path"


def test_the_environment_may_name_another_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = changed(tmp_path, "language: zh", "language: en")
    monkeypatch.setenv(CONFIG_VARIABLE, str(path))
    assert load_settings().language == "en"


MISTAKES = [
    # old, new, key, code, what is said in English
    ("language: zh", "language: fr", "language", "literal_error", "one of zh, en; is fr"),
    ("language: zh", "langauge: zh", "langauge", "extra_forbidden", "known here: title, language"),
    ("  en: Union", "  fr: Union", "title.en", "missing", "this key is missing"),
    ("zh: 工会统计看板", "zh: ''", "title.zh", "string_too_short", "must not be empty"),
    ("factor: 100", "factor: many", "checks.factor", "float_parsing", "a number; is many"),
    ("factor: 100", "factor: 1", "checks.factor", "greater_than", "more than 1.0; is 1"),
    ("factor: 100", "factor: nan", "checks.factor", "finite_number", "a number; is nan"),
    ("size_mb: 64", "size_mb: 6.4", "limits.size_mb", "int_parsing", "a whole number; is 6.4"),
    ("seconds: 60", "seconds: 0", "limits.seconds", "greater_than", "more than 0; is 0"),
    ("seconds: 60", "seconds: {a: b}", "limits.seconds", "int_type", "a whole number"),
    ("approval: false", "approval: perhaps", "publishing.approval", "bool_parsing", "true or fal"),
    ("approval: false", "approval: [a]", "publishing.approval", "bool_type", "true or false"),
    ("late: 5", "late: -1", "progress.late", "greater_than_equal", "at least 0.0; is -1"),
    ("lagging: 0", "lagging: 12", "progress.late", "late_before_lagging", "what lagging says"),
    ("logical: error", "logical: stop", "checks.logical", "literal_error", "error, warning"),
    ("uri: store", "uri: ''", "store.uri", "string_too_short", "must not be empty"),
    ("uri: store", "uri: [a]", "store.uri", "string_type", "a text; is ['a']"),
    ("uri: store", "path: store", "store.path", "extra_forbidden", "known here: uri, options"),
    ("charts: [honours]", "charts: honours", "topics.2.charts", "list_type", "after a dash"),
    (
        "charts: [honours]",
        "charts: [{indicator: model_workers, form: pie}]",
        "topics.2.charts.0.form",
        "literal_error",
        "one of bar, dots, trend, tiles, ranking; is pie",
    ),
    (
        "charts: [honours]",
        "charts: [{indicator: model_workers}]",
        "topics.2.charts.0.form",
        "missing",
        "this key is missing",
    ),
    ("- topic: contests", "- topic: 竞赛", "topics.1.topic", "string_pattern_mismatch", "small"),
    ("- topic: contests", "- topic: supervision", "topics", "twice", "stands twice: supervision"),
    ("progress: ", "progress: late\nunused: ", "progress", "model_type", "keys with values"),
    ("  - indicator: supervisors_trained\n", "  - indicator: x\n" * 3, "overview.cards", "too_long",
     "at most 6 items; there are 8"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key", "code", "said"), MISTAKES)
def test_a_mistake_names_file_key_and_what_was_expected(
    tmp_path: Path, old: str, new: str, key: str, code: str, said: str
):
    path = changed(tmp_path, old, new)
    fault = mistake(path)
    assert (fault.path, fault.key, fault.code) == (path, key, code)
    assert said in fault.describe_expected("en")
    assert fault.location == f"{path}: {key}"
    assert str(fault).startswith(f"{path}: {key}: {fault.describe_expected('zh')} · ")
    assert "{" not in fault.describe_expected("zh").replace("{'", "")


def test_keys_known_inside_a_list_are_those_of_its_items(tmp_path: Path):
    path = changed(tmp_path, "- topic: contests", "- topic: contests\n  colour: red")
    assert (
        mistake(path)
        .describe_expected("en")
        .endswith("known here: topic, name, indicators, charts")
    )


def test_another_file_may_name_its_store_alone(tmp_path: Path):
    path = tmp_path / "config.yaml"
    path.write_text("store: {uri: elsewhere}\n", encoding="utf-8")
    found = load_settings(path)
    assert found.store_uri == str(tmp_path / "elsewhere")
    assert (found.title, found.topics) == (load_settings().title, load_settings().topics)


def test_a_missing_file_is_named(tmp_path: Path):
    fault = mistake(tmp_path / "config.yaml")
    assert (fault.key, fault.code) == ("", "file_missing")
    assert fault.location == str(tmp_path / "config.yaml")
    assert str(fault) == f"{tmp_path / 'config.yaml'}: 没有这个文件 · the file is missing"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("language: zh\nlanguage: en\n", "files.yaml_duplicate_key", 2),
        ("title: {zh: [", "files.yaml_syntax", 2),
        ("a: &x 1\nb: *x\n", "files.yaml_alias", 1),
        ("- zh\n- en\n", "model_type", None),
        ("", "model_type", None),
    ],
)
def test_a_file_that_is_not_read_says_where(tmp_path: Path, text: str, code: str, line: int | None):
    path = tmp_path / "config.yaml"
    path.write_text(text, "utf-8")
    fault = mistake(path)
    assert (fault.code, fault.values.get("line")) == (code, line)
    assert str(fault).startswith(f"{path}:{line}: " if line else f"{path}: ")
    for language in LANGUAGES:
        assert fault.describe_expected(language)


def test_settings_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        load_settings(CONFIG).language = "en"
