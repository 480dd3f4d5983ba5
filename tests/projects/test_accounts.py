"""What becomes of projects and reviews when an account is deleted or renamed."""

import re
from html import unescape

import pytest
from django.urls import reverse

from apps.accounts.models import User
from apps.notifications.models import Mute, Notification
from apps.posts import counters
from apps.posts.models import Comment
from apps.projects.models import Project, Review

from .conftest import counts, said

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def by_the_row(user):
    User.objects.get(pk=user.pk).delete()


def by_a_queryset(user):
    User.objects.filter(pk=user.pk).delete()


each_way = pytest.mark.parametrize("delete", [by_the_row, by_a_queryset], ids=lambda way: way.__name__)


def nothing_is_off():
    return not (counters.drifted(Project.objects.all()) or counters.drifted(Comment.objects.all()))


@each_way
def test_a_project_goes_to_the_first_who_accepted(delete, ada, bob, cleo, mod, owner, bike, join, review):
    for user in (bob, cleo, mod):
        bike.invite(user)
    bike.accept_invitation(cleo), bike.accept_invitation(mod)
    review(bike, owner)
    bike.like(bob), Comment.objects.say(bike, owner, "Fine")
    delete(ada)
    kept = Project.objects.get()
    assert kept.owner == cleo
    assert {one.user: bool(one.accepted_at) for one in kept.collaborators.all()} == {bob: False, mod: True}
    assert (counts(kept), kept.like_count, kept.comment_count) == ((1, 1), 1, 1)
    assert nothing_is_off()
    assert "ada" not in " ".join(said(cleo))


@each_way
def test_a_closed_account_inherits_nothing(delete, ada, bob, cleo, bike, join):
    join(bike, bob), join(bike, cleo)
    User.objects.filter(pk=bob.pk).update(is_active=False)
    delete(ada)
    assert Project.objects.get().owner == cleo


@each_way
def test_a_project_that_nobody_else_works_on_goes_with_all_that_is_told_of_it(delete, ada, bob, cleo, bike, review):
    review(bike, bob), bike.invite(cleo)
    Comment.objects.say(bike, bob, "Look, @cleo")
    Mute.objects.create(user=bob, place=f"project-{bike.pk}")
    delete(ada)
    assert not Project.objects.exists()
    assert not Review.objects.exists()
    assert not Notification.objects.exists()
    assert not Mute.objects.exists()


@each_way
def test_reviews_go_from_the_numbers_of_projects_that_stay(delete, ada, bob, cleo, bike, make_project, review):
    chair = make_project(bob, "Chair")
    review(bike, cleo), review(bike, bob, False)
    review(chair, cleo, False).set_hidden(True)
    delete(cleo)
    assert (counts(bike), counts(chair)) == ((1, 0), (0, 0))
    assert said(ada) == ["bob reviewed your project"]
    assert nothing_is_off()


@pytest.mark.parametrize("keeps", [True, False], ids=["words stay", "words go"])
@each_way
def test_an_answer_goes_with_its_author_or_stays_by_a_former_member(
    delete, keeps, ada, bob, cleo, bike, make_project, review, join, client_of, owner, set_site
):
    set_site(keeps_words_of_former_members=keeps)
    join(bike, cleo)
    one, chair = review(bike, bob).write_answer("Thank you"), make_project(ada, "Chair")
    review(chair, bob).write_answer("Of a project that goes too")
    page = client_of(owner).get(f"/admin/accounts/user/{ada.pk}/delete/")
    part, words = (
        ("kept", "1 reply to a review, by “Former member”") if keeps else ("deleted-objects", "1 reply to a review")
    )
    assert words in words_in(page, part)
    delete(ada)
    one.refresh_from_db()
    page = client_of(bob).get(bike.get_absolute_url()).text
    if keeps:
        assert (one.answer, one.answered_by) == ("Thank you", User.objects.get(is_former=True))
        reply = page[page.index('class="review__reply"') :].partition("</p>")[0]
        assert "Former member" in reply
        assert "href" not in reply
    else:
        assert (one.answer, one.answered_at, User.objects.filter(is_former=True).exists()) == ("", None, False)
        assert "review__reply" not in page
        one.project.refresh_from_db()
        one.write_answer("Of the new owner")


def test_several_accounts_at_once_leave_projects_to_one_who_stays(ada, bob, cleo, bike, make_project, join, review):
    join(bike, bob), join(bike, cleo)
    chair = make_project(cleo, "Chair")
    review(chair, ada), review(chair, bob, False)
    User.objects.filter(pk__in=[ada.pk, bob.pk]).delete()
    assert Project.objects.get(pk=bike.pk).owner == cleo
    assert counts(chair) == (0, 0)
    assert nothing_is_off()


