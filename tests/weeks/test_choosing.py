"""What a week's page is made of, and what of it somebody sees."""

from datetime import UTC, datetime

import pytest

from apps.accounts.models import User
from apps.people.models import Block, Follow, Profile
from apps.posts.models import Audience, Comment, Post
from apps.rooms.models import Room
from apps.weeks import people, photos, questions
from apps.weeks.models import Week
from tests.weeks.conftest import DAY, HOUR, WEDNESDAY, WEEK, came, chosen, comment, like, say, shown

pytestmark = pytest.mark.django_db

MONDAY, MONDAY_AFTER = datetime(2026, 11, 9, tzinfo=UTC), datetime(2026, 11, 16, tzinfo=UTC)


# --- Who is new -----------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_who_joined_in_the_week_is_new_in_the_order_of_joining(ada, bob, cleo, mod, make_user):
    came(ada, MONDAY), came(bob, MONDAY_AFTER - HOUR / 60), came(cleo, WEDNESDAY)
    came(mod, MONDAY - HOUR / 60), came(make_user("late"), MONDAY_AFTER)
    assert chosen("people") == [ada.pk, cleo.pk, bob.pk]
    assert Week.chosen_of(WEEK).totals["people"] == 3


@pytest.mark.both_databases
def test_the_week_is_the_sites_own(ada, bob, settings):
    settings.TIME_ZONE = "Pacific/Auckland"  # thirteen hours before Greenwich
    came(ada, MONDAY - 12 * HOUR), came(bob, MONDAY_AFTER - 12 * HOUR)
    assert chosen("people") == [ada.pk]


def test_guests_and_closed_accounts_are_not_new(ada, bob, studio):
    User.objects.update(date_joined=WEDNESDAY - 30 * DAY)
    came(User.objects.create_guest())
    came(bob)
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert chosen("people") == []


def test_of_many_new_people_the_page_holds_a_few(ada, make_user, monkeypatch):
    monkeypatch.setattr(people, "MOST", 2), monkeypatch.setattr(people, "SPARE", 1)
    came(ada, WEDNESDAY - 30 * DAY)
    new = [came(make_user(f"new{number}"), WEDNESDAY + number * HOUR) for number in range(5)]
    week = Week.chosen_of(WEEK)
    assert (len(week.chosen["people"]), week.totals["people"]) == (3, 5)
    assert [profile.user for profile in shown(ada, "people", week)] == new[:2]
    Block.objects.make(new[0], ada)
    assert [profile.user for profile in shown(ada, "people", week)] == new[1:3]


# --- Photos ---------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_a_photo_is_talked_about_by_people_and_not_by_comments(oak, show, ada, bob, cleo, mod, owner):
    other = show(cleo, "Ash")
    for _number in range(5):
        comment(oak, bob)
    comment(other, bob), comment(other, mod)
    assert chosen("photos") == [other.pk, oak.pk]
    comment(oak, cleo), comment(oak, mod)
    assert chosen("photos") == [oak.pk, other.pk]


def test_its_own_author_does_not_count(oak, show, ada, bob, cleo):
    other = show(cleo, "Ash")
    comment(other, cleo)
    assert chosen("photos") == [oak.pk]
    comment(other, bob), comment(oak, ada)
    assert chosen("photos") == [other.pk, oak.pk]  # as many talked; the newer first


@pytest.mark.both_databases
def test_where_as_many_talked_likes_decide_and_then_the_newer_one(oak, show, bob, cleo, mod):
    other = show(cleo, "Ash")
    comment(other, bob)
    assert chosen("photos") == [other.pk, oak.pk]
    like(oak, mod)
    assert chosen("photos") == [oak.pk, other.pk]
    like(other, mod, at=WEDNESDAY - 7 * DAY)
    assert chosen("photos") == [oak.pk, other.pk]


@pytest.mark.both_databases
@pytest.mark.parametrize("moment", [MONDAY - HOUR / 60, MONDAY_AFTER])
def test_only_what_was_said_in_the_week_counts_whenever_it_was_shown(oak, bob, moment):
    Post.objects.update(published_at=MONDAY - 30 * DAY)
    assert chosen("photos") == [oak.pk]
    Comment.objects.update(said_at=moment)
    assert chosen("photos") == []


