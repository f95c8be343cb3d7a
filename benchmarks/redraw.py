"""A click that redraws eight charts, in a real browser: the dashboard beside Streamlit and Dash.

    python -m benchmarks.redraw            # medians of interleaved clicks, and their ratios

The click changes the language, which every chart of every page shows. A click ends when each of
the eight drawings has changed in the browser. `naive` is Streamlit as a tutorial has it, `floor`
is Streamlit that only sends what was drawn beforehand: no page in Streamlit is faster than that.
"""

import argparse
import json
import shutil
import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.peers import PEERS, dash, streamlit
from benchmarks.rerun import curated
from tests.helpers.chromium import CHROMIUM_ARGS
from tests.helpers.servers import ROOT, serving

# What each of the drawings on a page looks like now; a figure that is being replaced has none.
LOOK = """() => [...document.querySelectorAll('.js-plotly-plot')].map(plot =>
  plot.querySelector('.main-svg')
    ? plot.textContent + [...plot.querySelectorAll('path')].map(p => p.getAttribute('d')).join()
    : '')"""
SETTLED = f"""count => {{
  const looks = ({LOOK})();
  return looks.length === count && looks.every(look => look.length > 100) && looks;
}}"""
# Clicks an element and gives the milliseconds until every drawing looks otherwise.
CLICK = f"""([element, before]) => new Promise((done, fail) => {{
  const look = {LOOK}, began = performance.now();
  const wait = () => {{
    const now = look();
    const all = now.length === before.length &&
      now.every((each, n) => each.length > 100 && each !== before[n]);
    if (all) done(performance.now() - began);
    else if (performance.now() - began > 20000) fail(new Error('not redrawn'));
    else requestAnimationFrame(wait);
  }};
  element.click();
  wait();
}})"""
BUTTONS = {
    "dashboard": ".st-key-language button",
    "naive": "[data-testid='stButtonGroup'] button:not([data-selected='true'])",
    "floor": "[data-testid='stButtonGroup'] button:not([data-selected='true'])",
    "Dash": "input[type=radio]:not(:checked)",
}


def click(page: Page, name: str) -> float:
    """Click once and give the seconds until eight drawings have changed."""
    page.bring_to_front()
    before = page.wait_for_function(SETTLED, arg=8, timeout=30_000).json_value()
    target = page.locator(BUTTONS[name]).first.element_handle()
    return float(page.evaluate(CLICK, [target, before])) / 1000


def measure(times: int) -> dict[str, float]:
    """Give the median seconds of interleaved clicks on each page."""
    found: dict[str, list[float]] = {name: [] for name in BUTTONS}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name in BUTTONS:
            (folder / name).mkdir()
        curated(folder / "dashboard")
        addresses = {
            "dashboard": stack.enter_context(serving(ROOT / "app.py", folder / "dashboard")),
            "naive": stack.enter_context(streamlit(PEERS / "naive.py")),
            "floor": stack.enter_context(streamlit(PEERS / "bare.py")),
            "Dash": stack.enter_context(dash(PEERS / "dash_app.py")),
        }
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_ARGS
        )
        pages = {name: browser.new_page(viewport={"width": 1440, "height": 900}) for name in found}
        for name, page in pages.items():
            page.goto(addresses[name])
            click(page, name)
        for _ in range(times):
            for name, page in pages.items():
                found[name].append(click(page, name))
        browser.close()
    return {name: round(statistics.median(each), 3) for name, each in found.items()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=15)
    print(json.dumps(measure(parser.parse_args().times), indent=1))
