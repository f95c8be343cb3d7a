"""Charts and figures taken away: pictures, slides, bulletins, pages, workbooks, data."""

from exports.order import Exported
from exports.refused import Refused

__all__ = ["Exported", "Refused"]