@pytest.mark.both_databases
def test_of_each_author_there_is_one(oak, show, ada, bob, cleo):
    other = show(ada, "Another")
    comment(other, bob), comment(other, cleo)
    assert chosen("photos") == [other.pk]


def test_without_a_word_or_without_a_photo_there_is_nothing(show, ada, bob):
    show(ada, "Oak").like(bob)
    comment(Post.objects.publish(bob, [], "No photo"), ada)
    assert chosen("photos") == []


@pytest.mark.parametrize("hidden", ["private", "followers", "archived", "closed"])
def test_what_not_every_member_may_see_is_not_chosen(oak, ada, bob, hidden):
    Follow.objects.make(bob, ada)
    hide(oak, hidden)
    assert chosen("photos") == []
    assert Week.chosen_of(WEEK).totals["photos"] == 0


@pytest.mark.parametrize("hidden", ["private", "followers", "archived", "closed", "deleted"])
def test_what_is_hidden_since_is_absent(oak, cleo, hidden):
    week = Week.chosen_of(WEEK)
    assert shown(cleo, "photos", week) == [oak]
    hide(oak, hidden)
    assert shown(cleo, "photos", week) == []


def hide(post, how):
    match how:
        case "private":
            Profile.objects.filter(user=post.author).update(is_private=True)
        case "followers":
            Post.objects.filter(pk=post.pk).update(audience=Audience.FOLLOWERS)
        case "archived":
            post.archive()
        case "closed":
            User.objects.filter(pk=post.author_id).update(is_active=False)
        case "deleted":
            post.remove()


@pytest.mark.both_databases
def test_another_photo_stands_in_for_what_somebody_may_not_see(oak, show, bob, cleo, mod, monkeypatch):
    monkeypatch.setattr(photos, "MOST", 1), monkeypatch.setattr(photos, "SPARE", 1)
    other = show(cleo, "Ash")
    comment(oak, mod), comment(other, bob)
    week = Week.chosen_of(WEEK)
    assert shown(bob, "photos", week) == [oak]
    Block.objects.make(bob, oak.author)
    assert shown(bob, "photos", week) == [other]


# --- Questions ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "Whose is the ladder?",
        "Really?!",
        "Does anybody have one? 🙏",
        "What would you say? :)",
        "Is it **this** one?",
        "How do I run `make`?",
        "Why does it say so?\n\n```python\nraise SystemExit\n```",
        "> Not before noon.\n\nAnd after it?",
        "Which of them?\n\n- this one?\n- or that one?",
        "これは？",
    ],
)
def test_what_ends_in_a_question_mark_is_a_question(studio, ada, body):
    message = say(studio, ada, body)
    assert chosen("questions") == [message.pk]


@pytest.mark.parametrize(
    "body",
    [
        "The ladder is mine.",
        "Who knows? I do not.",
        "Look at `when?`",
        "So:\n\n```sql\nSELECT 1 WHERE x = ?\n```",
        "> Is it open?",
        "It is.\n\n> > Is it open?\n\n> Is it?",
        "Which one? The 3rd",
    ],
)
def test_what_does_not_is_none(studio, ada, body):
    say(studio, ada, body)
    assert chosen("questions") == []


@pytest.mark.both_databases
def test_an_answer_is_a_reply_or_an_emoji_of_somebody_else(studio, ada, bob):
    question = say(studio, ada, "Whose is the ladder?")
    say(studio, ada, "Anybody?", at=WEDNESDAY - HOUR, reply_to=question)  # one's own is none, though it asks too
    question.react(ada, "🪜")
    assert question.pk in chosen("questions")
    question.react(bob, "🙌")
    assert question.pk not in chosen("questions")
    question.unreact(bob, "🙌")
    say(studio, bob, "Mine", at=WEDNESDAY + 3 * DAY, reply_to=question)
    assert question.pk not in chosen("questions")


@pytest.mark.both_databases
@pytest.mark.parametrize(("after", "answered"), [(HOUR, True), (11 * HOUR, True), (13 * HOUR, False)])
def test_what_somebody_else_says_within_half_a_day_may_be_an_answer(studio, ada, bob, after, answered):
    question = say(studio, ada, "Whose is the ladder?")
    say(studio, ada, "The red one.", at=WEDNESDAY + HOUR / 2)
    say(studio, bob, "Good morning.", at=WEDNESDAY + after)
    assert (question.pk not in chosen("questions")) == answered


