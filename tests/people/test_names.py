"""One check for every name that people give, wherever they give it; and nobody takes the name of staff."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from apps.accounts.models import SiteSettings, User
from apps.rooms.models import Room
from tests.cast import PASSWORD
from tests.people.test_profile import links

pytestmark = pytest.mark.django_db

TOWER = "Z\u0351\u036b\u0343algo"  # three accents on one letter
NOT_SEEN = ["\u200b", "\u2800", "\u3164", "\u202eadA", "Ada\u2066", "a\u200bda", "Ada\nOkafor", "\u0301", TOWER]


@pytest.fixture
def staff(owner, mod):
    owner.profile.name = "Olga Petrova"
    owner.profile.save()
    mod.profile.name = "Mira Novak"
    mod.profile.save()


def takes(client, name, **more):
    return client.post("/settings/profile/", {"name": name, **more})


@pytest.mark.parametrize("name", NOT_SEEN)
def test_no_display_name_is_invisible_or_turns_the_text(client_of, ada, name):
    answer = takes(client_of(ada), name, bio="Weaver, mostly")
    assert answer.status_code == 422
    assert "Weaver, mostly" in answer.text
    ada.profile.refresh_from_db()
    assert ada.profile.name == "ada"


@pytest.mark.parametrize("name", NOT_SEEN)
def test_no_room_has_such_a_name_either(client_of, ada, name, studio):
    client = client_of(ada)
    assert client.post("/rooms/new/", {"name": name, "kind": "open"}).status_code == 422
    assert client.post("/rooms/studio/settings/", {"name": name, "kind": "open"}).status_code == 422
    assert list(Room.objects.filter(owner=ada, kind="open").values_list("name", flat=True)) == ["Studio"]


@pytest.mark.both_databases
def test_nor_the_site_nor_a_group_nor_a_room_or_profile_in_the_admin(client_of, owner, ada, studio):
    client = client_of(owner)
    group = Group.objects.create(name="Weavers")
    site, _new = SiteSettings.objects.get_or_create(pk=1)
    for thing in (site, group, studio, ada.profile):
        label = f"{thing._meta.app_label}_{thing._meta.model_name}"
        answer = client.post(reverse(f"admin:{label}_change", args=[thing.pk]), {"name": "\u202egpj"})
        assert answer.status_code == 200
        assert "invisible character" in answer.text
        thing.refresh_from_db()
        assert "\u202e" not in thing.name


@pytest.mark.empty_site
def test_nor_the_site_at_its_first_run(client):
    form = {"site_name": "\u2800", "username": "olga", "email": "olga@courtyard.example", "password": PASSWORD}
    assert client.post("/welcome/", form).status_code == 422
    assert not User.objects.exists()


def test_nor_a_line_beside_a_name(client_of, ada):
    for field in ("headline", "place", "pronouns"):
        assert takes(client_of(ada), "Ada", **{field: "x\u202ey"}).status_code == 422


# --- Not like staff -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "Olga Petrova",
        "olga petrova",
        "OLGA PETROVA",
        "Olga  Petrova",
        "\u041elga Petrova",
        "OlgaPetrova",
        "0lga Petr0va",
        "Olga Petrova.",
        "olga",
        "Olga",
        "01ga",
        "Mira Novak",
        "Mira \u039dovak",
        "M\u0456ra Novak",
        "mod.bell",
        "Mod Bell",
    ],
)
def test_a_member_is_not_called_like_staff(client_of, staff, ada, name):
    answer = takes(client_of(ada), name)
    assert answer.status_code == 422
    assert "too close to a staff member’s" in answer.text
    assert takes(client_of(ada), "Ada Petrova").status_code == 302


@pytest.mark.parametrize(
    "name",
    [
        "Admin",
        "ADMIN",
        "\u0410dmin",
        "Adm1n",
        "administrator",
        "Moderator",
        "The Moderators",
        "Staff",
        "Support",
        "System",
        "Everyone",
        "Courtyard",
        "C0urtyard",
        "Courtyard Support",
        "Support Courtyard",
        "Ada (Admin)",
        "Ada | moderator",
        "Owner",
        "The Owner",
    ],
)
def test_a_member_is_not_called_like_an_office_or_the_site(client_of, ada, name):
    answer = takes(client_of(ada), name)
    assert answer.status_code == 422
    assert "reserved" in answer.text


@pytest.mark.parametrize("name", ["Ada", "Oleg", "Olga P.", "Adam Minster", "Stafford", "Supporto", "Modesta"])
def test_other_names_are_free(client_of, staff, ada, name):
    assert takes(client_of(ada), name).status_code == 302


def test_staff_may_call_themselves_as_they_like(client_of, staff, mod, owner):
    assert takes(client_of(mod), "Moderator").status_code == 302
    assert takes(client_of(owner), "Mira Novak").status_code == 302


def test_who_has_a_name_keeps_it_when_staff_come_to_have_it(client_of, ada, bob, owner):
    ada.profile.name = "Mira Novak"
    ada.profile.save()
    owner.profile.name = "Mira Novak"
    owner.profile.save()
    assert takes(client_of(ada), "Mira Novak", headline="Weaver").status_code == 302
    assert takes(client_of(bob), "Mira Novak").status_code == 422


@pytest.mark.both_databases
def test_nobody_registers_under_a_name_like_that_of_staff(visitor, staff):
    form = {"email": "d@elsewhere.example", "password1": "seven-swallows-south", "password2": "seven-swallows-south"}
    for username in ("0lga", "mira.novak", "modbell", "olgapetrova"):
        assert visitor.post(reverse("account_signup"), {**form, "username": username}).status_code == 422
    assert visitor.post(reverse("account_signup"), {**form, "username": "miran"}).status_code == 302


@pytest.mark.parametrize("name", ["Olga Petrova", "\u041elga", "Admin", "M0derator"])
def test_no_member_opens_a_room_that_is_called_like_staff(client_of, staff, ada, owner, name):
    assert client_of(ada).post("/rooms/new/", {"name": name, "kind": "open"}).status_code == 422
    assert client_of(owner).post("/rooms/new/", {"name": name, "kind": "open"}).status_code == 302
    assert client_of(ada).post("/rooms/new/", {"name": "Support", "kind": "open"}).status_code == 302


@pytest.mark.parametrize(
    "name",
    [
        "Mira \u039dovak",
        "Mira Novak",
        "Courtyard",
        "Courtyard Support",
        "Paul the Admin",
        "\u202ePaul",
        "\u2800",
        TOWER,
    ],
)
def test_no_guest_is_called_so(client_of, staff, studio, name):
    studio.admits_guests = True
    studio.save()
    assert client_of(None).post("/rooms/studio/guest/", {"name": name}).status_code == 422
    assert studio.guests.count() == 0


@pytest.mark.parametrize("website", ["ftp://ada.example", "javascript:alert(1)", "https://ada:pw@ada.example"])
def test_a_website_is_a_website(client_of, ada, website):
    answer = takes(client_of(ada), "Ada", **links(website))
    assert answer.status_code == 422
    assert website in answer.text
    assert not ada.profile.links.exists()


def test_a_website_in_the_admin_is_one_too(client_of, owner, ada):
    form = {"profile": ada.pk, "type": "website", "url": "ftp://ada.example", "position": "0"}
    answer = client_of(owner).post(reverse("admin:people_profilelink_add"), form)
    assert "Enter the address of a website" in answer.text
