"""Bulletins (通报) as Word documents: sentences in neutral language, tables, charts, sources."""

from exports.bulletins.build import build_bulletin, find_topics
from exports.bulletins.sentences import SENTENCES, Bulletin

__all__ = ["SENTENCES", "Bulletin", "build_bulletin", "find_topics"]
