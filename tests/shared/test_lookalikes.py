"""Names that look the same have one likeness."""

import pytest

from apps.shared.lookalikes import likeness


@pytest.mark.parametrize("name", [
    "ada", "ADA", " a d a ", "a.d.a", "a_d_a", "a\u200bda", "\u202eada\u202c", "a\u00adda", "ada\ufe0f",
    "\u0430d\u0430", "\u0391da", "\uff21\uff44\uff41", "ädâ", "a\u0301da", "𝒶𝒹𝒶", "ⓐda", "\u0251da",
    "\u0430\u0501\u0430",
])  # fmt: skip
def test_these_look_like_ada(name):
    assert likeness(name) == likeness("ada")


@pytest.mark.parametrize(("one", "other"), [
    ("Paul", "Pau1"), ("Paul", "PauI"), ("Bob", "B0b"), ("max", "rnax"), ("wanda", "vvanda"), ("İlker", "ilker"),
    ("Paul", "Pau!"), ("Paul", "Pau|"),
])  # fmt: skip
def test_these_look_like_each_other(one, other):
    assert likeness(one) == likeness(other)


@pytest.mark.parametrize(("one", "other"), [
    ("ada", "adam"), ("Clara", "Dara"), ("李雷", "李蕾"), ("Оля", "Юля"), ("bob", "rob"), ("Ana", "Ann"),
    ("Sam", "Fam"), ("Hans", "Hanf"),
])  # fmt: skip
def test_these_do_not(one, other):
    assert likeness(one) != likeness(other)


@pytest.mark.parametrize("name", ["", " ", "\u200b\u200d", "...", "\u0301", "\u3164", "\u2800"])
def test_what_cannot_be_seen_has_no_likeness(name):
    assert likeness(name) == ""
