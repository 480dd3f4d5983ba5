"""Weighted samples: as often as the weights say, the same for the same seed, and page by page."""

import math
import sys
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.search.sampling import key_of, sample, uniform

WEIGHTS = {"one": 1, "two": 2, "four": 4, "eight": 8}
DRAWS = 100_000
CHI_SQUARE = 16.266  # of three degrees of freedom: exceeded with a probability of 0.001


def inclusion_probabilities(weights, size):
    """How probable each one is among the first `size`, when they are drawn one after the other."""
    found = dict.fromkeys(weights, 0)
    for order in permutations(weights, size):
        probability, left = 1, sum(weights.values())
        for name in order:
            probability *= weights[name] / left
            left -= weights[name]
        for name in order:
            found[name] += probability
    return found


def test_samples_are_as_frequent_as_their_weights():
    """First places by a chi-square test; inclusion in three of four within four standard deviations."""
    first, included = dict.fromkeys(WEIGHTS, 0), dict.fromkeys(WEIGHTS, 0)
    for number in range(DRAWS):
        drawn = [name for _key, name in sample(WEIGHTS, f"draw {number}", 3)]
        first[drawn[0]] += 1
        for name in drawn:
            included[name] += 1
    expected = {name: DRAWS * weight / sum(WEIGHTS.values()) for name, weight in WEIGHTS.items()}
    assert sum((first[name] - expected[name]) ** 2 / expected[name] for name in WEIGHTS) < CHI_SQUARE, first
    for name, probability in inclusion_probabilities(WEIGHTS, 3).items():
        deviation = math.sqrt(DRAWS * probability * (1 - probability))
        assert abs(included[name] - DRAWS * probability) < 4 * deviation, name


@given(
    weights=st.dictionaries(st.text(max_size=4), st.floats(allow_nan=True, allow_infinity=True), max_size=30),
    seed=st.text(max_size=8),
    size=st.integers(1, 7),
)
def test_pages_neither_repeat_nor_skip(weights, seed, size):
    pages, after = [], None
    while page := sample(weights, seed, size, after):
        pages += page
        after = page[-1]
    assert pages == sample(weights, seed, len(weights) or 1)
    assert sorted(name for _key, name in pages) == sorted(name for name, weight in weights.items() if weight > 0)


def test_a_candidate_that_is_gone_or_new_moves_no_other():
    order = [name for _key, name in sample(WEIGHTS, "seed", 4)]
    without = {name: weight for name, weight in WEIGHTS.items() if name != order[1]}
    assert [name for _key, name in sample(without, "seed", 4)] == [order[0], *order[2:]]
    assert [name for _key, name in sample(WEIGHTS | {"new": 3}, "seed", 5) if name != "new"] == order


@pytest.mark.parametrize("weight", [0, 0.0, -1, math.nan, -math.inf])
def test_what_has_no_positive_weight_is_never_drawn(weight):
    assert key_of("seed", "post", weight) is None
    assert sample({"post": weight, "other": 1}, "seed", 5) == sample({"other": 1}, "seed", 5)


def test_very_small_and_large_weights_have_keys_too():
    weights = [5e-324, sys.float_info.min, 1, 1e300, sys.float_info.max]
    keys = [key_of("seed", "post", weight) for weight in weights]
    assert keys == sorted(set(keys))
    assert key_of("seed", "post", math.inf) == keys[-1]
    assert all(map(math.isfinite, keys))


@given(seed=st.text(), identity=st.text())
def test_numbers_are_between_zero_and_one(seed, identity):
    assert 0 < uniform(seed, identity) < 1


def test_seed_and_identity_are_told_apart():
    assert uniform("a", "bc") != uniform("ab", "c")
    assert uniform("a", "b") == uniform("a", "b")
