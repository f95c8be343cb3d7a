"""Colours that stand for different things are told apart with any colour vision.

Machado, Oliveira and Fernandes (2009), severity 1.0, in linear light; differences in OKLab × 100.
"""

from itertools import combinations, pairwise

import numpy as np
import pytest

from charts.theme import PALETTES, Palette

VISION = {
    "usual": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
# The least difference, × 100, that is promised with any colour vision; about 2 is just noticeable.
SERIES, STEPS, MEANING = 9.0, 4.0, 15.0


def seen(colour: str, vision: str) -> np.ndarray:
    """A colour in OKLab × 100, as somebody with this vision sees it."""
    told = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    light = np.where(told <= 0.04045, told / 12.92, ((told + 0.055) / 1.055) ** 2.4)
    light = np.clip(VISION[vision] @ light, 0, 1)
    return 100 * (TO_LAB @ np.cbrt(TO_LMS @ light))


def apart(one: str, other: str, vision: str) -> float:
    return float(np.linalg.norm(seen(one, vision) - seen(other, vision)))


def close(pairs, vision: str, least: float) -> dict[tuple[str, str], float]:
    """The pairs that are less apart than promised."""
    found = {pair: round(apart(*pair, vision), 1) for pair in pairs}
    return {pair: value for pair, value in found.items() if value < least}


@pytest.fixture(params=PALETTES)
def palette(request) -> Palette:
    return PALETTES[request.param]


@pytest.mark.parametrize("vision", VISION)
def test_series_are_told_apart(palette: Palette, vision: str) -> None:
    assert close(combinations(palette.series, 2), vision, SERIES) == {}


@pytest.mark.parametrize("vision", VISION)
def test_steps_rise_and_each_is_told_from_the_next(palette: Palette, vision: str) -> None:
    assert close(pairwise(palette.steps), vision, STEPS) == {}
    light = [seen(step, vision)[0] for step in palette.steps]
    assert light in (sorted(light), sorted(light, reverse=True))


@pytest.mark.parametrize("vision", VISION)
def test_a_mark_is_told_from_what_is_missing_and_from_the_ground(
    palette: Palette, vision: str
) -> None:
    pairs = [
        (mark, still)
        for mark in (*palette.series, palette.accent)
        for still in (palette.ground, palette.missing)
    ]
    assert close(pairs, vision, MEANING) == {}


def test_a_series_keeps_its_contrast_against_the_ground(palette: Palette) -> None:
    ground = brightness(palette.ground)
    for colour in (*palette.series, palette.accent):
        low, high = sorted((brightness(colour), ground))
        assert (high + 0.05) / (low + 0.05) >= 3, colour


def brightness(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    told = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    light = np.where(told <= 0.04045, told / 12.92, ((told + 0.055) / 1.055) ** 2.4)
    return float(light @ [0.2126, 0.7152, 0.0722])


def test_the_simulation_is_the_published_one() -> None:
    """White stays white, and red and green of one lightness run together for protan and deutan."""
    for vision in VISION:
        assert apart("#FFFFFF", "#FFFFFF", vision) == 0
        assert seen("#FFFFFF", vision)[1:] == pytest.approx([0, 0], abs=0.2)
    assert apart("#C8503C", "#6E7D2D", "usual") > 3 * apart("#C8503C", "#6E7D2D", "deutan")
