"""Words can be read on every ground they stand on, by day and by night: WCAG's ratio, computed from the tokens.

What no token tells, axe looks at on a few pages by night: tests/browser/test_pages.py.
"""

import math
import re
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings

CSS = Path(settings.BASE_DIR) / "static/css"
TOKENS = dict(re.findall(r"--([\w-]+): ([^;]+);", (CSS / "tokens.css").read_text().partition("@media")[0]))
SCHEMES = ["light", "dark"]
HUES = range(0, 360, 15)  # an owner may choose any
ENOUGH = 4.5  # AA, for words of any size

WORDS = ["ink", "soft", "faint", "accent-ink", "live", "danger", "care"]
GROUNDS = ["page", "surface", "sunken", "hover", "raised", "pressed"]
WASHES = ["accent-wash", "live-wash", "danger-wash", "care-wash"]
PAIRS = [*product(WORDS, GROUNDS + WASHES), ("on-accent", "accent"), ("on-accent", "accent-ink"), ("page", "ink")]
# On a photo's shade, which lets the photo through; of a mark without words; and what a component was given by these.
OTHER_WORDS = {"on-accent", "on-photo", "page", "accent", "text", "tint"}


def resolved(value, scheme, hue):
    """A token's value in one scheme: `(lightness, chroma, hue in degrees)`."""
    for _level in range(5):
        value = re.sub(r"var\(--accent-hue\)", str(hue), value)
        value = re.sub(r"var\(--([\w-]+)\)", lambda name: TOKENS[name[1]], value)
    value = one_of(value, scheme)
    value = re.sub(r"calc\(([\d.]+) ([*+]) ([\d.]+)\)", calculated, value)
    numbers = re.fullmatch(r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)", value.strip())
    assert numbers, f"not a colour without transparency: {value}"
    return [float(number) for number in numbers.groups()]


def one_of(value, scheme):
    """Of `light-dark(one, other)`, whose colours have no commas."""
    both = re.fullmatch(r"\s*light-dark\(([^,]+), ([^,]+)\)", value)
    return both[1 if scheme == "light" else 2] if both else value


def calculated(sum_of):
    first, second = float(sum_of[1]), float(sum_of[3])
    return str(first * second if sum_of[2] == "*" else first + second)


def luminance(lightness, chroma, hue):
    """As WCAG has it. The matrices are of the CSS Color specification: OKLab to LMS, and LMS to linear sRGB."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    red, green, blue = (min(max(part, 0), 1) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(words, ground, scheme, hue):
    light, dark = sorted((luminance(*resolved(TOKENS[name], scheme, hue)) for name in (words, ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_all_words_can_be_read_on_all_grounds(scheme):
    ratios = {(words, ground, hue): ratio(words, ground, scheme, hue) for words, ground in PAIRS for hue in HUES}
    assert {pair: found for pair, found in ratios.items() if found < ENOUGH} == {}


def test_the_ratio_is_that_of_wcag():
    assert (luminance(1, 0, 0) + 0.05) / (luminance(0, 0, 0) + 0.05) == pytest.approx(21, rel=0.001)
    assert luminance(0.6279, 0.2577, 29.23) == pytest.approx(0.2126, rel=0.01)  # #f00


def test_a_token_is_resolved_for_its_scheme():
    value = "light-dark(var(--ink-1), oklch(.5 calc(.1 * .5) calc(var(--accent-hue) + 5)))"
    assert resolved(value, "dark", 40) == pytest.approx([0.5, 0.05, 45])
    assert resolved(value, "light", 40) == resolved(TOKENS["ink-1"], "light", 0)


def test_components_take_the_colour_of_words_from_these():
    components = [path.read_text() for path in CSS.rglob("*.css") if path.name not in ("tokens.css", "admin.css")]
    used = set(re.findall(r"(?<![\w-])(?:color|--text|--tint): var\(--([\w-]+)", " ".join(components)))
    assert set(WORDS) <= used <= {*WORDS, *OTHER_WORDS}
