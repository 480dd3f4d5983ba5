"""The directory: everybody once, in alphabetical order, found by name, headline, bio and skill."""

import re
from datetime import timedelta

import pytest
from django.core import serializers
from django.utils import timezone

from apps.live.models import Presence
from apps.people import views
from apps.people.models import Block, Profile, ProfileField
from apps.people.views import PAGE
from apps.tags.models import Tag
from tests.conftest import HTMX


@pytest.fixture
def bobs(client_of, bob):
    return client_of(bob)


def names(response):
    return [profile.user.username for profile in response.context["people"]]


@pytest.fixture
def called(make_user):
    def make(username, name, **details):
        user = make_user(username)
        profile = user.profile
        profile.name = name
        for field, value in details.items():
            setattr(profile, field, value)
        profile.save()
        return profile

    return make


@pytest.mark.both_databases
@pytest.mark.empty_site
def test_in_alphabetical_order_without_regard_to_accents_and_case(bobs, called):
    for username, name in (("zoe", "zoë"), ("emi", "Émile"), ("eve", "eve"), ("aaa", "Älla")):
        called(username, name)
    assert names(bobs.get("/people/")) == ["aaa", "bob", "emi", "eve", "zoe"]


@pytest.mark.both_databases
@pytest.mark.empty_site
def test_everybody_once_through_all_pages(bobs, make_user):
    everybody = {"bob"} | {make_user(f"person.{number}").username for number in range(2 * PAGE + 5)}
    Profile.objects.exclude(user__username="bob").update(name="Same Name", sort_name="same name")
    address, seen = "/people/", []
    while address:
        response = bobs.get(address)
        seen += names(response)
        link = re.search(r'class="waiting" href="(\?[^"]+)"', response.text)
        address = link and "/people/" + link[1].replace("&amp;", "&")
    assert sorted(seen) == sorted(everybody)


@pytest.mark.both_databases
def test_for_htmx_the_next_page_is_a_fragment_and_keeps_the_search(bobs, make_user):
    for number in range(PAGE + 3):
        make_user(f"person.{number}")
    first = bobs.get("/people/?q=person")
    link = re.search(r'hx-get="(\?[^"]+)"', first.text)[1].replace("&amp;", "&")
    second = bobs.get(f"/people/{link}", headers=HTMX)
    assert "<html" not in second.text
    assert len(names(second)) == 3


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "query", ["emile", "ÉMILE", "glass", "@emi", "#glass", "kiln", "Émi glass", "emil", "GLASS", "tends"]
)
def test_somebody_is_found_by(bobs, called, query):
    emile = called("emi", "Émile", headline="Tends the kiln", bio="Blows Glass")
    emile.skills.add(Tag.objects.create(name="glass"))
    assert names(bobs.get("/people/", {"q": query})) == ["emi"]


@pytest.mark.both_databases
def test_somebody_with_several_skills_that_match_is_found_once(bobs, called):
    called("emi", "Émile").skills.set(Tag.objects.named(["glass", "glassware"]))
    assert names(bobs.get("/people/?q=glass")) == ["emi"]


@pytest.mark.both_databases
@pytest.mark.parametrize("query", ["nobody-at-all", "%", "_", "a%b", "' OR 1=1 --", "\\", "emile nobody"])
def test_nobody_is_found_by(bobs, called, query):
    called("emi", "Émile")
    response = bobs.get("/people/", {"q": query})
    assert response.status_code == 200
    assert names(response) == []


@pytest.mark.both_databases
def test_by_one_skill_exactly(bobs, called):
    called("emi", "Émile").skills.add(Tag.objects.create(name="glass"))
    called("eve", "Eve").skills.add(Tag.objects.create(name="glassware"))
    assert names(bobs.get("/people/?skill=glass")) == ["emi"]