def words_in(response, part):
    found = re.search(rf'<ul id="{part}">(.*?)</ul>', response.text, re.DOTALL)
    return [unescape(line) for line in re.findall(r"<li>(.*?)</li>", found[1], re.DOTALL)] if found else []


def test_the_admin_says_before_what_becomes_of_them(
    client_of, owner, ada, bob, cleo, bike, make_project, join, review
):
    desk, chair = client_of(owner), make_project(bob, "Chair")
    join(bike, cleo), make_project(ada, "Stool"), make_project(ada, "Table", draft=True)
    review(chair, ada)
    comment = Comment.objects.say(chair, ada, "Fine")
    Comment.objects.say(chair, bob, "Thanks", parent=comment)
    Comment.objects.say(bike, ada, "My own, of a project that stays")
    stool = Project.objects.get(title="Stool")
    Comment.objects.say(stool, ada, "My own"), review(stool, bob)
    response = desk.get(f"/admin/accounts/user/{ada.pk}/delete/")
    assert "1 project, to its first collaborator" in words_in(response, "transferred")
    assert [words for words in words_in(response, "deleted-objects") if "room" not in words.lower()] == [
        "2 projects with their reviews and comments",
        "1 review",
        "3 comments under other projects, counting replies to them",
    ]
    listed = {"action": "delete_selected", "_selected_action": [ada.pk, cleo.pk]}
    response = desk.post("/admin/accounts/user/", listed)
    assert not any("collaborator" in words for words in words_in(response, "transferred"))
    assert "3 projects with their reviews and comments" in words_in(response, "deleted-objects")
    assert desk.post("/admin/accounts/user/", listed | {"post": "yes"}).status_code == 302
    assert [project.title for project in Project.objects.all()] == ["Chair"]
    assert nothing_is_off()


def test_reviews_are_hidden_deleted_and_shown_again_at_the_admin(client_of, owner, bob, cleo, bike, review):
    desk, one, two = client_of(owner), review(bike, bob), review(bike, cleo)
    address = reverse("admin:projects_review_changelist")
    for action, expected in [("hide", (0, 0)), ("hide", (0, 0)), ("show", (2, 2))]:
        chosen = {"action": action, "_selected_action": [one.pk, two.pk]}
        assert desk.post(address, chosen).status_code == 302
        assert counts(bike) == expected
    desk.post(address, {"action": "delete_selected", "_selected_action": [one.pk], "post": "yes"})
    assert counts(bike) == (1, 1)


def test_a_collaborator_who_is_added_at_the_admin_reviews_no_longer(client_of, owner, bob, bike, review):
    review(bike, bob)
    form = {"project": bike.pk, "user": bob.pk, "accepted_at_0": "2026-03-01", "accepted_at_1": "12:00"}
    assert client_of(owner).post("/admin/projects/collaborator/add/", form).status_code == 302
    assert bike.has_collaborator(bob)
    assert counts(bike) == (0, 0)


# --- Renames --------------------------------------------------------------------------------------


def rename(user, username):
    user = User.objects.get(pk=user.pk)
    user.username = username
    user.save()


def test_mentions_in_projects_comments_reviews_and_answers_lead_to_the_new_name(
    ada, bob, cleo, bike, make_project, review, join
):
    bike = bike.edit(body="With @bob")
    own, given = make_project(bob, body="I am @bob"), make_project(bob, body="Of @bob's")
    join(given, ada)
    given.transfer_ownership(ada)
    comment = Comment.objects.say(bike, ada, "Thanks @bob")
    said_of_me = review(bike, bob, body="I, @bob, like it")
    answered = review(bike, cleo, body="Ask @bob").write_answer("@bob knows")
    rename(bob, "robert")
    newcomer = User.objects.create_user("bob", "new@courtyard.example")

    def link(html):
        assert f'data-mention="{bob.pk}"' in html
        return re.search(r'<a\b[^>]*href="([^"]*)"', html)[1]

    for row in (bike, own, given, comment, said_of_me, answered):
        row.refresh_from_db()
        assert link(row.body_html) == "/@robert/", row
    assert link(answered.answer_html) == "/@robert/"
    edited = answered.edit(is_positive=True, body="Ask @bob, at noon", relation="used")
    assert link(edited.body_html) == "/@robert/"  # and goes on meaning the same person
    assert f'data-mention="{newcomer.pk}"' in review(given, newcomer, body="I, @bob").body_html
