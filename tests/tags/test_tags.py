"""One vocabulary: however a tag is typed, it is one word."""

from importlib import import_module

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from apps.shared.folding import fold
from apps.shared.text import is_in_name, tag_name
from apps.tags.models import LONGEST, Tag, TagFollow, split

pytestmark = pytest.mark.both_databases

WORDS = st.text(max_size=80) | st.text(alphabet="aB #,-_\n\t.é漢ǅİ", max_size=80)


@given(WORDS)
def test_a_normalised_name_is_a_word_or_nothing(text):
    name = tag_name(text)
    assert name == "" or all(map(is_in_name, name))
    assert len(name) <= LONGEST
    assert name == name.strip("-_")


@given(WORDS)
def test_to_normalise_twice_changes_nothing(text):
    assert tag_name(tag_name(text)) == tag_name(text)


@given(WORDS)
def test_upper_and_lower_case_are_one_tag(text):
    assert tag_name(text.upper().lower()) == tag_name(text.upper())
    assert tag_name(text.casefold()) == tag_name(text)


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
    with django_assert_num_queries(3):
        tags = list(Tag.objects.named(["Welding", "#Hide glue", "hide-glue", "", "---"]))
    assert sorted(tag.name for tag in tags) == ["hide-glue", "welding"]
    assert Tag.objects.count() == 2
    assert str(tags[0]).startswith("#")


def test_named_nothing_is_nothing(db):
    assert list(Tag.objects.named([])) == []


def test_the_admin_names_tags_as_everybody_does(db):
    tag = Tag(name="Straße")
    tag.full_clean()
    assert tag.name == "strasse"
    with pytest.raises(ValidationError):
        Tag(name="--").full_clean()


def test_tags_that_become_one_are_put_together(db, ada, bob):
    """What the migration does to tags that were named before there was one rule."""
    from django.apps import apps

    migration = import_module("apps.tags.migrations.0003_fold_names")
    for name in ("straße", "strasse", "λόγος", "\u1112\u1161\u11ab", "oak", "--"):
        Tag.objects.create(name=name)
    old, new = Tag.objects.get(name="straße"), Tag.objects.get(name="strasse")
    for user, tag in ((ada, old), (ada, new), (bob, old)):
        TagFollow.objects.create(user=user, tag=tag)
    ada.profile.skills.set([old])
    bob.profile.skills.set([old, new])
    migration.fold_names(apps, None)
    assert set(Tag.objects.values_list("name", flat=True)) == {"strasse", "λόγοσ", "한", "oak"}
    assert set(new.followers.values_list("user", flat=True)) == {ada.pk, bob.pk}
    assert list(ada.profile.skills.all()) == list(bob.profile.skills.all()) == [new]
    assert Tag.objects.get(name="λόγοσ").search_text == fold("λόγοσ")