@pytest.mark.parametrize("typed", ["café", "CAFÉ", "cafe\u0301", "#Café", " café "])
def test_a_skill_is_found_however_its_tag_is_typed(bobs, called, typed):
    called("emi", "Émile").skills.set(Tag.objects.named(["café"]))
    assert names(bobs.get("/people/", {"skill": typed})) == ["emi"]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "query",
    ["after=x", "after=1.", "after=.", f"after={'9' * 40}.a", "q=" + "a+" * 500],
)
def test_odd_queries_are_answered(bobs, query):
    assert bobs.get(f"/people/?{query}").status_code == 200


@pytest.mark.parametrize("address", ["/@nobody/", "/@ada%20/", "/@../", "/@" + "x" * 300 + "/"])
def test_whoever_is_not_there_is_not_found(bobs, address):
    assert bobs.get(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/people/?q=%00", "/people/?skill=%00", "/people/?after=1.%00", "/@%00/", "/@a%00b/room/", "/join/%00/", "/%00/"],
)
def test_a_null_character_in_an_address_is_not_understood(bobs, address):
    response = bobs.get(address)
    assert response.status_code == 400
    assert "<h1" in response.text


@pytest.mark.both_databases
@pytest.mark.empty_site
def test_a_closed_account_is_nowhere(bobs, client_of, ada, bob):
    ada.is_active = False
    ada.save()
    assert names(bobs.get("/people/")) == ["bob"]
    assert bobs.get("/@ada/").status_code == 404


def test_the_old_address_keeps_its_query(visitor):
    response = visitor.get("/home/?q=ada&skill=x")
    assert response.status_code == 301
    assert response["Location"] == "/people/?q=ada&skill=x"


def test_each_person_has_a_link_to_the_profile_and_to_the_room(bobs, ada):
    text = bobs.get("/people/").text
    assert 'href="/@ada/"' in text
    assert 'href="/@ada/room/"' in text or 'href="/rooms/ada/"' in text


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        *(("yildiz", "Esra Yıldız"), ("sorensen", "Finn Sørensen"), ("SØRENSEN", "Finn Sorensen")),
        *((word, "Işık") for word in ("ışık", "isik", "IŞIK", "Işık", "işik")),
        *(
            ("太郎", "山田太郎"),
            ("ＡＤＥＬＥ", "Adèle"),
            ("strasse", "Anna Straße"),
            ("thor", "Þórr"),
            ("obrien", "O\u00adBrien"),
        ),
        *(("محمد", "مُحَمَّد"), ("αχιλλευσ", "Ἀχιλλεύς"), ("ё", "Елена")),
    ],
)
def test_a_name_is_found_as_people_type_it(bobs, called, asked, name):
    called("zoe", name)
    assert names(bobs.get("/people/", {"q": asked})) == ["zoe"]


@pytest.mark.both_databases
@pytest.mark.parametrize("field", ["headline", "bio", "place"])
def test_people_are_found_by_what_they_say_of_themselves(bobs, called, field):
    called("zoe", "Zoe", **{field: "Köln-Łódź, 東京"})
    for asked in ("koln", "KÖLN", "lodz", "東京", "köln 東"):
        assert names(bobs.get("/people/", {"q": asked})) == ["zoe"]


@pytest.mark.both_databases
def test_people_are_found_by_skills_without_accents(bobs, called):
    called("zoe", "Zoe").skills.set(Tag.objects.named(["Möbel-bau"]))
    assert names(bobs.get("/people/?q=mobel")) == names(bobs.get("/people/?q=%23MÖBEL")) == ["zoe"]


@pytest.mark.both_databases
@pytest.mark.empty_site
def test_a_name_that_is_written_past_its_model_is_found_and_sorted(bobs, called):
    called("zoe", "Zoe")
    Profile.objects.filter(user__username="zoe").update(name="Ağca Işık")
    assert names(bobs.get("/people/?q=isik")) == ["zoe"]
    assert names(bobs.get("/people/")) == ["zoe", "bob"]


