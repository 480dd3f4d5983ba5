"""Links that let somebody in: staff make them and end them."""

import pytest
from django.urls import reverse

from apps.accounts.models import Invitation

pytestmark = pytest.mark.django_db

LIST = "/settings/invitations/"


def test_staff_make_a_link_and_find_it_in_the_list(client_of, mod):
    client = client_of(mod)
    assert client.post(LIST, {"note": "For Dora", "uses_left": 3}).url == LIST
    invitation = Invitation.objects.get()
    page = client.get(LIST).content.decode()
    assert invitation.made_by == mod
    assert f'value="http://testserver/join/{invitation.code}/"' in page
    assert "For Dora" in page
    assert "for 3 people" in page
    assert "made by" in page


def test_a_link_for_nobody_is_refused_and_the_note_stays(client_of, mod):
    answer = client_of(mod).post(LIST, {"note": "For Dora", "uses_left": 0})
    assert answer.status_code == 422
    assert 'value="For Dora"' in answer.content.decode()
    assert not Invitation.objects.exists()


def test_a_link_that_was_ended_lets_nobody_in_and_ending_it_twice_is_no_failure(client_of, mod, visitor):
    invitation = Invitation.objects.create(made_by=mod)
    end = reverse("accounts:end_invitation", args=[invitation.pk])
    client = client_of(mod)
    assert [client.post(end).url, client.post(end).url] == [LIST, LIST]
    assert visitor.get(invitation.get_absolute_url()).status_code == 404


@pytest.mark.both_databases
def test_links_that_are_over_are_not_listed(client_of, mod):
    Invitation.objects.create(made_by=mod, note="Long used", uses_left=0)
    page = client_of(mod).get(LIST).content.decode()
    assert "Long used" not in page
    assert "None just now" in page


def test_for_everybody_else_there_is_no_such_page(client_of, ada, mod):
    invitation = Invitation.objects.create(made_by=mod)
    client = client_of(ada)
    assert client.get(LIST).status_code == 404
    assert client.post(LIST, {"note": "", "uses_left": 1}).status_code == 404
    assert client.post(reverse("accounts:end_invitation", args=[invitation.pk])).status_code == 404
    assert Invitation.objects.count() == 1


def test_visitors_are_sent_to_sign_in(visitor):
    assert visitor.get(LIST).url == f"/accounts/login/?next={LIST}"
    assert visitor.post(reverse("accounts:end_invitation", args=[1])).url.startswith("/accounts/login/")


def test_a_link_is_not_ended_by_looking(client_of, mod):
    assert client_of(mod).get(reverse("accounts:end_invitation", args=[1])).status_code == 405


def test_the_list_costs_the_same_for_many_links(client_of, mod, django_assert_max_num_queries):
    client = client_of(mod)
    client.get(LIST)
    Invitation.objects.bulk_create(Invitation(made_by=mod, note=f"Number {n}") for n in range(40))
    with django_assert_max_num_queries(12):
        client.get(LIST)


@pytest.mark.both_databases
def test_two_people_cannot_both_use_the_last_place(db, mod):
    invitation = Invitation.objects.create(made_by=mod, uses_left=1)
    assert [Invitation.use(invitation.code), Invitation.use(invitation.code)] == [True, False]


# --- Members may invite ---------------------------------------------------------------------------


@pytest.fixture
def inviting(set_site):
    return set_site(registration="invitation", members_may_invite=True)


def test_members_make_links_where_the_owner_lets_them(client_of, ada, visitor, inviting):
    client = client_of(ada)
    assert LIST in client.get("/settings/profile/").text
    assert client.post(LIST, {"note": "For Dora", "uses_left": 2}).url == LIST
    invitation = Invitation.objects.get()
    assert invitation.made_by == ada
    assert visitor.get(invitation.get_absolute_url()).status_code == 302


def test_members_have_no_such_page_otherwise(client_of, ada, set_site):
    for choices in ({"members_may_invite": False}, {"members_may_invite": True, "registration": "closed"}):
        set_site(**choices)
        client = client_of(ada)
        assert LIST not in client.get("/settings/profile/").text
        assert client.get(LIST).status_code == 404
        assert client.post(LIST, {"note": "", "uses_left": 1}).status_code == 404


@pytest.mark.both_databases
def test_members_see_and_end_their_own_links_only(client_of, ada, bob, mod, inviting):
    own, other = (Invitation.objects.create(made_by=user, note=f"By {user.username}") for user in (ada, bob))
    client = client_of(ada)
    page = client.get(LIST).text
    assert "By ada" in page
    assert "By bob" not in page
    assert own.code in page
    assert other.code not in page
    for invitation in (own, other):
        client.post(reverse("accounts:end_invitation", args=[invitation.pk]))
    assert list(Invitation.objects.all()) == [other]
    page = client_of(mod).get(LIST).text
    assert "By bob" in page
    assert "made by Bob" in page or "made by bob" in page


@pytest.mark.both_databases
def test_a_member_has_few_links_at_a_time_and_few_people_on_each(client_of, ada, mod, inviting):
    Invitation.objects.bulk_create(Invitation(made_by=ada) for _n in range(9))
    client = client_of(ada)
    assert client.post(LIST, {"note": "Many", "uses_left": 11}).status_code == 422
    assert client.post(LIST, {"note": "Ten", "uses_left": 10}).status_code == 302
    refused = client.post(LIST, {"note": "One too many", "uses_left": 1})
    assert refused.status_code == 422
    assert "You have 10 links already" in refused.text
    assert "One too many" in refused.text
    Invitation.objects.filter(note="Ten").update(uses_left=0)
    assert client.post(LIST, {"note": "Again", "uses_left": 1}).status_code == 302
    assert client_of(mod).post(LIST, {"note": "", "uses_left": 500}).status_code == 302


def test_the_links_of_a_closed_account_let_nobody_in(visitor, ada, inviting):
    invitation = Invitation.objects.create(made_by=ada)
    ada.is_active = False
    ada.save()
    assert visitor.get(invitation.get_absolute_url()).status_code == 404
    assert not Invitation.use(invitation.code)
    assert Invitation.objects.create(made_by=None) in Invitation.objects.valid()


@pytest.mark.parametrize(("may", "whom"), [(True, "Ask a member or an admin"), (False, "Ask an admin")])
@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/accounts/signup/"])
def test_pages_tell_visitors_whom_to_ask(visitor, set_site, address, may, whom):
    set_site(registration="invitation", members_may_invite=may)
    assert whom in visitor.get(address).text


def test_guests_invite_nobody(client_of, inviting, studio):
    studio.admits_guests = True
    studio.save()
    guest = client_of(None)
    guest.post("/rooms/studio/guest/", {"name": "Paul"})
    assert guest.get(LIST).status_code == 302
