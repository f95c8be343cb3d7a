"""Each language has its name in itself, and no other."""

from locales.messages import LANGUAGE_NAMES, LANGUAGES


def test_a_language_is_called_by_its_own_name() -> None:
    assert LANGUAGES == ("zh", "en")
    assert LANGUAGE_NAMES == {"zh": "中文", "en": "English"}
