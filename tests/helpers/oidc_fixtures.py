"""Fixtures of a running identity provider; it is imported where a test asks for one."""

import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.helpers.oidc_provider import Idp


@pytest.fixture(scope="module")
def running() -> "Iterator[Idp]":
    """A provider that runs for the tests of one file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from tests.helpers.oidc_provider import provider_running

        with provider_running() as idp:
            yield idp


@pytest.fixture
def idp(running: "Idp") -> "Idp":
    """The running provider, with nothing falsified."""
    running.forge, running.key, running.algorithm, running.asked = {}, None, "RS256", []
    return running
