"""Streamlit's widgets in our colours keep their contrast, light and dark."""

import pytest

SETTLED = "[data-testid=stApp][data-test-script-state=notRunning]"


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
    for group in page.locator("[data-testid=stButtonGroup]").all():
        group.locator("button").first.click()
    page.locator(SETTLED).wait_for()
    page.wait_for_timeout(500)  # what was being made again is pale until then
    page.locator("[data-stale=true]").first.wait_for(state="detached")
    assert axe(page) == []
