"""The bulletin (通报): neutral sentences, tables in the Chinese form, charts, notes, sources."""

from exports.bulletins.telling import bulletin_of, topics_of
from exports.bulletins.told import SENTENCES, Bulletin

__all__ = ["SENTENCES", "Bulletin", "bulletin_of", "topics_of"]
