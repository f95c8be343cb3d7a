"""Which pages there are, and who finds them in the bar on top; `frame.py` serves them."""

from auth import Action

FIRST = "overview"
READERS = (FIRST, "progress", "explore", "data", "present", "history")
# One page a topic of config.yaml, all of the same script.
TOPIC = "topic"
# Pages that links lead to, and the bar does not.
LINKED = ("chart", "wall")
# The staff desk, and what one must be allowed to find a page of it in the bar.
DESK = {
    "upload": Action.UPLOAD,
    "report": Action.UPLOAD,
    "review": Action.ACCEPT,
    "staff": Action.MANAGE_ACCOUNTS,
}
