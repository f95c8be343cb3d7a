"""A dashboard for people at the desk: the report's figures, and two charts on its pages.

The changes of a draft draw every chart of the pages twice; two show all that there is to see.
"""

import shutil
from pathlib import Path

from file_formats import yaml
from tests.helpers.pages_in_process import Dashboard
from tests.helpers.report_copy import CONFIG


def lean_dashboard(folder: Path, first_release: Path, *, approval: bool = False) -> Dashboard:
    """Make the dashboard in a folder; with `approval` a second person accepts."""
    config = yaml.load_yaml(CONFIG.read_bytes())
    config["overview"]["charts"] = ["honours"]
    for topic in config["topics"]:
        topic["charts"] = ["honours"] if topic["topic"] == "model_workers" else []
    config["publishing"] = {"approval": approval}
    (folder / "config.yaml").write_bytes(yaml.dump_yaml(config))
    shutil.copytree(first_release, folder / "store")
    return Dashboard(folder)
