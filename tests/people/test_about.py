"""The About tab: links, the site's own fields and local time; each section is edited where it is shown."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.people.models import MOST_LINKS, Profile, ProfileField, ProfileFieldValue, ProfileLink
from tests.conftest import HTMX, forget_everything
from tests.people.test_profile import ADDRESS, TYPED, links

pytestmark = pytest.mark.django_db

ABOUT = "/@ada/about/"
PARTS = ("details", "bio", "links", "skills", "fields")


@pytest.fixture
def adas(client_of, ada):
    return client_of(ada)


@pytest.fixture
def bobs(client_of, bob):
    return client_of(bob)


@pytest.fixture
def team():
    return ProfileField.objects.create(label="Team", type="choice", choices="Red\nBlue\n", is_required=True)


def part(name):
    return f"/settings/profile/{name}/"


def links_of(user):
    return [(link.type, link.label, link.url) for link in ProfileLink.objects.filter(profile=user.pk)]


# --- The tab ---------------------------------------------------------------------------------------


def test_the_tab_shows_bio_skills_with_level_and_links(adas, bobs, ada):
    adas.post(ADDRESS, TYPED | links("https://ada.example/") | {"place": "Loft"})
    ada.profile.skill_rows.filter(tag__name="weaving").update(level=3, description="On Saturdays")
    text = bobs.get(ABOUT).text
    for words in (
        "Hello <em>all</em>",
        "Teaches",
        "On Saturdays",
        "Loft",
        'rel="me noopener nofollow"',
        "ada.example",
    ):
        assert words in text, words
    assert "Hello <em>all</em>" not in bobs.get("/@ada/").text
    assert "/settings/profile/bio/" not in text


def test_each_tab_is_a_link_and_the_current_one_says_so(bobs):
    for address in ("/@ada/", ABOUT):
        tabs = re.search(r'<nav class="tabs" id="profile-tabs".*?</nav>', bobs.get(address).text)[0]
        assert re.search(rf'href="{address}" [^>]*aria-current="page"', tabs)
        assert tabs.count("aria-current") == 1


def test_a_follow_on_any_tab_brings_the_numbers_of_the_profile(bobs, ada):
    headers = HTMX | {"HX-Current-URL": f"http://testserver{ABOUT}"}
    assert 'id="profile-numbers"' in bobs.post("/@ada/follow/", headers=headers).text


def test_htmx_gets_the_page_without_what_is_around_it(adas):
    """A style of another nonce in the answer would be refused by the page's policy."""
    text = adas.get(ABOUT, headers=HTMX).text
    assert 'id="about-bio"' in text
    assert "<head" not in text
    for headers in (HTMX | {"HX-Boosted": "true"}, HTMX | {"HX-History-Restore-Request": "true"}):
        assert "<head" in adas.get(ABOUT, headers=headers).text


def test_the_page_costs_the_same_with_few_and_with_many_rows(bobs, ada, team):
    def queries():
        bobs.get(ABOUT)
        forget_everything()
        with CaptureQueriesContext(connection) as captured:
            assert bobs.get(ABOUT).status_code == 200
        return len(captured)

    def fill(number):
        ada.profile.set_skills([f"skill-{n}" for n in range(number)])
        ada.profile.set_links([ProfileLink.of(f"https://ada.example/{n}") for n in range(number)])
        fields = [ProfileField.objects.get_or_create(label=f"Field {n}")[0] for n in range(number)]
        ada.profile.set_field_values(dict.fromkeys(fields, "Yes"))

    fill(1)
    few = queries()
    fill(9)
    assert queries() == few
    assert few <= 18


# --- Links -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [ADDRESS, part("links")])
def test_links_are_kept_with_type_label_and_order(adas, ada, address):
    data = TYPED | links("https://github.com/ada", "", "https://ada.example/")
    data |= {"links-0-type": "github", "links-2-type": "other", "links-2-label": "Drawings"}
    for _ in range(2):
        assert adas.post(address, data).status_code == 302
        assert links_of(ada) == [
            ("github", "", "https://github.com/ada"),
            ("other", "Drawings", "https://ada.example/"),
        ]


def test_a_form_without_links_leaves_them_as_they_are(adas, ada):
    ada.profile.set_links([ProfileLink.of("https://github.com/ada")])
    assert adas.post(ADDRESS, TYPED).status_code == 302
    assert links_of(ada) == [("github", "", "https://github.com/ada")]


