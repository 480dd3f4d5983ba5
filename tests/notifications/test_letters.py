"""What is told at once by mail: what stands in it, when it comes, to whom it does not, and how it ends."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy
from django_tasks_db.models import DBTaskResult

from apps.accounts import mails
from apps.notifications import endings, kinds, letters, rows, spread
from apps.notifications.models import Choice, Mute, Notification, Preferences
from apps.people.models import Block, Follow
from apps.posts.models import Comment
from tests.notifications.conftest import SITE, path_in, to_mail
from tests.postbox import html, text
from tests.serving import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_home")]

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def say(post, author, body, **details):
    return Comment.objects.say(post, author, body, **details)


def wants_likes_by_mail(user):
    Choice.objects.create(user=user, topic=kinds.Topic.LIKES, channel=kinds.Channel.MAIL, is_wanted=True)


@pytest.fixture
def liked(oak, ada, bob):
    """bob likes the oak, and ada is to hear of it by mail."""
    wants_likes_by_mail(ada)
    oak.like(bob)
    to_mail(ada)
    return oak


def mailed(user):
    letters.mail.call(user.pk)


def waiting(user):
    return user.notifications.filter(to_mail=True).count()


def planned():
    return [(task.task_name, task.args_kwargs["args"], task.run_after) for task in DBTaskResult.objects.all()]


# --- What stands in it ----------------------------------------------------------------------------


def test_a_mention_reaches_its_person_by_mail(oak, bob, postbox, hurry):
    comment = say(oak, oak.author, "Nice grain, @bob")
    spread.portion()
    assert not hurry()
    (mail,) = postbox.mails
    assert mail["To"] == "bob@courtyard.example"
    assert mail["Subject"] == "ada mentioned you"
    place = f"{SITE}/posts/{oak.pk}/?comment={comment.pk}#comment-{comment.pk}"
    assert "Hello @bob," in text(mail)
    assert f"- ada mentioned you: “Nice grain, @bob”\n  {place}\n" in text(mail)
    assert f'href="{place}"' in html(mail)
    assert ">ada mentioned you: “Nice grain, @bob” <" in html(mail)
    assert waiting(bob) == 0
    assert bob.notifications.get().mailed_at
    assert bob.notifications.unread().count() == 1
    hurry()
    assert len(postbox.mails) == 1


def test_rows_stand_as_in_the_list_the_newest_first(oak, ada, make_user, set_site, postbox):
    set_site(name="Alder Street")
    wants_likes_by_mail(ada)
    comment = say(oak, ada, "Mine")
    crowd = [make_user(f"dora{number}") for number in range(7)]
    for person in crowd:
        oak.like(person)
    say(oak, crowd[0], "Hm", parent=comment)
    to_mail(ada)
    mailed(ada)
    (mail,) = postbox.mails
    assert mail["Subject"] == "2 new things at Alder Street"
    assert re.findall(r"^- (.+)\n  https", text(mail), re.MULTILINE) == [
        "dora0 answered your comment: “Hm”",
        "dora6 and 6 others liked your photo",
    ]
    assert "The people of Alder Street" in text(mail)
    assert path_in(mail, "See everything") == "/notifications/"


@pytest.mark.both_databases
def test_many_rows_are_the_newest_ones_and_a_number(oak, ada, bob, postbox):
    for number in range(letters.ROWS + 5):
        say(oak, bob, f"{number} for @ada")
    to_mail(ada)
    mailed(ada)
    (mail,) = postbox.mails
    assert mail["Subject"] == f"{letters.ROWS + 5} new things at Courtyard"
    assert text(mail).count("- bob mentioned you") == letters.ROWS
    assert "And 5 more." in text(mail)
    assert "“24 for @ada”" in text(mail)
    assert "“4 for @ada”" not in text(mail)
    assert waiting(ada) == 0


def test_a_name_with_markup_and_line_ends_is_words_in_one_line(oak, ada, bob, postbox):
    bob.profile.name = "Bob <b>&amp;\r\nBcc: eve@evil.example"
    bob.profile.save()
    say(oak, bob, "@ada")
    to_mail(ada)
    mailed(ada)
    (mail,) = postbox.mails
    assert mail["Subject"] == "Bob <b>&amp; Bcc: eve@evil.example mentioned you"
    assert "Bcc" not in mail
    assert "- Bob <b>&amp; Bcc: eve@evil.example mentioned you" in text(mail)
    assert "Bob &lt;b&gt;&amp;amp; Bcc: eve@evil.example mentioned you" in html(mail)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("says <b>", "A & B says <b>"),
        (gettext_lazy("says <b>"), "A & B says <b>"),
        (format_html("announces <b>{}</b>", "Soup &\n<b>"), "A & B announces Soup & <b>"),
    ],
)
def test_a_sentence_is_words_or_has_markup(sentence, words):
    class Said(rows.Row):
        who, quote = format_html("<b>{}</b>", "A & B"), None

        def get_absolute_url(self):
            return "/posts/7/"

    Said.sentence = sentence
    row = Said(newest=None, target=None, people=1, beside=None)
    assert letters.row_in_words(row) == {"sentence": words, "quote": "", "address": f"{SITE}/posts/7/"}


def test_a_list_of_links_and_small_print_are_the_same_in_both_versions():
    page = mails.as_html(
        "Hello",
        "- One & two\n  https://a.example/?a=1&b=2\n- Three\n  https://a.example/3\n\n-- \nWords\nEnd: https://b.example/",
    )
    assert 'href="https://a.example/?a=1&amp;b=2"' in page
    assert ">One &amp; two <" in page
    assert 'href="https://b.example/"' in page
    assert ">End</a>" in page
    assert ">Words</span>" in page
    words = "- One\n- Two\n  https://a.example/"  # not every line has its link
    assert list(mails.parts(words)) == [{"kind": "words", "words": words}]


def test_what_the_mail_program_reads_of_it(liked, ada, postbox):
    mailed(ada)
    (mail,) = postbox.mails
    ending = path_in(mail, "No more mails like this one")
    assert mail["List-Unsubscribe"].strip() == f"<{SITE}{ending}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Id"] == "<mail.yard.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert re.fullmatch(r"<[0-9a-f]{32}@yard\.example>", mail["Message-ID"])
    assert f'href="{SITE}{ending}"' in html(mail)
    assert path_in(mail, "Choose what comes by mail") == "/settings/notifications/"


def test_the_same_mail_has_the_same_name_and_another_has_another(ada, bob, postbox):
    for user, key in ((ada, 1), (ada, 1), (ada, 2), (bob, 1)):
        assert letters.send(user, "News", "Words.", ends="week", key=key)
    first, again, *others = (mail["Message-ID"] for mail in postbox.mails)
    assert first == again
    assert len({first, *others}) == 3


# --- When it comes --------------------------------------------------------------------------------


def test_two_mails_are_a_quarter_of_an_hour_apart(liked, ada, cleo, postbox, clock):
    clock(NOON)
    mailed(ada)
    liked.like(cleo)
    to_mail(ada)
    clock(NOON + timedelta(minutes=14))
    for _time in range(3):
        mailed(ada)
    assert len(postbox.mails) == 1
    assert planned() == [("mail", [ada.pk], NOON + timedelta(minutes=15))]
    clock(NOON + timedelta(minutes=15))
    mailed(ada)
    assert postbox.subjects() == ["bob liked your photo", "cleo liked your photo"]
    assert ada.preferences.__class__.objects.get(pk=ada.pk).mailed_at == NOON + timedelta(minutes=15)


def test_quiet_hours_are_waited_for(liked, ada, postbox, clock):
    quiet = {"quiet_from": time(22), "quiet_to": time(7), "time_zone": "Europe/Berlin"}
    Preferences.objects.filter(pk=ada.pk).update(**quiet)
    clock(datetime(2026, 11, 20, 23, tzinfo=UTC))  # midnight in Berlin
    for _time in range(2):
        mailed(ada)
    assert postbox.mails == []
    morning = datetime(2026, 11, 21, 6, tzinfo=UTC)
    assert planned() == [("mail", [ada.pk], morning)]
    clock(morning)
    mailed(ada)
    assert postbox.subjects() == ["bob liked your photo"]


@pytest.mark.both_databases
def test_of_two_tasks_at_one_moment_one_writes(liked, ada, postbox, clock, monkeypatch):
    clock(NOON)
    contents_of, others = letters.contents_of, iter([lambda: mailed(ada)])

    def meanwhile(*arguments):
        contents = contents_of(*arguments)
        next(others, lambda: None)()
        return contents

    monkeypatch.setattr(letters, "contents_of", meanwhile)
    mailed(ada)
    assert len(postbox.mails) == 1
    assert planned() == [("mail", [ada.pk], NOON + timedelta(minutes=15))]


def test_what_the_mail_server_does_not_take_is_sent_later(liked, ada, postbox, hurry):
    postbox.is_full = True
    letters.mail.enqueue(ada.pk)
    assert "SMTPDataError" in hurry().get().exception_class_path
    assert waiting(ada) == 1
    assert Preferences.objects.get(pk=ada.pk).mailed_at is None
    postbox.is_full = False
    DBTaskResult.objects.update(status="READY")
    assert not hurry()
    assert postbox.subjects() == ["bob liked your photo"]


def test_no_server_at_all_is_a_failure_too(liked, ada, settings, postbox):
    settings.EMAIL_PORT = free_port()
    with pytest.raises(OSError, match="refused"):
        mailed(ada)
    assert waiting(ada) == 1
    settings.EMAIL_PORT = postbox.server.port
    mailed(ada)
    assert len(postbox.mails) == 1


# --- What does not come ---------------------------------------------------------------------------


@pytest.mark.both_databases
def test_what_was_read_meanwhile_does_not_come(liked, ada, cleo, postbox):
    ada.notifications.read()
    mailed(ada)
    assert (postbox.mails, waiting(ada)) == ([], 0)
    say(liked, cleo, "@ada")
    to_mail(ada)
    mailed(ada)
    assert postbox.subjects() == ["cleo mentioned you"]


@pytest.mark.parametrize("end", ["unlike", "block", "archive"])
def test_what_is_taken_back_meanwhile_does_not_come(liked, ada, bob, postbox, end):
    {
        "unlike": lambda: liked.unlike(bob),
        "block": lambda: Block.objects.make(ada, bob),
        "archive": liked.archive,
    }[end]()
    mailed(ada)
    assert postbox.mails == []


@pytest.mark.both_databases
def test_what_one_may_no_longer_see_does_not_come_and_leaves_room_for_the_rest(ada, bob, cleo, show, postbox):
    seen = show(cleo, "For @bob")
    Follow.objects.make(bob, ada)
    for number in range(letters.ROWS + 3):
        show(ada, f"{number} for @bob", audience="followers")
    Follow.objects.end(bob, ada)
    to_mail(bob)
    mailed(bob)
    (mail,) = postbox.mails
    assert mail["Subject"] == "cleo mentioned you"
    assert re.findall(r"https://yard.example/posts/(\d+)", text(mail)) == [str(seen.pk)]
    assert waiting(bob) == 0


def test_where_nothing_can_be_seen_any_more_nothing_comes_and_the_next_need_not_wait(ada, bob, show, postbox):
    Follow.objects.make(bob, ada)
    show(ada, "For @bob", audience="followers")
    Follow.objects.end(bob, ada)
    to_mail(bob)
    mailed(bob)
    assert postbox.mails == []
    show(ada, "For everybody and @bob")
    to_mail(bob)
    mailed(bob)
    assert len(postbox.mails) == 1


def test_a_topic_that_is_switched_off_meanwhile_does_not_come(liked, ada, cleo, postbox):
    say(liked, cleo, "@ada")
    to_mail(ada)
    Choice.objects.update(is_wanted=False)
    mailed(ada)
    assert postbox.subjects() == ["cleo mentioned you"]
    assert "liked" not in text(postbox.mails[0])
    assert waiting(ada) == 0


def test_what_is_muted_meanwhile_does_not_come(liked, ada, bob, cleo, show, postbox):
    other = show(ada, "Ash")
    for person in (bob, cleo):
        other.like(person)
    to_mail(ada)
    Mute.objects.create(user=ada, place=f"post-{liked.pk}")
    Mute.objects.create(user=ada, place=f"profile-{cleo.pk}")
    Mute.objects.create(user=ada, place=f"post-{other.pk}", until=timezone.now() - timedelta(hours=1))
    Mute.objects.create(user=cleo, place=f"post-{other.pk}")
    mailed(ada)
    assert postbox.subjects() == ["bob liked your photo"]
    assert f"{SITE}/posts/{other.pk}/" in text(postbox.mails[0])
    assert waiting(ada) == 0


def test_what_one_does_not_want_in_the_list_comes_all_the_same(liked, ada, postbox):
    Notification.objects.update(is_listed=False)
    mailed(ada)
    assert postbox.subjects() == ["bob liked your photo"]


def test_a_site_without_a_mail_server_mails_nothing_by_itself(liked, ada, postbox, settings):
    settings.SENDS_MAIL = False
    mailed(ada)
    assert not postbox.mails
    assert waiting(ada) == 0  # and not all of it at once on the day on which there is one


@pytest.mark.parametrize("why", ["unverified", "second", "closed", "none"])
def test_whose_address_nobody_confirmed_gets_nothing(liked, ada, postbox, why):
    {
        "unverified": lambda: EmailAddress.objects.update(verified=False),
        "second": lambda: EmailAddress.objects.update(primary=False),
        "closed": lambda: type(ada).objects.filter(pk=ada.pk).update(is_active=False),
        "none": EmailAddress.objects.all().delete,
    }[why]()
    mailed(ada)
    assert (postbox.mails, waiting(ada)) == ([], 0)
    assert not letters.send(ada, "News", "Words.", ends="week", key=1)
    EmailAddress.objects.update(verified=True, primary=True)
    type(ada).objects.update(is_active=True)
    mailed(ada)
    assert postbox.mails == []


@pytest.mark.both_databases
def test_who_is_gone_gets_nothing(postbox):
    letters.mail.call(0)
    assert postbox.mails == []


# --- Unsubscribing --------------------------------------------------------------------------------


def coming(user, ends):
    return endings.ENDINGS[ends].coming(Preferences.objects.get(pk=user.pk))


def state(user):
    return {ends: coming(user, ends) for ends in endings.ENDINGS}


@pytest.fixture
def subscribed(ada):
    """ada gets mails of all kinds, mentions alone among what comes at once."""
    Preferences.objects.filter(pk=ada.pk).update(wants_week=True, digest="daily", digest_due_at=timezone.now())
    for topic in kinds.Topic:
        Choice.objects.create(user=ada, topic=topic, channel="mail", is_wanted=topic == kinds.Topic.MENTIONS)
    assert state(ada) == BEFORE
    return ada


BEFORE = {"mail": ["mentions"], "digest": ["daily"], "week": ["week"]}
ALL = ["mail", "digest", "week"]


def link(user, ends):
    return endings.address_of(user.pk, ends).removeprefix(SITE)


@pytest.mark.parametrize("ends", ALL)
def test_a_mail_program_ends_them_at_once_with_one_post(subscribed, client_of, postbox, ends):
    letters.send(subscribed, "News", "Words.", ends=ends, key=1)
    address = postbox.mails[0]["List-Unsubscribe"].strip(" <>").removeprefix(SITE)
    program = client_of(None, enforce_csrf_checks=True)
    for _time in range(2):
        answer = program.post(address, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "They have ended" in answer.text
        assert state(subscribed) == {**BEFORE, ends: []}
    assert not Preferences.objects.filter(pk=subscribed.pk, digest="never").exclude(digest_due_at=None).exists()


@pytest.mark.parametrize("ends", ALL)
def test_to_look_changes_nothing(subscribed, visitor, ends):
    for method in (visitor.get, visitor.head):
        answer = method(link(subscribed, ends))
        assert answer.status_code == 200
        assert state(subscribed) == BEFORE
    page = visitor.get(link(subscribed, ends)).text
    assert "No more of these mails?" in page
    assert 'href="/settings/notifications/"' in page
    assert "no-cache" in answer["Cache-Control"]


@pytest.mark.parametrize("ends", ALL)
def test_who_thinks_better_of_it_gets_what_came_before(subscribed, visitor, ends):
    page = visitor.post(link(subscribed, ends)).text
    fields = re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', page)
    again = visitor.post(
        link(subscribed, ends), {name: [v for n, v in fields if n == name] for name, _value in fields}
    )
    assert "They come again" in again.text
    assert state(subscribed) == BEFORE


@pytest.mark.parametrize("ends", ALL)
def test_who_comes_back_later_gets_what_is_usual(subscribed, visitor, ends):
    visitor.post(link(subscribed, ends))
    page = visitor.get(link(subscribed, ends)).text
    assert "They have ended" in page
    assert 'name="what"' not in page
    visitor.post(link(subscribed, ends), {"again": "yes"})
    assert state(subscribed)[ends] == {
        "mail": ["mentions", "replies", "requests", "invitations", "projects", "bots", "announcements"],
        "digest": ["weekly"],
        "week": ["week"],
    }[ends]  # fmt: skip


@pytest.mark.parametrize("ends", ALL)
def test_nonsense_in_the_form_brings_no_other_mails(subscribed, visitor, ends):
    visitor.post(link(subscribed, ends), {"again": "yes", "what": ["nonsense", "never"]})
    assert state(subscribed)[ends] == {"mail": [], "digest": [], "week": ["week"]}[ends]


@pytest.mark.both_databases
def test_what_waits_to_be_mailed_does_not_come_any_more(liked, ada, visitor, postbox):
    visitor.post(link(ada, "mail"))
    mailed(ada)
    assert (postbox.mails, waiting(ada)) == ([], 0)


def test_a_wrong_link_says_so_and_ends_nothing(subscribed, bob, visitor):
    good, other = link(subscribed, "mail"), link(bob, "mail")
    token, others = good.split("/")[-2], other.split("/")[-2]
    for wrong in (token[:-1], f"{token}x", f"{others.split('.')[0]}.{token.split('.')[1]}", "nonsense", "a.b"):
        for answer in (
            visitor.get(f"/notifications/unsubscribe/{wrong}/"),
            visitor.post(f"/notifications/unsubscribe/{wrong}/"),
        ):
            assert answer.status_code == 404
            assert "This link ends nothing" in answer.text
    type(bob).objects.filter(pk=bob.pk).delete()
    assert visitor.get(other).status_code == 404
    assert state(subscribed) == BEFORE


def test_the_link_is_for_ever_and_outlives_the_key_that_signed_it(ada, visitor, settings):
    address = link(ada, "mail")
    assert link(ada, "mail") == address
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key", [settings.SECRET_KEY]
    assert link(ada, "mail") != address
    assert visitor.get(address).status_code == 200


@pytest.mark.both_databases
@pytest.mark.parametrize("at", ["2026-11-01T05:10", "2026-11-01T06:10", "2026-11-01T06:29"])
def test_one_mail_waits_for_the_end_of_the_night_where_clocks_go_back(oak, ada, bob, clock, at):
    """01:30 comes twice there; what ended before now was begun again and again."""
    quiet = {"time_zone": "America/New_York", "quiet_from": time(22), "quiet_to": time(1, 30)}
    Preferences.objects.filter(user=ada).update(**quiet)
    say(oak, bob, "A fine grain, @ada")
    to_mail(ada)
    now = clock(datetime.fromisoformat(at).replace(tzinfo=UTC))
    for _ in range(3):
        letters.mail.call(ada.pk)
    queue = DBTaskResult.objects.filter(task_path=letters.mail.module_path, status="READY")
    assert [task.run_after > now for task in queue] == [True]
