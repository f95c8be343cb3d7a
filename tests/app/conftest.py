"""The workshop: the web layer around a page with every widget."""

import pytest

from tests.helpers.servers import ROOT, serving


@pytest.fixture(scope="session")
def workshop(tmp_path_factory):
    """The workshop's address."""
    with serving(ROOT / "tests/app/workshop/app.py", tmp_path_factory.mktemp("workshop")) as url:
        yield url