@pytest.mark.both_databases
def test_a_name_that_comes_from_a_fixture_is_found(bobs, called):
    profile = called("zoe", "Zoe")
    fixture = serializers.serialize("json", [profile]).replace('"Zoe"', '"Işık"')
    [row] = serializers.deserialize("json", fixture.replace('"search_text": "zoe', '"search_text": "old'))
    row.save()
    assert names(bobs.get("/people/?q=isik")) == ["zoe"]


@pytest.mark.both_databases
def test_the_place_is_searched_as_it_is_after_a_change(bobs, called):
    profile = called("zoe", "Zoe", place="Ghent")
    profile.place = "Århus"
    profile.save(update_fields=["place"])
    assert names(bobs.get("/people/?q=aarhus")) == names(bobs.get("/people/?q=ghent")) == []
    assert names(bobs.get("/people/?q=arhus")) == ["zoe"]


def card(response, username):
    profile = Profile.objects.get(user__username=username)
    return response.text.partition(f'id="person-{profile.pk}"')[2].partition("</article>")[0]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_a_card_has_what_one_may_do(bobs, ada, cleo, owner, headers):
    bobs.post("/@ada/follow/")
    bobs.post("/@cleo/block/")
    response = bobs.get("/people/", headers=headers)
    expected = (("ada", "Following", True), (owner.username, "Follow", True), ("cleo", "", False))
    for username, follow, message in expected:
        found = card(response, username)
        assert (f'href="/messages/{username}/"' in found) is message
        assert re.findall(r"aria-pressed=\"\w+\">(\w+)</button>", found) == ([follow] if follow else [])
    own = card(response, "bob")
    assert "Message" not in own
    assert "<form" not in own


def test_a_card_shows_visitors_nothing_to_do(visitor, set_site, ada):
    set_site(visitors_may_read="rooms-people")
    found = card(visitor.get("/people/"), "ada")
    assert "Message" not in found
    assert "<form" not in found


def test_following_from_a_card_without_scripts_leads_back_to_the_list(bobs, ada):
    found = card(bobs.get("/people/?q=ada"), "ada")
    back = re.search(r'name="back" value="([^"]+)"', found)[1]
    row = re.search(r'name="row" value="([^"]+)"', found)[1]
    assert f'id="{row}-by"' in found
    assert bobs.post("/@ada/follow/", {"back": back, "row": row})["Location"] == "/people/?q=ada"
    fragment = bobs.post("/@ada/follow/", {"back": back, "row": row}, headers=HTMX)
    assert f'id="{row}-follow" aria-pressed="true"' in fragment.text
    assert fragment["HX-Trigger-After-Settle"], "an empty feed hears of it"


