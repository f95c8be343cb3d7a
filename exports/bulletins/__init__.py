"""The bulletin (通报): neutral sentences, tables in the Chinese form, charts, notes, sources."""

from exports.bulletins.build import build_bulletin, find_topics
from exports.bulletins.sentences import SENTENCES, Bulletin

__all__ = ["SENTENCES", "Bulletin", "build_bulletin", "find_topics"]
