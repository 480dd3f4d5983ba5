"""Skills on a profile: which, in which order, how well."""

import pytest
from django.db import IntegrityError, transaction

from apps.people.models import Profile, Skill
from apps.tags.models import Tag

pytestmark = pytest.mark.both_databases

LEVEL = Skill.Level


def skills_of(user):
    return [skill.tag.name for skill in Profile.objects.get(user=user).skill_rows.with_tags()]


def test_skills_are_kept_in_the_order_in_which_they_were_typed(ada, client_of):
    browser = client_of(ada)
    browser.post("/settings/profile/", {"name": "Ada", "skills": "Welding, clay, Oak"})
    assert skills_of(ada) == ["welding", "clay", "oak"]
    assert 'value="welding, clay, oak"' in browser.get("/settings/profile/").text
    browser.post("/settings/profile/", {"name": "Ada", "skills": "oak, welding, paper"})
    assert skills_of(ada) == ["oak", "welding", "paper"]


def test_a_skill_that_stays_keeps_its_level_and_description(ada):
    ada.profile.set_skills(["oak", "clay"])
    ada.profile.skill_rows.filter(tag__name="oak").update(level=LEVEL.TEACHES, description="Green and dry")
    ada.profile.set_skills(["paper", "oak"])
    assert list(ada.profile.skill_rows.values_list("tag__name", "level", "description")) == [
        ("paper", LEVEL.ABLE, ""),
        ("oak", LEVEL.TEACHES, "Green and dry"),
    ]


def test_skills_are_set_with_a_constant_number_of_queries(ada, django_assert_max_num_queries):
    names = [f"skill{number}" for number in range(30)]
    with django_assert_max_num_queries(8):  # two of them are a savepoint
        ada.profile.set_skills(names)
    assert skills_of(ada) == names
    ada.profile.set_skills([])
    assert skills_of(ada) == []


def test_a_profile_has_a_skill_once(ada):
    oak = Tag.objects.create(name="oak")
    ada.profile.skill_rows.create(tag=oak)
    with pytest.raises(IntegrityError), transaction.atomic():
        ada.profile.skill_rows.create(tag=oak)


def test_people_with_one_skill_are_listed_by_level_and_endorsements(ada, bob, cleo):
    oak = Tag.objects.create(name="oak")
    for user, level, endorsements in ((ada, LEVEL.ABLE, 1), (bob, LEVEL.ABLE, 2), (cleo, LEVEL.TEACHES, 0)):
        user.profile.skill_rows.create(tag=oak, level=level, endorsement_count=endorsements)
    assert [skill.profile_id for skill in oak.skills.best_first()] == [cleo.pk, bob.pk, ada.pk]
