"""Bulletins (通报) as Word documents: sentences in neutral language, tables, charts, sources."""

from exports.bulletins.bulletin import SENTENCES, Bulletin, build_bulletin, find_topics

__all__ = ["SENTENCES", "Bulletin", "build_bulletin", "find_topics"]