def test_what_is_said_elsewhere_is_no_answer(studio, kiln, ada, bob):
    question = say(studio, ada, "Whose is the ladder?")
    say(kiln, bob, "Mine.", at=WEDNESDAY + HOUR)
    say(studio, bob, "Good morning.", at=WEDNESDAY - HOUR)
    assert chosen("questions") == [question.pk]


@pytest.mark.both_databases
def test_who_asks_late_on_sunday_may_still_be_answered_and_stands_in_the_next_week(studio, ada, bob):
    late = say(studio, ada, "Whose is the ladder?", at=MONDAY_AFTER - 3 * HOUR)
    before = say(studio, bob, "Who is there?", at=MONDAY - 3 * HOUR)
    assert chosen("questions") == [before.pk]
    assert Week.chosen_of(WEEK + 7 * DAY).chosen["questions"] == [late.pk]


@pytest.mark.parametrize("where", ["closed", "personal", "direct", "archived"])
def test_only_open_rooms_in_use_are_asked_in(studio, kiln, ada, bob, where):
    rooms = {
        "closed": lambda: kiln,
        "personal": lambda: Room.objects.get(kind="personal", owner=ada),
        "direct": lambda: Room.objects.begin(ada, [bob]),
        "archived": lambda: studio,
    }
    room = rooms[where]()
    say(room, ada, "Whose is the ladder?")
    if where == "archived":
        room.archive()
    assert chosen("questions") == []
    assert Week.chosen_of(WEEK).totals["questions"] == 0


def test_guests_questions_are_not_carried_through_the_house(studio, ada):
    studio.open_door()
    say(studio, studio.admit_guest("Paul", "127.0.0.1").user, "Do you want cheap ladders?")
    assert chosen("questions") == []


@pytest.mark.both_databases
def test_of_each_person_the_last_question_stands_there(studio, kiln, ada, bob):
    say(studio, ada, "First?", at=WEDNESDAY)
    last = say(studio, ada, "Second?", at=WEDNESDAY + HOUR)
    other = say(Room.objects.open_by(bob, name="Bikes", kind="open"), bob, "Third?", at=WEDNESDAY)
    assert chosen("questions") == [last.pk, other.pk]


@pytest.mark.parametrize("change", ["deleted", "closed room", "archived room", "no question", "room deleted"])
def test_a_question_that_is_gone_is_absent(studio, ada, cleo, change):
    message = say(studio, ada, "Whose is the ladder?")
    week = Week.chosen_of(WEEK)
    assert shown(cleo, "questions", week) == [message]
    match change:
        case "deleted":
            studio.remove(message)
        case "closed room":
            Room.objects.filter(pk=studio.pk).update(kind=Room.Kind.CLOSED)
        case "archived room":
            studio.archive()
        case "no question":
            message.edit(ada, "Found it.")
        case "room deleted":
            studio.delete()
    assert shown(cleo, "questions", week) == []


@pytest.mark.both_databases
@pytest.mark.parametrize("blocks", ["one", "the other"])
def test_between_whom_a_block_stands_they_find_nothing_of_each_other(lively, ada, bob, cleo, blocks):
    week = Week.chosen_of(WEEK)
    assert [len(shown(bob, key, week)) for key in ("people", "photos", "questions")] == [1, 1, 1]
    for other in (ada, cleo):
        Block.objects.make(*((bob, other) if blocks == "one" else (other, bob)))
    assert week.sections_for(bob) == []
    assert len(week.sections_for(ada)) == 3


def test_a_question_that_was_answered_since_says_so(studio, ada, bob, cleo):
    message = say(studio, ada, "Whose is the ladder?")
    week = Week.chosen_of(WEEK)
    assert not shown(cleo, "questions", week)[0].is_answered
    studio.post(bob, "Mine.", reply_to=message)
    assert shown(cleo, "questions", week)[0].is_answered


def test_of_a_long_question_its_end_is_shown(studio, ada, cleo):
    say(studio, ada, f"{'I looked everywhere. ' * 40}Whose is the ladder?")
    words = shown(cleo, "questions")[0].words
    assert words.startswith("… ")
    assert words.endswith("Whose is the ladder?")
    assert len(words) <= questions.LENGTH + 2
