"""Logging: each record is one line of JSON on stderr."""

import json
import logging
import re
import sys
from datetime import UTC, datetime

OWN_LOGGER = "dashboard"
"""The first part of the names of our own loggers, whose message is the name of an event."""
OTHER_LOGGERS = ("streamlit", "uvicorn")
SECRET_PARAMETERS = re.compile(r"((?:token|code|state|password|secret)=)[^&\s\"']+", re.IGNORECASE)


class JsonFormatter(logging.Formatter):
    """Formats a log record as one line of JSON, without secrets in query parameters.

    The keys are at, level, logger, event, the keys of the record's `fields`, and `error` with the
    traceback of an exception.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of JSON for a record; every unprintable character is escaped.

        So no record contains a line break or a terminal's control codes. The message of the
        dashboard's own loggers is the `event`. For libraries the event is "message", and their
        message has the key `message`.
        """
        message = record.getMessage()
        is_own = record.name.split(".")[0] == OWN_LOGGER
        entry: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": message if is_own else "message",
            **({} if is_own else {"message": message}),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            entry["error"] = self.formatException(record.exc_info)
        without_secrets = {
            key: SECRET_PARAMETERS.sub(r"\1…", value) if isinstance(value, str) else value
            for key, value in entry.items()
        }
        text = json.dumps(without_secrets, ensure_ascii=False, default=str)
        if text.isprintable():
            return text
        # The escape that JSON has for a character, without the quotation marks.
        return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)


def configure_logging() -> None:
    """Set the JSON format for the root logger, Streamlit's and uvicorn's; our own log from INFO on.

    Libraries set formats of their own for loggers that they create later: call this function again
    then.
    """
    root, formatter = logging.getLogger(), JsonFormatter()
    if not root.handlers:
        root.addHandler(logging.StreamHandler(sys.stderr))
    logging.getLogger(OWN_LOGGER).setLevel(logging.INFO)
    names = [
        name for name in logging.root.manager.loggerDict if name.split(".")[0] in OTHER_LOGGERS
    ]
    for logger in (root, *map(logging.getLogger, names)):
        for handler in logger.handlers:
            handler.setFormatter(formatter)
