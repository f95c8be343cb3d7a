"""Bulletins (通报) as Word documents: neutral sentences, tables, charts, notes, sources."""

from exports.bulletins.build import build_bulletin, find_topics
from exports.bulletins.sentences import SENTENCES, Bulletin

__all__ = ["SENTENCES", "Bulletin", "build_bulletin", "find_topics"]
