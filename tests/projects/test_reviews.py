"""Reviews: one of each person, edited, withdrawn, answered, hidden; and the numbers that a project says of them."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from apps.notifications.models import Notification
from apps.people.models import Block
from apps.posts import counters
from apps.projects.models import AlreadyAnswered, AlreadyReviewed, CannotAnswer, CannotReview, Project, Review
from tests.conftest import HTMX

from .conftest import counts, said

pytestmark = pytest.mark.django_db
REVIEWED, ANSWERED = "bob reviewed your project", "ada replied to your review"


def changed(one, is_positive=None, **values):
    """Edit a review: the rest as it is."""
    same = {"is_positive": one.is_positive, "body": one.body, "relation": one.relation}
    return one.edit(**same | values | ({} if is_positive is None else {"is_positive": is_positive}))


@pytest.mark.both_databases
def test_a_review_is_counted_and_told_to_the_owner_alone(ada, bob, cleo, mod, bike, review, join):
    join(bike, mod)
    Notification.objects.all().delete()
    one = review(bike, bob, body="It *carries* a fridge")
    review(bike, cleo, False)
    assert counts(bike) == (2, 1)
    assert Project.objects.get(pk=bike.pk).positive_share == 50
    assert "<em>carries</em>" in one.body_html
    assert said(ada) == ["cleo and bob reviewed your project"]
    assert [said(user) for user in (bob, cleo, mod)] == [[], [], []]


def test_a_project_without_reviews_has_no_share(bike, bob, review):
    assert bike.positive_share is None
    review(bike, bob)
    assert Project.objects.get(pk=bike.pk).positive_share == 100


@pytest.mark.both_databases
def test_a_second_review_is_refused_and_changes_no_number(ada, bob, bike, review):
    review(bike, bob)
    with pytest.raises(AlreadyReviewed):
        review(bike, bob, False)
    assert counts(bike) == (1, 1)
    assert bike.reviews.get().is_positive


def test_owner_and_collaborators_review_nothing_of_theirs(ada, bob, cleo, bike, review, join):
    join(bike, bob)
    for user in (ada, bob):
        with pytest.raises(CannotReview):
            review(bike, user)
    assert counts(bike) == (0, 0)
    bike.invite(cleo)
    review(bike, cleo)  # who has not accepted works on nothing
    bike.remove_collaborator(bob)
    review(bike, bob)
    assert counts(bike) == (2, 2)


@pytest.mark.both_databases
def test_an_edit_moves_the_numbers_and_is_marked(ada, bob, bike, review):
    one = review(bike, bob)
    changed(one, is_positive=False, body="It *broke*", relation="worked")
    assert counts(bike) == (1, 0)
    one.refresh_from_db()
    assert (one.is_positive, one.relation, one.edited_at is None) == (False, "worked", False)
    assert "<em>broke</em>" in one.body_html
    changed(one, is_positive=True), changed(one, is_positive=True)
    assert counts(bike) == (1, 1)
    assert said(ada) == [REVIEWED]


def test_the_same_values_edit_nothing(bob, bike, review):
    one = review(bike, bob)
    assert changed(one).edited_at is None
    assert Review.objects.get().edited_at is None


@pytest.mark.both_databases
def test_withdrawn_twice_is_withdrawn_once(ada, bob, cleo, bike, review):
    one, _other = review(bike, bob), review(bike, cleo, False)
    one.write_answer("Thank you")
    assert one.withdraw() is True
    assert one.withdraw() is False
    assert counts(bike) == (1, 0)
    assert (said(ada), said(bob)) == (["cleo reviewed your project"], [])
    for write in (lambda: changed(one), lambda: one.write_answer("Late"), lambda: one.set_hidden(True)):
        with pytest.raises(Review.DoesNotExist):
            write()
    review(bike, bob, False)  # and again
    assert counts(bike) == (2, 0)


def test_it_is_answered_once(ada, bob, cleo, bike, review):
    one = review(bike, bob)
    one = one.write_answer("Thank you, @bob")
    with pytest.raises(AlreadyAnswered):
        one.write_answer("Again")
    one.refresh_from_db()
    assert one.answer == "Thank you, @bob"
    assert f'data-mention="{bob.pk}"' in one.answer_html
    assert (said(bob), said(cleo), said(ada)) == ([ANSWERED], [], [REVIEWED])


@pytest.mark.both_databases
def test_an_answer_stays_that_of_who_wrote_it(ada, bob, cleo, bike, review, join, mod, client_of):
    one, other = review(bike, bob), review(bike, cleo)
    one = one.write_answer("Thank you")
    join(bike, mod), bike.transfer_ownership(mod)
    with pytest.raises(CannotAnswer):
        other.write_answer("Of who owned it when the page was loaded")
    page = client_of(bob).get(bike.get_absolute_url())
    reply = page.text[page.text.index('class="review__reply"') :].partition("</p>")[0]
    assert 'href="/@ada/"' in reply
    assert "Owner" not in reply
    Block.objects.make(cleo, ada)
    seen = {user: Review.objects.visible_to(user).get(pk=one.pk).hides_answer for user in (ada, bob, cleo, mod)}
    assert seen == {ada: False, bob: False, cleo: True, mod: False}
    assert "Thank you" not in client_of(cleo).get(bike.get_absolute_url()).text
    Review.objects.update(answered_by=None)
    import_module("apps.projects.migrations.0005_answers_of_owners").set_author(apps, None)
    assert dict(Review.objects.values_list("pk", "answered_by")) == {one.pk: mod.pk, other.pk: None}


@pytest.mark.both_databases
def test_an_answer_is_deleted_by_who_wrote_it_and_by_the_owner(ada, bob, cleo, mod, bike, review, join, client_of):
    one = review(bike, bob)
    address = f"/reviews/{one.pk}/answer/"
    join(bike, mod), join(bike, cleo)
    for owner, deletes, others in [(ada, ada, (bob, cleo)), (ada, mod, (bob, cleo))]:
        one.project.refresh_from_db()
        one.write_answer("Thank you")
        if owner != deletes:
            bike.transfer_ownership(deletes)
        assert said(bob) == [ANSWERED]
        for user in others:
            assert client_of(user).delete(address).status_code == 404
        for _twice in range(2):
            assert client_of(deletes).post(address, {"_method": "delete"}, headers=HTMX).status_code == 200
        one.refresh_from_db()
        assert (one.answer, one.answer_html, one.answered_at, one.answered_by) == ("", "", None, None)
        assert said(bob) == []
    assert client_of(ada).delete(address).status_code == 404  # who owns it no longer, and has no answer there


@pytest.mark.both_databases
def test_a_hidden_review_is_its_authors_alone_and_not_counted(ada, bob, cleo, owner, bike, review):
    one, _other = review(bike, bob), review(bike, cleo, False)
    assert one.set_hidden(True, by=owner) is True
    assert one.set_hidden(True, by=owner) is False
    assert counts(bike) == (1, 0)
    assert said(ada) == ["cleo reviewed your project"]
    seen = {user: list(Review.objects.visible_to(user).filter(pk=one.pk)) for user in (ada, bob, cleo, owner)}
    assert seen == {ada: [], bob: [one], cleo: [], owner: []}
    assert not Review.objects.visible_to(AnonymousUser()).filter(pk=one.pk).exists()
    changed(one, is_positive=False), changed(one, is_positive=True, body="Still")
    assert counts(bike) == (1, 0)
    with pytest.raises(AlreadyReviewed):
        review(bike, bob)
    assert one.set_hidden(False) is True
    assert one.set_hidden(False) is False
    assert counts(bike) == (2, 1)
    assert Review.objects.get(pk=one.pk).hidden_by is None


def test_of_a_hidden_review_nobody_is_notified_who_owned_the_project_before(ada, bob, cleo, bike, review, join):
    join(bike, cleo)
    one = review(bike, bob)
    bike.transfer_ownership(cleo)
    one.project.refresh_from_db()
    one.set_hidden(True)
    assert not ada.notifications.filter(kind="review").exists()


@pytest.mark.both_databases
def test_a_hidden_review_is_withdrawn_without_a_number(bob, cleo, bike, review):
    one, _other = review(bike, bob), review(bike, cleo)
    one.set_hidden(True)
    assert one.withdraw() is True
    assert counts(bike) == (1, 1)


def test_a_block_hides_reviews_both_ways(ada, bob, cleo, bike, review):
    one = review(bike, bob)
    Block.objects.make(bob, cleo)
    assert [list(Review.objects.visible_to(user)) for user in (ada, bob, cleo)] == [[one], [one], []]


def test_a_review_of_a_project_that_is_gone_is_not_written(bob, bike, review):
    Project.objects.get(pk=bike.pk).remove()
    with pytest.raises(Project.DoesNotExist):
        review(bike, bob)


@pytest.mark.both_databases
def test_the_database_refuses_more_positive_reviews_than_reviews(bike):
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=bike.pk).update(positive_count=1)


@pytest.mark.both_databases
def test_recount_finds_and_mends_each_number(ada, bob, cleo, mod, bike, review, make_project, capsys):
    other = make_project(bob, "Chair")
    review(bike, bob), review(bike, cleo, False), review(bike, mod).set_hidden(True)
    bike.like(bob)
    bike.comments.say(bike, bob, "Fine")
    right = {"review_count": 2, "positive_count": 1, "like_count": 1, "comment_count": 1}
    wrong = {"review_count": 5, "positive_count": 4, "like_count": 7, "comment_count": 0}
    call_command("recount", "--check")
    for name, number in wrong.items():
        Project.objects.filter(pk=bike.pk).update(**{name: number})
        if name != "positive_count":
            with pytest.raises(CommandError, match="Rows that are off: 1"):
                call_command("recount", "--check")
    assert counters.drifted(Project.objects.all()) == {
        bike.pk: {name: (wrong[name], number) for name, number in right.items()}
    }
    capsys.readouterr()
    call_command("recount")
    assert f"project {bike.pk}: " in capsys.readouterr().out
    assert Project.objects.values(*right).get(pk=bike.pk) == right
    assert counts(other) == (0, 0)
    call_command("recount", "--check")