def test_the_directory_asks_no_more_for_more_people(bobs, make_user, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    bobs.get("/people/")
    with CaptureQueriesContext(connection) as few:
        bobs.get("/people/")
    for number in range(8):
        make_user(f"person.{number}")
    with django_assert_num_queries(len(few)):
        bobs.get("/people/")


def join_days_ago(user, days):
    type(user).objects.filter(pk=user.pk).update(date_joined=timezone.now() - timedelta(days=days))


@pytest.mark.both_databases
@pytest.mark.empty_site
def test_the_newest_come_first_through_all_pages(bobs, make_user):
    expected = ["bob", *(make_user(f"person.{number}").username for number in range(PAGE + 5))][::-1]
    first = bobs.get("/people/?sort=newest")
    link = re.search(r'class="waiting" href="([^"]+)"', first.text)[1].replace("&amp;", "&")
    assert names(first) + names(bobs.get(f"/people/{link}")) == expected


def test_only_who_joined_lately(bobs, ada, bob, cleo):
    join_days_ago(ada, 31)
    join_days_ago(cleo, 29)
    found = names(bobs.get("/people/?new=1"))
    assert "cleo" in found
    assert "ada" not in found


@pytest.mark.both_databases
@pytest.mark.parametrize("place", ["köln", "KOLN", "shop 6", "ö"])
def test_only_who_is_at_a_place(bobs, called, place):
    called("zoe", "Zoe", place="Workshop 6, Köln")
    called("eve", "Eve of Köln", bio="Workshop 6")
    assert names(bobs.get("/people/", {"place": place})) == ["zoe"]


def come(user):
    Presence.objects.create(channel="notifications", user=user, process="test")


@pytest.mark.both_databases
def test_only_who_is_online_and_not_where_there_is_a_block(bobs, visitor, set_site, ada, bob, cleo):
    come(ada), come(cleo)
    Block.objects.make(cleo, bob)
    assert names(bobs.get("/people/?online=1")) == ["ada"]
    assert "cleo" not in names(bobs.get("/people/"))
    Block.objects.make(bob, ada)
    assert names(bobs.get("/people/?online=1")) == []
    assert "ada" in names(bobs.get("/people/")), "he has to find whom he may unblock"
    set_site(visitors_may_read="rooms-people")
    assert len(names(visitor.get("/people/?online=1"))) > 2, "visitors do not learn who is online"


def test_only_whom_one_follows(bobs, ada, cleo):
    bobs.post("/@ada/follow/")
    assert names(bobs.get("/people/?following=1")) == ["ada"]


@pytest.mark.both_databases
def test_filters_narrow_each_other_and_stay_in_the_address(bobs, called):
    called("zoe", "Zoe", place="Ghent").skills.add(Tag.objects.create(name="glass"))
    called("zora", "Zora", place="Ghent")
    response = bobs.get("/people/?q=zo&skill=glass&place=ghent&new=1&sort=newest&online=", headers=HTMX)
    assert names(response) == ["zoe"]
    assert response["HX-Push-Url"] == "/people/?q=zo&skill=glass&place=ghent&new=1&sort=newest"
    assert 'id="people-total" hx-swap-oob="true">1 person<' in response.text
    assert "<html" not in response.text


def test_the_form_shows_what_was_asked(bobs):
    text = bobs.get("/people/?q=%22zo&skill=glass&place=ghent&new=1&sort=newest").text
    for shown in ('value="&quot;zo"', 'value="glass"', 'value="ghent"', 'name="new" value="1" checked'):
        assert shown in text
    assert '<option value="newest" selected>' in text


def test_more_people_than_are_counted(bobs, make_user, monkeypatch):
    monkeypatch.setattr(views, "MOST_COUNTED", 3)
    assert "More than 3 people" in bobs.get("/people/").text


@pytest.mark.parametrize("query", ["sort=up", "online=x&new=x", "sort=newest&after=x.y", "sort=newest&after=1.2.3"])
def test_odd_filters_are_answered(bobs, query):
    assert bobs.get(f"/people/?{query}").status_code == 200


@pytest.mark.both_databases
def test_people_are_filtered_by_the_sites_own_choices_and_by_nothing_else(bobs, called):
    team = ProfileField.objects.create(label="Team", type="choice", choices="Red\nBlue & co")
    secret = ProfileField.objects.create(label="Birthday", type="date")
    for name, value in (("zoe", "Blue & co"), ("zora", "Red")):
        profile = called(name, name)
        profile.field_values.create(field=team, value=value)
        profile.field_values.create(field=secret, value="2001-01-01")
    response = bobs.get("/people/", {f"field-{team.pk}": "Blue & co", "q": "zo"})
    assert names(response) == ["zoe"]
    assert "<option selected>Blue &amp; co</option>" in response.text
    assert f'name="field-{secret.pk}"' not in response.text
    assert names(bobs.get("/people/", {f"field-{secret.pk}": "2001-01-01"})) == []
    for odd in ("field-=Red", "field-x=Red", "field-99999999999999=Red", f"field-{team.pk}="):
        assert bobs.get(f"/people/?{odd}").status_code == 200
