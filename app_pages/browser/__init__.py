"""What every page sends to the browser: the logo's files, and the style sheet without blanks."""

import re
from pathlib import Path

BROWSER_FILES = Path(__file__).parent
_RULES = re.sub(r"\s*([{};,])\s*", r"\1", (BROWSER_FILES / "style.css").read_text("utf-8"))
STYLE_SHEET = f"<style>{_RULES}</style>"
"""The HTML element with style.css; its blanks would cost two kilobytes a session."""
