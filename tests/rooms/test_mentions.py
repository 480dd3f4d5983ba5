"""Names in messages: who is linked and told, who is not, and the page of what concerns somebody."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.accounts.usernames import not_reserved
from apps.live import channels
from apps.live.models import Event, Presence
from apps.rooms.models import Membership, Mention, Message, Room
from apps.rooms.models.mentions import MOST_NAMED
from apps.shared import markdown

from ..conftest import HTMX, forget_everything


def link(user, said=None):
    return f'<a class="mention" href="/@{user.username}/" data-mention="{user.pk}">@{said or user.username}</a>'


def told(message):
    """{username: why} of everybody whom a message concerns."""
    return dict(message.mentions.values_list("user__username", "why"))


@pytest.fixture
def personal(ada):
    return Room.objects.get(owner=ada, kind=Room.Kind.PERSONAL)


def crowd(room, number):
    beginning = f"x{User.objects.count()}_"
    users = User.objects.bulk_create(
        [User(username=f"{beginning}{n}", email=f"{beginning}{n}@x.example") for n in range(number)]
    )
    Membership.objects.bulk_create([Membership(room=room, user=user) for user in users])
    return users


def queries(action):
    forget_everything()
    with CaptureQueriesContext(connection) as captured:
        action()
    return [query["sql"] for query in captured]


# --- Who is named ---------------------------------------------------------------------------------


def test_a_name_becomes_a_link_and_a_record(ada, bob, studio):
    message = studio.post(ada, "Good morning, @bob")
    assert message.body_html == f"<p>Good morning, {link(bob)}</p>"
    assert told(message) == {"bob": "name"}
    assert link(bob) in Event.objects.get(subject=f"message-{message.pk}").data


def test_in_an_open_room_everybody_can_be_named(ada, cleo, studio):
    assert not studio.memberships.filter(user=cleo).exists()
    assert told(studio.post(ada, "@cleo")) == {"cleo": "name"}


@pytest.mark.both_databases
def test_in_a_closed_room_its_members_and_its_owner_alone(ada, bob, cleo, owner, kiln):
    message = kiln.post(bob, "@ada @cleo @olga @nobody_at_all")
    assert message.body_html == f"<p>{link(ada)} @cleo @olga @nobody_at_all</p>"
    assert told(message) == {"ada": "name"}


def test_who_keeps_a_closed_room_is_named_though_no_member(ada, bob, kiln):
    kiln.memberships.filter(user=ada).delete()
    assert told(kiln.post(bob, "@ada")) == {"ada": "name"}


def test_a_personal_room_is_as_open_as_its_owner_made_it(ada, bob, personal):
    assert told(personal.post(ada, "@bob")) == {"bob": "name"}
    personal.personal_is_closed = True
    assert told(personal.post(ada, "@bob")) == {}
    personal.join(bob)
    assert told(personal.post(ada, "@bob")) == {"bob": "name"}


def test_whose_account_is_closed_is_named_no_more(ada, bob, studio):
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert studio.post(ada, "@bob").body_html == "<p>@bob</p>"


def test_nobody_mentions_oneself(ada, studio):
    message = studio.post(ada, "Ask me, @ada")
    assert link(ada) in message.body_html  # others find the way
    assert told(message) == {}


def test_a_name_said_twice_is_one_mention(ada, bob, studio):
    assert studio.post(ada, "@bob @Bob **@BOB**").mentions.count() == 1


@pytest.mark.both_databases
def test_so_many_people_and_no_more(ada, studio):
    people = crowd(studio, MOST_NAMED + 5)
    message = studio.post(ada, " ".join(f"@{user.username}" for user in people))
    assert message.mentions.count() == MOST_NAMED == message.body_html.count("data-mention")


# --- What is a name -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "@bob",
        "@BOB",
        "@Bob.",
        "@bob, look",
        "(@bob)",
        "@bob!",
        "@bob's",
        "**@bob**",
        "_@bob_",
        "~@bob",
        "@bob...",
        "@bob:",
        "> @bob",
        "- @bob",
        "a @bob b",
        "@bob\nhello",
        "\\@bob",
        "“@bob”",
        "| a |\n|---|\n| @bob |",
        "@nobody @bob",
        "#a @bob",
        "<@bob",
        "&@bob",
        "hello@x.example @bob",
        "`code` @bob",
        "https://x.example @bob",
    ],
)
def test_it_is(text, ada, bob, studio):
    message = studio.post(ada, text)
    assert told(message) == {"bob": "name"}
    assert f'data-mention="{bob.pk}"' in message.body_html


@pytest.mark.parametrize(
    "text",
    [
        "`@bob`",
        "```\n@bob\n```",
        "~~~python\n@bob\n~~~",
        "    @bob",
        "> ```\n> @bob\n> ```",
        "- a\n  ```\n  @bob\n  ```",
        "[@bob](https://x.example)",
        "[so](https://x.example/@bob)",
        '[so](https://x.example "@bob")',
        "``@bob``",
        "https://x.example/@bob",
        "https://x.example/?q=@bob",
        "www.x.example/@bob",
        "<https://x.example/@bob>",
        "ada@bob",
        "ada@bob.example",
        "a.b+c@bob",
        "<ada@bob.example>",
        "@bob@site.example",
        "bob",
        "@ bob",
        "@bobby",
        "@bob_",
        "@@bob",
        "/@bob/",
        "@bobé",
        "é@bob",
        "@bοb",
        "@b​ob",
        "＠bob",
        "@bob.b",
        "&#64;bob",
        "@" + "b" * 40,
    ],
)
def test_it_is_not(text, ada, bob, studio):
    message = studio.post(ada, text)
    assert told(message) == {}
    assert "data-mention" not in message.body_html


@pytest.mark.parametrize("name", ["a.b_c", "_b_", "b__b", "b..b", "007", "_.b"])
def test_any_username_can_be_named(name, ada, make_user, studio):
    user = make_user(name)
    for text in (f"@{name}", f"See @{name}.", f"**@{name}**, @{name.upper()}"):
        message = studio.post(ada, text)
        assert told(message) == {name: "name"}
        assert link(user) in message.body_html or link(user, name.upper()) in message.body_html


HOSTILE = [
    '"@bob"',
    "<script>@bob</script>",
    '<a href="@bob" onclick="@bob">@bob</a>',
    '<img src=x title="@bob">',
    '[@bob"><script>](https://x.example "@bob\\">")',
    '@bob"><script>alert(1)</script>',
    "<!-- @bob -->",
    "&lt;@bob&gt;",
    '<a class="mention" href="/@bob/" data-mention="1">@bob</a>',
    "\x02@bob\x03 \x02klzzwxh:0000\x03",
    "[a](javascript:@bob)",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_writes_html_of_its_own(text, ada, bob, studio):
    html = studio.post(ada, text).body_html
    assert well_formed(html.replace(link(bob), "@bob"))


def well_formed(html):
    """No element and no attribute but those which the renderer makes by itself."""
    for tag in re.findall(r"<[^>]*>", html):
        assert "mention" not in tag
        assert "onclick" not in tag
        assert "script" not in tag.partition("href")[0]
    return True


PARTS = [
    "@bob",
    "@room",
    "`",
    "```\n",
    "[",
    "](",
    ")",
    "*",
    "_",
    "<",
    ">",
    '"',
    "&",
    "\\",
    "\n",
    "/",
    "x.example",
    " ",
    "|",
    "é",
    "> ",
]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(st.sampled_from(PARTS) | st.text(max_size=3), max_size=14).map("".join))
def test_links_change_nothing_else_of_what_is_rendered(text):
    """Without its links the HTML is what it would be of nobody: they stand in text, never within a tag."""
    marks = {"bob": {"href": "/@bob/", "data-mention": 7}, "room": {"data-mention": "room"}}
    html = markdown.render(text, lambda names: {name: marks[name] for name in names if name in marks})
    bare = re.sub(r'<(a|span) class="mention"[^<>]*>(@\w+)</\1>', r"\2", html)
    assert bare == markdown.render(text, lambda names: {})
    assert "mention" not in bare or "mention" in text


# --- As it is kept --------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_an_edit_adds_and_takes_away(ada, bob, cleo, studio):
    message = studio.post(ada, "@bob, come")
    message = message.edit(ada, "@cleo, come")
    assert told(message) == {"cleo": "name"}
    assert message.body_html == f"<p>{link(cleo)}, come</p>"
    assert told(message.edit(ada, "@cleo and @bob, come")) == {"cleo": "name", "bob": "name"}
    assert told(message.edit(ada, "Nobody comes")) == {}


def test_an_edit_by_somebody_else_keeps_to_what_its_author_may(ada, bob, mod, studio):
    message = studio.post(bob, "@room @ada").edit(mod, "@room, @ada")
    assert told(message) == {"ada": "name"}


def test_saving_a_message_again_keeps_its_links(ada, bob, studio):
    message = studio.post(ada, "@bob")
    again = Message.objects.get(pk=message.pk)
    again.save()
    assert (again.body_html, told(again)) == (f"<p>{link(bob)}</p>", {"bob": "name"})


@pytest.mark.both_databases
def test_a_message_sent_twice_mentions_once(bob, ada, studio, client_of):
    data = {"body": "@ada", "client_id": "6f1a3f2e-55a5-4b2e-9b0e-2f4b8f0c1d11"}
    for _ in range(2):
        client_of(bob).post("/rooms/studio/messages/", data, headers=HTMX)
    assert Mention.objects.count() == 1


@pytest.mark.both_databases
def test_with_the_message_the_room_or_the_account_the_mention_goes(ada, bob, cleo, studio):
    said = [studio.post(ada, "@bob @cleo") for _ in range(3)]
    studio.remove(said[0])
    assert Mention.objects.count() == 4
    bob.delete()
    assert set(Mention.objects.values_list("user", flat=True)) == {cleo.pk}
    studio.delete()
    assert not Mention.objects.exists()


def test_the_preview_shows_the_same(client_of, ada, bob, kiln):
    shown = client_of(bob).post("/rooms/kiln/preview/", {"body": "@ada @cleo"}, headers=HTMX).text
    assert link(ada) in shown
    assert not Mention.objects.exists()


def test_previews_have_no_gap_before_a_comma(ada, bob, studio):
    assert studio.post(ada, "Hello @bob, **you**.\n\nCome").line == "Hello @bob, you. Come"


# --- Answers --------------------------------------------------------------------------------------


def test_an_answer_concerns_whom_it_answers(ada, bob, studio):
    answer = studio.post(bob, "Yes", reply_to=studio.post(ada, "Who comes?"))
    assert told(answer) == {"ada": "reply"}
    assert told(answer.edit(bob, "Yes, @ada")) == {"ada": "name"}
    assert told(answer.edit(bob, "Yes, gladly")) == {"ada": "reply"}


def test_an_answer_to_oneself_concerns_nobody(ada, studio):
    assert told(studio.post(ada, "I do", reply_to=studio.post(ada, "Who comes?"))) == {}


# --- Everybody ------------------------------------------------------------------------------------


def hears(room, *users):
    for user in users:
        Presence.objects.create(channel=channels.name(room), user=user, process="here")


def test_the_owner_calls_all_members(ada, bob, cleo, kiln):
    message = kiln.post(ada, "@room: the kiln is free")
    assert '<span class="mention" data-mention="room">@room</span>' in message.body_html
    assert told(message) == {"bob": "room"}


def test_the_owner_calls_who_is_here(ada, bob, cleo, studio):
    studio.join(bob)
    hears(studio, ada, cleo)
    message = studio.post(ada, "Cake! @here")
    assert '<span class="mention" data-mention="here">@here</span>' in message.body_html
    assert told(message) == {"cleo": "here"}


@pytest.mark.parametrize("call", ["@room", "@here"])
def test_others_call_nobody(call, ada, bob, mod, kiln, studio):
    hears(studio, ada)
    studio.join(bob)
    for someone in (bob, mod):
        message = studio.post(someone, call)
        assert (message.body_html, told(message)) == (f"<p>{call}</p>", {})


@pytest.mark.both_databases
def test_a_name_counts_more_than_a_call(ada, bob, cleo, studio):
    studio.join(bob)
    studio.join(cleo)
    message = studio.post(ada, "@room and @bob most of all")
    assert told(message) == {"bob": "name", "cleo": "room"}
    assert told(message.edit(ada, "@room")) == {"bob": "room", "cleo": "room"}
    assert told(message.edit(ada, "@bob")) == {"bob": "name"}


@pytest.mark.both_databases
def test_who_was_here_stays_called_when_a_letter_changes(ada, bob, cleo, studio):
    hears(studio, bob)
    message = studio.post(ada, "Cake @here")
    Presence.objects.all().delete()
    hears(studio, cleo)
    assert told(message.edit(ada, "Cake! @here")) == {"bob": "here"}
    assert told(message.edit(ada, "Cake is gone")) == {}


@pytest.mark.parametrize("name", ["room", "here", "concerns"])
def test_nobody_is_called_so(name):
    with pytest.raises(ValidationError):
        not_reserved(name)


# --- What it costs --------------------------------------------------------------------------------


def test_a_message_without_names_asks_nothing(ada, studio):
    sent = queries(lambda: studio.post(ada, "Hello, ada at x.example"))
    assert not [sql for sql in sent if "rooms_mention" in sql or "is_active" in sql]


def test_names_cost_the_same_however_many(ada, studio):
    people = crowd(studio, 40)
    studio.post(ada, "Hello")  # her profile is read once
    none = len(queries(lambda: studio.post(ada, "Hello")))
    one = len(queries(lambda: studio.post(ada, f"@{people[0].username}")))
    many = len(queries(lambda: studio.post(ada, " ".join(f"@{user.username}" for user in people))))
    assert one == many == none + 3  # who they are, that they are meant, and that they are told


def test_calling_1000_members_costs_what_calling_10_costs(ada, studio):
    def both():
        message = studio.post(ada, "@room @here")
        assert message.mentions.count() == len(people)

    people = crowd(studio, 10)
    studio.post(ada, "Hello")  # her profile is read once
    few = len(queries(both))
    people += crowd(studio, 990)
    assert len(queries(both)) == few


def test_an_edit_costs_the_same_however_many_names(ada, studio):
    people = crowd(studio, 40)

    def edited(number):
        message = studio.post(ada, "Hello")
        return len(queries(lambda: message.edit(ada, " ".join(f"@{user.username}" for user in people[:number]))))

    assert edited(1) == edited(40)


# --- What concerns me -----------------------------------------------------------------------------


def concerns(client, query=""):
    return client.get(f"/notifications/?of=mentions{query}")


def places(response):
    """The addresses of the messages on the page, as they stand there."""
    return re.findall(r'row__cover" href="([^"]+)"', response.text)


@pytest.mark.both_databases
def test_the_page_shows_names_calls_and_answers_the_newest_first(client_of, ada, bob, studio, kiln):
    mine = studio.post(bob, "Who fires on Monday?")
    named = studio.post(ada, "Ask @bob")
    answer = studio.post(ada, "I do", reply_to=mine)
    studio.post(ada, "Nothing of his")
    called = kiln.post(ada, "@room look")
    hears(kiln, bob)
    here = kiln.post(ada, "@here look")
    page = concerns(client_of(bob))
    assert places(page) == [message.get_absolute_url() for message in (here, called, answer, named)]
    for words in (
        "called those who are here in <b>Kiln</b>",
        "called everybody in <b>Kiln</b>",
        "answered you in <b>Studio</b>",
        "mentioned you in <b>Studio</b>",
        "Ask @bob",
    ):
        assert words in page.text
    assert 'aria-current="page"' in page.text


def test_its_former_address_leads_there(client_of, bob):
    response = client_of(bob).get("/concerns/?before=7")
    assert (response.status_code, response["Location"]) == (301, "/notifications/?of=mentions")


def test_each_leads_to_its_message_among_the_others(client_of, ada, bob, studio):
    studio.post(ada, "Before")
    studio.post(ada, "Ask @bob")
    studio.post(ada, "After")
    (place,) = places(concerns(client_of(bob)))
    page = client_of(bob).get(place).text
    assert "message--target" in page
    assert "Before" in page
    assert "After" in page


def test_it_begins_with_what_will_stand_there(client_of, cleo):
    assert "names you with @" in concerns(client_of(cleo)).text


@pytest.mark.both_databases
def test_a_closed_room_that_one_has_left_is_not_on_it(client_of, ada, bob, kiln, studio):
    secret = kiln.post(ada, "@bob, the secret")
    kiln.post(ada, "another secret", reply_to=kiln.post(bob, "Hm"))
    kiln.post(ada, "@room a secret for all")
    bobs = client_of(bob)
    assert len(places(concerns(bobs))) == 3
    kiln.leave(bob)
    page = concerns(bobs)
    assert places(page) == []
    assert "secret" not in page.text
    assert bobs.get(secret.get_absolute_url()).status_code == 404
    assert not bob.notifications.exists()  # and so they are not counted either


def test_a_room_that_closes_takes_its_mentions_with_it(client_of, ada, cleo, studio):
    studio.post(ada, "@cleo")
    Room.objects.filter(pk=studio.pk).update(kind=Room.Kind.CLOSED)
    assert places(concerns(client_of(cleo))) == []


def test_staff_see_no_more_than_others(client_of, ada, owner, kiln):
    kiln.join(owner)
    kiln.post(ada, "@olga")
    Membership.objects.filter(user=owner, room=kiln).delete()
    assert places(concerns(client_of(owner))) == []


def test_what_was_removed_is_not_on_it(client_of, ada, bob, studio):
    message = studio.post(ada, "@bob")
    studio.remove(message)
    other = studio.post(ada, "@bob")
    other.edit(ada, "@cleo")
    assert places(concerns(client_of(bob))) == []


def test_it_goes_on_page_by_page(client_of, ada, bob, studio):
    said = [studio.post(ada, f"@bob {number}").get_absolute_url() for number in range(45)]
    first = concerns(client_of(bob))
    (more,) = re.findall(r'class="waiting" href="[^"]+mentions&amp;(before=\d+)"', first.text)
    second = concerns(client_of(bob), f"&{more}")
    assert places(first) + places(second) == said[::-1]
    assert 'class="waiting"' not in second.text


@pytest.mark.parametrize("before", ["", "0", "-1", "x", "9" * 30, "1"])
def test_no_question_breaks_it(before, client_of, ada, bob, studio):
    studio.post(ada, "@bob")
    assert concerns(client_of(bob), f"&before={before}").status_code == 200


def test_it_costs_the_same_with_one_and_with_forty(client_of, ada, bob, studio):
    bobs = client_of(bob)
    concerns(bobs)

    def asked():
        return len(queries(lambda: concerns(bobs)))

    studio.post(ada, "@bob")
    few = asked()
    for number in range(40):
        room = Room.objects.open_by(ada, name=f"Room {number}", kind=Room.Kind.OPEN)
        room.post(crowd(room, 1)[0], "@bob")
    assert asked() == few


def test_what_is_written_is_shown_as_text(client_of, ada, bob, studio):
    Room.objects.filter(pk=studio.pk).update(name="<i>Studio</i>")
    studio.post(ada, "@bob <script>alert(1)</script>")
    page = concerns(client_of(bob)).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "in <b>&lt;i&gt;Studio&lt;/i&gt;</b>" in page


def test_the_style_of_a_page_names_its_viewer_alone(client_of, bob, cleo, studio):
    assert f'.mention[data-mention="{bob.pk}"]' in client_of(bob).get("/rooms/studio/").text
    assert f'.mention[data-mention="{cleo.pk}"]' not in client_of(bob).get("/rooms/studio/").text
