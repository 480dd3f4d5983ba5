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


def test_two_people_cannot_both_use_the_last_place(db, mod):
    invitation = Invitation.objects.create(made_by=mod, uses_left=1)
    assert [Invitation.use(invitation.code), Invitation.use(invitation.code)] == [True, False]
