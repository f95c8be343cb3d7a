"""The paths of the pages that everybody finds in the bar, as the frame lists them."""

from app_pages.pages import FIRST, READERS
from settings import load_settings
from tests.helpers.report_copy import CONFIG

TOPICS = {topic.topic: topic.charts for topic in load_settings(CONFIG).topics}
PATHS = tuple(f"/{'' if name == FIRST else name}" for name in (*READERS, *TOPICS))
