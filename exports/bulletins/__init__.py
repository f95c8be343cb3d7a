"""The bulletin (通报): neutral sentences, tables in the Chinese form, charts, notes, sources."""

from exports.bulletins.build import bulletin_of, topics_of
from exports.bulletins.sentences import SENTENCES, Bulletin

__all__ = ["SENTENCES", "Bulletin", "bulletin_of", "topics_of"]
