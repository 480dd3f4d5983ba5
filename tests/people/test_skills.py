"""Skills on a profile: which, in which order, how well."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

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
    with django_assert_max_num_queries(12):  # two of them are a savepoint
        ada.profile.set_skills(names)
    assert skills_of(ada) == names
    with django_assert_max_num_queries(12):
        ada.profile.set_skills([])
    assert skills_of(ada) == []
    assert "skill29" not in Profile.objects.get(user=ada).word_text


def test_who_is_deleted_gets_no_search_text_for_each_skill(ada):
    ada.profile.set_skills(["oak", "clay"])
    with CaptureQueriesContext(connection) as captured:
        ada.delete()
    assert [query["sql"] for query in captured if "UPDATE" in query["sql"] and '"word_text"' in query["sql"]] == []


def test_a_deleted_tag_leaves_the_search_text(ada):
    ada.profile.set_skills(["oak", "clay"])
    assert "oak" in Profile.objects.get(user=ada).word_text
    Tag.objects.get(name="oak").delete()
    assert "oak" not in Profile.objects.get(user=ada).word_text
    Skill.objects.get().delete()
    assert "clay" not in Profile.objects.get(user=ada).word_text


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


# --- Levels and descriptions ----------------------------------------------------------------------

ADDRESS = "/settings/profile/skills/"


def rows(*skills):
    """The fields of some rows, as a browser sends them: `(name, level, description)`."""
    data = {"skills-TOTAL_FORMS": str(len(skills)), "skills-INITIAL_FORMS": "0"}
    for number, values in enumerate(skills):
        fields = ("name", "level", "description")
        data |= {f"skills-{number}-{field}": value for field, value in zip(fields, values, strict=True)}
    return data


def kept(user):
    return list(user.profile.skill_rows.values_list("tag__name", "level", "description"))


def test_each_skill_has_a_level_and_a_description(client_of, ada):
    adas = client_of(ada)
    ada.profile.set_skills(["oak", "clay"])
    page = adas.get(ADDRESS).text
    assert 'value="oak"' in page
    assert 'name="skills-4-name"' in page
    sent = rows(("Clay", "3", "Wheels <b>only</b>"), ("", "2", ""), ("oak", "1", ""), ("#Hide glue", "", "Warm"))
    assert adas.post(ADDRESS, sent).status_code == 302
    assert kept(ada) == [("clay", 3, "Wheels <b>only</b>"), ("oak", 1, ""), ("hide-glue", 2, "Warm")]
    about = adas.get("/@ada/about/").text
    assert "Wheels &lt;b&gt;only&lt;/b&gt;" in about
    assert "Teaches" in about


def test_a_list_with_commas_keeps_levels_descriptions_and_endorsements(client_of, ada):
    adas = client_of(ada)
    adas.post(ADDRESS, rows(("oak", "3", "Chairs"), ("clay", "1", "")))
    ada.profile.skill_rows.update(endorsement_count=2)
    for address, more in (("/settings/profile/", {"name": "Ada"}), (ADDRESS, {})):
        adas.post(address, {"skills": "steel, oak", **more})
        assert kept(ada) == [("steel", 2, ""), ("oak", 3, "Chairs")]
    adas.post(ADDRESS, rows(("oak", "2", "Tables")))
    assert kept(ada) == [("oak", 2, "Tables")]
    assert ada.profile.skill_rows.get().endorsement_count == 2


def test_a_skill_is_kept_once_with_what_its_first_row_says(client_of, ada):
    oak = Tag.objects.create(name="oak")
    oak.name = "oakwood"
    oak.save()
    client_of(ada).post(ADDRESS, rows(("Oak", "3", "First"), ("oakwood", "1", "Second"), ("OAK", "1", "Third")))
    assert kept(ada) == [("oakwood", 3, "First")]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("", "2", "A description"), "Enter the name of this skill"),
        (("---", "2", ""), "A tag is one word"),
        (("oak", "7", ""), "7 is not one of the available choices"),
        (("oak", "2", "x" * 121), "at most 120 characters"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client_of, ada, row, sentence):
    ada.profile.set_skills(["steel"])
    answer = client_of(ada).post(ADDRESS, rows(("clay", "3", "Typed before"), row))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Typed before" in answer.text
    assert kept(ada) == [("steel", 2, "")]


def test_there_is_a_limit_to_skills_sent_as_rows(client_of, ada):
    answer = client_of(ada).post(ADDRESS, rows(*((f"skill{n}", "2", "") for n in range(61))))
    assert answer.status_code == 422
    assert "at most 60 skills" in answer.text
    assert kept(ada) == []