@pytest.mark.parametrize("address", [ADDRESS, part("links")])
@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "ftp://ada.example", "not an address"])
def test_a_link_that_is_no_web_address_gets_its_sentence_and_nothing_is_lost(adas, ada, address, url):
    answer = adas.post(address, TYPED | links("https://ada.example/", url))
    assert answer.status_code == 422
    assert "Links start with https:// or http://." in answer.text or "Enter a valid URL" in answer.text
    assert url in answer.text
    assert "https://ada.example/" in answer.text
    assert links_of(ada) == []
    assert Profile.objects.get(user=ada).headline == ""


def test_a_profile_has_ten_links_at_most(adas, ada):
    urls = [f"https://ada.example/{number}" for number in range(MOST_LINKS + 1)]
    answer = adas.post(part("links"), links(*urls))
    assert answer.status_code == 422
    assert "A profile has at most 10 links." in answer.text
    assert urls[-1] in answer.text
    assert adas.post(part("links"), links(*urls[:-1])).status_code == 302
    assert len(links_of(ada)) == MOST_LINKS


def test_a_label_without_an_address_is_not_lost(adas, ada):
    answer = adas.post(part("links"), links("") | {"links-0-label": "Drawings"})
    assert answer.status_code == 422
    assert 'value="Drawings"' in answer.text


def test_odd_numbers_of_links_are_answered(adas):
    for number in ("x", "-1", "9" * 30):
        assert adas.post(part("links"), links("https://ada.example/") | {"links-TOTAL_FORMS": number}).status_code in (
            302,
            422,
        )


# --- The site's own fields -------------------------------------------------------------------------


@pytest.mark.parametrize("address", [ADDRESS, part("fields")])
def test_what_people_fill_in_is_shown_in_the_order_of_the_fields(adas, bobs, ada, team, address):
    born = ProfileField.objects.create(label="Birthday", type="date", position=0)
    site = ProfileField.objects.create(label="Shop", type="link", position=2)
    free = ProfileField.objects.create(label="Bench", type="text", position=3)
    ProfileField.objects.filter(pk=team.pk).update(position=1)
    data = {f"field_{born.pk}": "2001-02-03", f"field_{team.pk}": "Blue", f"field_{site.pk}": "https://shop.example/"}
    for _ in range(2):
        assert adas.post(address, TYPED | data | {f"field_{free.pk}": "<b>"}).status_code == 302
    text = bobs.get(ABOUT).text
    shown = [text.index(words) for words in ("3 February 2001", "Blue", 'href="https://shop.example/"', "&lt;b&gt;")]
    assert shown == sorted(shown)
    adas.post(address, TYPED | data | {f"field_{free.pk}": ""})
    assert "Bench" not in bobs.get(ABOUT).text
    assert ProfileFieldValue.objects.filter(profile=ada.pk).count() == 3


@pytest.mark.parametrize("address", [ADDRESS, part("fields")])
@pytest.mark.parametrize("value", ["", "Green"])
def test_a_required_choice_must_be_one_of_the_choices(adas, ada, team, address, value):
    answer = adas.post(address, TYPED | {f"field_{team.pk}": value})
    assert answer.status_code == 422
    assert not ProfileFieldValue.objects.exists()
    assert Profile.objects.get(user=ada).headline == ""


def test_a_choice_that_is_no_longer_offered_stays_until_another_is_chosen(adas, ada, team):
    ada.profile.set_field_values({team: "Red"})
    ProfileField.objects.filter(pk=team.pk).update(choices="Blue\nGreen")
    assert adas.post(part("fields"), {f"field_{team.pk}": "Red"}).status_code == 302
    assert ProfileFieldValue.objects.get().value == "Red"


def test_a_text_does_not_become_a_link_with_its_fields_type(bobs, ada, team):
    ada.profile.set_field_values({team: "javascript:alert(1)"})
    ProfileField.objects.filter(pk=team.pk).update(type="link")
    text = bobs.get(ABOUT).text
    assert "javascript:alert(1)" in text
    assert 'href="javascript' not in text
    ProfileField.objects.filter(pk=team.pk).update(type="date")
    assert "javascript:alert(1)" in bobs.get(ABOUT).text


