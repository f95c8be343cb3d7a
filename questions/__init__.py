"""Words typed into the search, in Chinese or English, become the URL of a page."""

from questions.chips import Chip, list_choices, write_unambiguous_words
from questions.compose import PARAMS, UnderstoodQuestion, compose_url
from questions.vocabulary import Vocabulary, build_vocabulary
from questions.words import FORM_WORDS

__all__ = [
    "FORM_WORDS",
    "PARAMS",
    "Chip",
    "UnderstoodQuestion",
    "Vocabulary",
    "build_vocabulary",
    "compose_url",
    "list_choices",
    "write_unambiguous_words",
]
