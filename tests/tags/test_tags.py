"""One vocabulary: however a tag is typed, it is one word."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.tags.models import LONGEST, Tag, normalised, split

WORDS = st.text(max_size=80) | st.text(alphabet="aB #,-_\n\t.é漢ǅİ", max_size=80)


@given(WORDS)
def test_a_normalised_name_is_a_word_or_nothing(text):
    name = normalised(text)
    assert name == "" or re.fullmatch(r"[\w-]+", name)
    assert len(name) <= LONGEST
    assert name == name.strip("-_")


@given(WORDS)
def test_to_normalise_twice_changes_nothing(text):
    assert normalised(normalised(text)) == normalised(text)


@given(WORDS)
def test_upper_and_lower_case_are_one_tag(text):
    assert normalised(text.upper().lower()) == normalised(text.upper())


@given(WORDS)
def test_what_was_split_is_what_a_tag_may_be_called(text):
    for name in split(text):
        Tag(name=name).clean_fields(exclude=["id"])


@given(WORDS)
def test_to_split_what_was_split_changes_nothing(text):
    names = split(text)
    assert split(", ".join(names)) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Welding, Hide glue", ["welding", "hide-glue"]),
        ("#welding #looms", ["welding", "looms"]),
        ("#welding, #looms", ["welding", "looms"]),
        ("hide glue", ["hide-glue"]),
        ("C++, c", ["c"]),
        ("one\ntwo", ["one", "two"]),
        ("  ,,## ,", []),
        ("Keramik, keramik, KERAMIK", ["keramik"]),
        ("Töpfern", ["töpfern"]),
        ("x" * 60, ["x" * 40]),
    ],
)
def test_how_people_type_tags(text, names):
    assert split(text) == names


def test_named_makes_what_is_missing_and_finds_what_is_there(db, django_assert_num_queries):
    Tag.objects.create(name="welding")
    with django_assert_num_queries(2):
        tags = list(Tag.objects.named(["Welding", "#Hide glue", "hide-glue", "", "---"]))
    assert sorted(tag.name for tag in tags) == ["hide-glue", "welding"]
    assert Tag.objects.count() == 2
    assert str(tags[0]).startswith("#")


def test_named_nothing_is_nothing(db):
    assert list(Tag.objects.named([])) == []
