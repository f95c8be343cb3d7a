"""Words typed into the search, in Chinese or English, become the address of a page: no model."""

from questions.chips import Chip
from questions.compose import PARAMS, Understood, compose_address, list_choices, word_choice
from questions.vocabulary import Vocabulary, build_vocabulary
from questions.words import FORM_WORDS

__all__ = [
    "FORM_WORDS",
    "PARAMS",
    "Chip",
    "Understood",
    "Vocabulary",
    "build_vocabulary",
    "compose_address",
    "list_choices",
    "word_choice",
]
