"""Collaborators: invited, accepted, declined, removed; and to whom a project is given."""

import pytest

from apps.notifications.models import Notification
from apps.notifications.rows import rows_of
from apps.people.models import Block
from apps.projects.models import AlreadyInvited, CannotInvite, Collaborator, NotACollaborator, Project
from apps.projects.models import collaborators as module

from .conftest import counts, said

pytestmark = pytest.mark.django_db

INVITED = "ada invited you to collaborate on a project"
ACCEPTED = "bob accepted your invitation to a project"


def test_an_invitation_is_told_and_accepted_once(ada, bob, cleo, bike):
    bike.invite(bob)
    assert (said(bob), said(ada), said(cleo)) == ([INVITED], [], [])
    assert rows_of(bob)[0][0].quote == bike.title  # its quotation marks are added where it is shown
    assert not bike.has_collaborator(bob)
    assert bike.accept_invitation(bob) is True
    assert bike.accept_invitation(bob) is False
    assert said(ada) == [ACCEPTED]
    assert bike.has_collaborator(bob)


@pytest.mark.both_databases
@pytest.mark.parametrize("accepted", [False, True])
def test_no_one_is_invited_twice(accepted, ada, bob, bike):
    bike.invite(bob)
    if accepted:
        bike.accept_invitation(bob)
    with pytest.raises(AlreadyInvited):
        bike.invite(bob)
    assert bike.collaborators.count() == 1


def test_who_cannot_be_invited(ada, bob, cleo, mod, studio, bike):
    studio.admits_guests = True
    studio.save()
    guest = studio.admit_guest("Paul", "127.0.0.1").user
    Block.objects.make(ada, bob), Block.objects.make(cleo, ada)
    mod.is_active = False
    for user in (ada, bob, cleo, mod, guest):
        with pytest.raises(CannotInvite):
            bike.invite(user)
    assert not Collaborator.objects.exists()
    assert not Notification.objects.exists()


def test_a_project_has_so_many_collaborators(ada, bob, cleo, bike, monkeypatch):
    monkeypatch.setattr("apps.projects.models.projects.MOST_COLLABORATORS", 1)
    assert module.MOST_COLLABORATORS > 1
    bike.invite(bob)
    with pytest.raises(CannotInvite):
        bike.invite(cleo)
    bike.remove_collaborator(bob)
    bike.invite(cleo)


def test_only_the_invited_accept(ada, bob, bike):
    with pytest.raises(Collaborator.DoesNotExist):
        bike.accept_invitation(bob)
    bike.invite(bob)
    bike.remove_collaborator(bob)
    with pytest.raises(Collaborator.DoesNotExist):
        bike.accept_invitation(bob)
    assert said(ada) == []


def test_a_declined_invitation_is_taken_back(ada, bob, bike):
    bike.invite(bob)
    assert bike.remove_collaborator(bob) is True
    assert bike.remove_collaborator(bob) is False
    assert (said(ada), said(bob)) == ([], [])


@pytest.mark.both_databases
def test_who_leaves_and_is_invited_again_is_told_again(ada, bob, bike, join):
    for _time in range(2):
        join(bike, bob)
        assert (said(bob), said(ada)) == ([INVITED], [ACCEPTED])
        ada.notifications.read(), bob.notifications.read()
        bike.remove_collaborator(bob)
    join(bike, bob)
    assert (ada.notifications.unread().count(), bob.notifications.unread().count()) == (1, 1)
    bike.remove_collaborator(bob)
    assert not Notification.objects.unread().exists()


def test_an_invitation_to_a_draft_is_told_when_it_is_published(ada, bob, cleo, make_project, join):
    draft = make_project(ada, draft=True)
    draft.invite(bob), join(draft, cleo)
    assert (bob.notifications.count(), cleo.notifications.count()) == (0, 0)
    draft.publish(), draft.publish()
    assert (said(bob), said(cleo)) == ([INVITED], [])


def test_on_acceptance_the_own_review_is_withdrawn_with_its_numbers_and_notifications(ada, bob, cleo, bike, review):
    review(bike, bob), review(bike, cleo, False)
    bike.invite(bob)
    assert counts(bike) == (2, 1)  # an invitation alone changes nothing
    bike.accept_invitation(bob)
    assert counts(bike) == (1, 0)
    assert [one.author for one in bike.reviews.all()] == [cleo]
    assert "bob reviewed your project" not in said(ada)


@pytest.mark.parametrize("direction", ["blocks", "is blocked"])
@pytest.mark.parametrize("accepted", [False, True])
def test_a_block_ends_invitation_and_collaboration(direction, accepted, ada, bob, cleo, bike, make_project, join):
    bike.invite(bob)
    if accepted:
        bike.accept_invitation(bob)
    join(make_project(cleo), ada), join(bike, cleo)
    Block.objects.make(*((ada, bob) if direction == "blocks" else (bob, ada)))
    assert list(bike.collaborators.values_list("user", flat=True)) == [cleo.pk]
    assert Collaborator.objects.filter(user=ada).exists()  # cleo's project is none of theirs
    assert INVITED not in said(bob)


# --- Ownership ------------------------------------------------------------------------------------


def test_ownership_goes_to_a_collaborator_and_the_owner_becomes_one(ada, bob, cleo, bike, join):
    join(bike, bob), join(bike, cleo)
    assert bike.transfer_ownership(bob).owner == bob
    bike = Project.objects.get(pk=bike.pk)
    assert bike.transfer_ownership(bob).owner == bob  # a second time changes nothing
    assert {one.user for one in bike.collaborators.accepted()} == {ada, cleo}
    assert said(bob)[0] == "ada made you the owner of a project"
    assert said(cleo) == [INVITED]
    bike.like(cleo)
    assert said(bob)[0] == "cleo liked your project"


def test_it_goes_to_no_one_else(ada, bob, cleo, mod, bike, join):
    bike.invite(bob), join(bike, mod)
    mod.is_active = False
    for user in (bob, cleo, mod):
        with pytest.raises(NotACollaborator):
            bike.transfer_ownership(user)
    bike.refresh_from_db()
    assert bike.owner == ada


def test_to_and_fro_is_told_each_time(ada, bob, bike, join):
    join(bike, bob)
    bike.transfer_ownership(bob)
    bob.notifications.read()
    bike.transfer_ownership(ada), bike.transfer_ownership(bob)
    assert bob.notifications.unread().filter(kind="project-transfer").count() == 1


def test_what_is_gone_has_no_collaborators(ada, bob, bike):
    bike.invite(bob)
    Project.objects.get(pk=bike.pk).remove()
    for verb in (bike.invite, bike.accept_invitation, bike.remove_collaborator, bike.transfer_ownership):
        with pytest.raises(Project.DoesNotExist):
            verb(bob)
