"""The server's log: a JSON object a line on stderr, for people and programs that watch it."""

import json
import logging
import re
import sys
from datetime import UTC, datetime

OURS = "dashboard"
"""Loggers of this name and below carry the name of an event as message and `fields` beside it."""
OTHERS = ("streamlit", "uvicorn")
SECRETS = re.compile(r"((?:token|code|state|password|secret)=)[^&\s\"']+", re.IGNORECASE)


class JsonFormatter(logging.Formatter):
    """Writes a record as one line: at, level, logger, event, its fields; `error` with a traceback.

    What may stand in an address and must not in a log is left out, whoever wrote it.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Give the line."""
        said = record.getMessage()
        ours = record.name.split(".")[0] == OURS
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": said if ours else "message",
            **({} if ours else {"message": said}),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        clean = {k: SECRETS.sub(r"\1…", v) if isinstance(v, str) else v for k, v in told.items()}
        return json.dumps(clean, ensure_ascii=False, default=str)


def configure_logging() -> None:
    """Give every logger of the server this form; called again, it reaches those made since."""
    root, lines = logging.getLogger(), JsonFormatter()
    if not root.handlers:
        root.addHandler(logging.StreamHandler(sys.stderr))
    logging.getLogger(OURS).setLevel(logging.INFO)
    named = [each for each in logging.root.manager.loggerDict if each.split(".")[0] in OTHERS]
    for logger in (root, *map(logging.getLogger, named)):
        for handler in logger.handlers:
            handler.setFormatter(lines)
