"""Charts and figures taken away: pictures, slides, bulletins, pages, workbooks, data.

order = Order(charts, words, figures=snapshot.figures, title="…", look=Look(theme="dark"))
exported = make(order, "pptx")
exported.name, exported.media_type, exported.data
"""

from exports.bulletins import SENTENCES, Bulletin, bulletin_of, topics_of
from exports.errors import Refused
from exports.export import FORMATS, Format, make, refusal
from exports.options import SIZES, Look, Size
from exports.request import Exported, Order

__all__ = [
    "FORMATS",
    "SENTENCES",
    "SIZES",
    "Bulletin",
    "Exported",
    "Format",
    "Look",
    "Order",
    "Refused",
    "Size",
    "bulletin_of",
    "make",
    "refusal",
    "topics_of",
]
