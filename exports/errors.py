"""The error raised when an export cannot be made."""

from errors import UserError


class ExportError(UserError):
    """An export that cannot be made; `code` is an id in messages/<language>/exports.po.

    Codes with their values: chromium_missing, font_missing (letters: the first that no font has),
    picture_timeout (seconds), picture_failed (detail, for logs), too_many_rows (limit, found),
    template_unreadable (file), sentence_placeholder (sentence), nothing_chosen.
    """

    domain = "exports"