def test_a_site_has_ten_fields_at_most(client_of, owner):
    browser, address = client_of(owner), reverse("admin:people_profilefield_add")
    for number in range(10):
        assert browser.post(address, {"label": f"Field {number}", "type": "text", "position": 0}).status_code == 302
    answer = browser.post(address, {"label": "One more", "type": "text", "position": 0})
    assert "A site has at most 10 profile fields." in answer.text
    assert ProfileField.objects.count() == 10
    with pytest.raises(ValidationError, match="at most 10"):
        ProfileField.objects.create(label="One more")
    change = reverse("admin:people_profilefield_change", args=[ProfileField.objects.first().pk])
    assert browser.post(change, {"label": "Team", "type": "text", "position": 0}).status_code == 302


@pytest.mark.parametrize("choices", ["", "Red", "Red\nRed\n", "Red\n" + "x" * 81])
def test_a_choice_needs_at_least_two_short_choices(choices):
    with pytest.raises(ValidationError):
        ProfileField(label="Team", type="choice", choices=choices).full_clean()


@pytest.mark.both_databases
def test_a_profile_has_one_value_in_each_field(ada, team):
    for value in ("Red", "Blue"):
        ada.profile.set_field_values({team: value})
    assert ProfileFieldValue.objects.get().value == "Blue"
    with pytest.raises(IntegrityError), transaction.atomic():
        ProfileFieldValue.objects.create(profile=ada.profile, field=team, value="Red")


# --- Local time ------------------------------------------------------------------------------------


def test_the_local_time_is_shown_to_members_where_a_time_zone_was_chosen(adas, bobs, visitor, ada, set_site):
    set_site(visitors_may_read="rooms-people")
    assert "Local time" not in bobs.get(ABOUT).text
    ada.preferences.time_zone = "Asia/Kathmandu"
    ada.preferences.save()
    assert "Asia/Kathmandu" in bobs.get(ABOUT).text
    assert "Kathmandu" not in visitor.get(ABOUT).text
    assert "Local time" not in visitor.get(ABOUT).text
    adas.post(part("details"), {"headline": "Weaves"})
    assert "Asia/Kathmandu" not in bobs.get(ABOUT).text
    adas.post(part("details"), {"headline": "Weaves", "shows_local_time": "on"})
    assert "Asia/Kathmandu" in bobs.get(ABOUT).text


# --- Editing section by section --------------------------------------------------------------------

GIVEN = {
    "details": {"headline": "Weaves", "place": "Loft"},
    "bio": {"bio": "Hello *all*"},
    "links": links("https://ada.example/"),
    "skills": {"skills": "Weaving, #Dyeing"},
}
WRONG = {"details": {"headline": "x" * 81}, "bio": {"bio": "x" * 2_001}, "skills": {"skills": "x" * 401}}


@pytest.mark.parametrize("name", PARTS)
def test_each_section_has_its_way_to_edit_it_and_back(adas, team, name):
    page = adas.get(ABOUT).text
    assert f'id="about-{name}"' in page
    assert f'hx-get="{part(name)}"' in page
    form = adas.get(part(name), headers=HTMX).text
    assert form.lstrip().startswith(f'<form class="stack" id="about-{name}"')
    assert f'href="{ABOUT}"' in form
    assert "hx-post" in form
    whole = re.search(f'<form [^>]*id="about-{name}".*?</form>', adas.get(part(name)).text, re.DOTALL)[0]
    assert "hx-" not in whole  # what htmx would replace is not on this page


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
@pytest.mark.parametrize("name", GIVEN)
def test_what_is_saved_is_on_the_about_page(adas, name, headers):
    answer = adas.post(part(name), GIVEN[name], headers=headers)
    assert (answer.status_code, answer["Location"]) == (302, ABOUT)
    text = adas.get(ABOUT, headers=headers).text
    assert {"details": "Loft", "bio": "<em>all</em>", "links": "ada.example", "skills": "#dyeing"}[
        name
    ].lower() in text.lower()


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_stays_in_the_form(adas, name, headers):
    answer = adas.post(part(name), WRONG[name], headers=headers)
    assert answer.status_code == 422
    assert next(iter(WRONG[name].values())) in answer.text


def test_skills_that_stay_keep_their_level(adas, ada):
    adas.post(part("skills"), GIVEN["skills"])
    ada.profile.skill_rows.update(level=3)
    adas.post(part("skills"), {"skills": "Weaving"})
    assert [row.level for row in ada.profile.skill_rows.all()] == [3]


def test_there_is_no_other_section(adas):
    assert adas.get(part("password")).status_code == 404
    assert adas.post(part("password")).status_code == 404


def test_a_section_has_no_other_method(adas):
    assert adas.put(part("bio")).status_code == 405
    assert adas.delete(part("bio")).status_code == 405
