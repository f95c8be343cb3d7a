"""Streamlit's widgets in our colours keep their contrast, light and dark."""

import pytest

from tests.helpers.chromium import SETTLED

CALM = """() => !document.querySelector('[data-stale=true]')
    && document.getAnimations().every((each) => each.playState !== 'running')"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["inputs", "boxes"])
def test_nothing_serious_on_a_page_of_widgets(workshop, page, axe, path, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{workshop}/{path}")
    page.locator(SETTLED).wait_for()
    ground = page.locator("[data-testid=stApp]").evaluate(
        "element => getComputedStyle(element).backgroundColor"
    )
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 21, 23)"}[scheme]
    for number, group in enumerate(page.locator("[data-testid=stButtonGroup]").all()):
        group.locator("button").first.click()
        page.locator(f"[data-clicks='{number + 1}']").wait_for(state="attached")
    page.locator(SETTLED).wait_for()
    page.wait_for_function(CALM)
    assert axe(page) == []
