"""Search in a room: what is found, by whom, and at what cost."""

import re
from datetime import timedelta
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.rooms.models import Message
from apps.rooms.search import Question, search
from apps.rooms.views.pages import PAGE
from apps.shared.fulltext import Index
from tests.conftest import HTMX, forget_everything

pytestmark = pytest.mark.both_databases


@pytest.fixture
def bobs(client_of, bob):
    return client_of(bob)


def found(response):
    assert response.status_code == 200
    return [int(pk) for pk in re.findall(r'href="/rooms/[^/"]+/messages/(\d+)/"', response.text)]


def ask(browser, words, room="studio", **options):
    return found(browser.get(f"/rooms/{room}/search/", {"q": words, **options}))


WORDS = [
    ("The kiln is warm", "kiln"),
    ("The KILN is warm", "kiln"),
    ("The kiln is warm", "KILN warm"),
    ("Ein Kännchen für Zoë", "kannchen fur zoe"),
    ("Ein Kannchen fur Zoe", "Kännchen für Zoë"),
    ("Bring the porcelain", "porc"),
    ("Жара в печи", "жара"),
    ("see https://glaze.example/recipes/tenmoku", "tenmoku"),
    ("**tenmoku**, again", "tenmoku again"),
    ("cone 6 at 1222", "1222"),
    ("half-dry pots", "half dry"),
    ("明日は東京で会いましょう", "東京"),
    ("明日は東京で会いましょう", "京で会"),
    ("明日は東京で会いましょう", "東"),
    ("明日は東京で会いましょう", "会い 東京"),
    ("iPhoneを東京で買う", "iphone 買う"),
    ("カメラを買う", "ｶﾒﾗ"),
    ("我们明天去北京大学", "北京大学"),
    ("สวัสดีครับทุกคน", "ครับ"),
    ("ສະບາຍດີທຸກຄົນ", "ທຸກ"),
    ("ខ្ញុំស្រឡាញ់កម្ពុជា", "កម្ពុជា"),
    ("မင်္ဂလာပါခင်ဗျာ", "ခင်ဗျာ"),
    ("Esra Yıldız ile", "yildiz"),
    ("with Finn Sørensen", "sorensen finn"),
    ("IŞIK açık", "ışık"),
    ("Große Maße", "GROSSE MASSE"),
    ("हिन्दी भाषा", "हिन्दी भाषा"),
    ("हिन्दी भाषा", "हिन्"),
    ("قال مُحَمَّد شيئا", "محمد"),
    ("נתראה בְּקָרוֹב", "בקרוב"),
    ("서울에서 만나요", "서울"),
    ("ﬁre and ﬂame", "fire flame"),
    ("snake_case_name", "case name"),
]


def test_words_are_found_whatever_their_case_and_accents(bobs, ada, studio):
    studio.post(ada, "Something else")
    missed = []
    for said, asked in WORDS:
        message = studio.post(ada, said)
        if ask(bobs, asked) != [message.pk]:
            missed.append((said, asked))
        studio.remove(message)
    assert missed == []


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("東京、京都", "東京都"),  # both pairs of letters are there, but not beside each other
        ("京都と東京", "東京都"),
        ("東北京", "東京"),
        ("バス", "ハス"),
        ("कि", "की"),
    ],
)
def test_what_is_not_said_is_not_found(bobs, ada, studio, said, asked):
    studio.post(ada, said)
    assert ask(bobs, asked) == []


@pytest.mark.parametrize("way", ["edit", "save", "update", "bulk_update", "bulk_create"])
def test_however_a_text_is_written_its_words_are_found_and_the_former_are_not(bobs, ada, studio, way):
    message = studio.post(ada, "昨日は京都")
    if way == "edit":
        message.edit(ada, "明日は東京")
    elif way == "save":
        message.body = "明日は東京"
        message.save()
    elif way == "update":
        Message.objects.filter(pk=message.pk).update(body="明日は東京")
    elif way == "bulk_update":
        message.body = "明日は東京"
        Message.objects.bulk_update([message], ["body"])
    else:
        studio.remove(message)
        rows = [Message(room=studio, author=ada, body="明日は東京", body_html="", renderer=0)]
        message = Message.objects.bulk_create(rows)[0]
    assert ask(bobs, "東京") == [message.pk]
    assert ask(bobs, "京都") == []


def test_words_of_a_script_without_spaces_are_marked(bobs, ada, studio):
    studio.post(ada, "明日は東京で、東京!")
    assert "明日は<mark>東京</mark>で、<mark>東京</mark>!" in bobs.get("/rooms/studio/search/?q=東京").text


def test_what_was_never_indexed_is_found_after_reindex(bobs, ada, studio, capsys):
    pks = [studio.post(ada, f"東京 {number}").pk for number in range(5)]
    Message.objects.filter(pk__in=pks).update(search_text=None)
    assert ask(bobs, "東京") == []
    call_command("reindex", "--missing", "--after", f"rooms.message:{pks[1]}", verbosity=2)
    assert ask(bobs, "東京") == pks[:1:-1]
    assert f"rooms.message:{pks[-1]}" in capsys.readouterr().out
    Message.objects.filter(pk=pks[3]).update(search_text="old words")
    call_command("reindex")
    assert ask(bobs, "東京") == pks[::-1]
    assert ask(bobs, "old") == []
    assert "rooms.message: 3 updated" in capsys.readouterr().out
    call_command("reindex")
    assert "rooms.message: 0 updated" in capsys.readouterr().out


def test_reindex_refuses_what_it_does_not_know():
    with pytest.raises(CommandError, match=r"rooms\.message"):
        call_command("reindex", "--after", "rooms.messages:7")


def test_all_words_must_be_there_and_only_the_last_may_be_a_beginning(bobs, ada, studio):
    message = studio.post(ada, "glaze for the kiln")
    assert ask(bobs, "glaze kil") == [message.pk]
    assert ask(bobs, "gla kiln") == []
    assert ask(bobs, "glaze wheel") == []


def test_the_newest_come_first_and_pages_lead_through_all(bobs, ada, studio):
    pks = [studio.post(ada, f"kiln {number}").pk for number in range(2 * PAGE + 5)][::-1]
    response = bobs.get("/rooms/studio/search/?q=kiln")
    seen = found(response)
    while link := re.search(r'class="waiting" href="([^"]+)"', response.text):
        response = bobs.get(f"/rooms/studio/search/{link[1].replace('&amp;', '&')}")
        seen += found(response)
    assert seen == pks


def test_what_is_removed_or_edited_leaves_the_index_at_once(bobs, ada, studio):
    gone, edited = studio.post(ada, "cobalt glaze"), studio.post(ada, "cobalt wash")
    studio.remove(gone)
    assert ask(bobs, "cobalt") == [edited.pk]
    edited.body = "copper wash"
    edited.save()
    assert ask(bobs, "cobalt") == []
    assert ask(bobs, "copper") == [edited.pk]
    Message.objects.filter(pk=edited.pk).update(body="tin wash")
    assert ask(bobs, "copper") == []
    Message.objects.all().delete()
    assert ask(bobs, "tin") == []


def test_what_is_said_in_another_room_is_not_found(bobs, ada, studio, kiln):
    kiln.post(ada, f"a secret of room {studio.pk}")
    assert ask(bobs, "secret") == []
    assert len(ask(bobs, "secret", room="kiln")) == 1


@pytest.mark.parametrize("who", ["cleo", "mod", "owner"])
def test_strangers_do_not_search_a_closed_room(client_of, kiln, ada, request, who):
    kiln.post(ada, "secret")
    assert client_of(request.getfixturevalue(who)).get("/rooms/kiln/search/?q=secret").status_code == 404


def test_a_search_can_be_narrowed(bobs, ada, bob, studio):
    first, second = studio.post(ada, "kiln one"), studio.post(bob, "kiln two")
    second.attachments.create(
        room=studio, file="files/plan.pdf", name="plan.pdf", size=7, content_type="application/pdf"
    )
    Message.objects.filter(pk=first.pk).update(sent_at=timezone.now().replace(year=2020, month=5, day=4, hour=12))
    today = timezone.localdate(second.sent_at).isoformat()
    assert ask(bobs, "kiln from:ada") == [first.pk]
    assert ask(bobs, "from:@BOB") == [second.pk]
    assert ask(bobs, "kiln has:file") == ask(bobs, "has:file") == [second.pk]
    assert ask(bobs, f"kiln after:{today}") == [second.pk]
    assert ask(bobs, f"kiln before:{today}") == [first.pk]
    assert ask(bobs, "kiln after:2020-05-04 before:2020-05-05") == [first.pk]
    assert ask(bobs, "kiln after:2999-01-01") == []
    assert ask(bobs, "kiln from:nobody") == []


def test_messages_out_of_order_within_a_day_are_not_lost_by_dates(ada, studio):
    random, start = Random(7), timezone.now() - timedelta(days=6)
    times = {}
    for number in range(60):
        pk = studio.post(ada, "kiln").pk
        times[pk] = start + timedelta(hours=2.4 * number + random.uniform(-11.9, 11.9))
        Message.objects.filter(pk=pk).update(sent_at=times[pk])
    for days in range(-1, 8):
        day = timezone.localdate(start) + timedelta(days=days)
        for name, is_asked in (("after", lambda at, day=day: at >= day), ("before", lambda at, day=day: at < day)):
            page = search(studio, Question.parsed(f"kiln {name}:{day}"), None, 100)
            expected = {pk for pk, moment in times.items() if is_asked(timezone.localdate(moment))}
            assert {message.pk for message in page} == expected, (name, day)


def test_filters_within_quotes_are_words(bobs, ada, studio):
    message = studio.post(ada, "See from:bob now")
    assert ask(bobs, '"see from:bob now"') == ask(bobs, 'see from:"ada"') == [message.pk]


def test_words_are_marked_and_nothing_of_a_message_runs(bobs, ada, studio):
    studio.post(ada, "The Kiln & the `<script>alert(1)</script>` of kilns")
    text = bobs.get("/rooms/studio/search/?q=kiln").text
    assert "The <mark>Kiln</mark> &amp; the" in text
    assert "<mark>kilns</mark>" in text
    assert "<script>alert" not in text
    text = bobs.get("/rooms/studio/search/", {"q": '"><script>alert(2)</script>'}).text
    assert "<script>alert(2)" not in text


def test_a_long_message_is_shown_around_the_word(bobs, ada, studio):
    studio.post(ada, f"{'before ' * 300}tenmoku{' after' * 300}")
    text = bobs.get("/rooms/studio/search/?q=tenm").text
    words = re.search(r'class="result__words">(.*?)</p>', text, re.DOTALL)[1]
    assert "<mark>tenmoku</mark>" in words
    assert words.startswith("…")
    assert words.endswith("…")
    assert len(words) < 300


ODD = [
    *(
        '"',
        "'",
        "''''",
        '"kiln',
        "kiln AND",
        "OR",
        "NOT kiln",
        "NEAR(a b)",
        "*",
        "k*ln",
        "kiln*",
        "body:kiln",
        "^",
        "(",
    ),
    *(")", "room_id : 1", "a:b:*", "<->", "!kiln & |", "\\", "%", "_", "🔥", "🔥 kiln", "-", "--", "kiln; DROP TABLE"),
    *("from:", "has:", "before:yesterday", "after:0000-00-00", "before:9999-12-31 kiln", "x" * 5000, "kiln " * 500),
    *("\u0301", "ﬁ", "İ", "ß", "中文", "words\nand\ttabs", "\ud7ff", "from:" + "a" * 400),
]


ODD += [
    "東京" * 100,
    "ー",
    "々",
    "ก็",
    "\u0e48",
    "東 京 都 " * 30,
    "\u200b",
    "ﷺ",
    "𠮷野家",
    "a東b京c",
    "東京'",
    "東京\\",
    "from:東京",
]


def test_odd_questions_are_answered(bobs, ada, studio):
    studio.post(ada, "kiln 🔥 ﬁ İstanbul groß 中文")
    broken = []
    for odd in ODD:
        forget_everything()  # how often somebody has searched
        page = bobs.get("/rooms/studio/search/", {"q": odd})
        more = bobs.get("/rooms/studio/search/", {"q": odd, "before": "x"}, headers=HTMX)
        if not page.status_code == more.status_code == 200:
            broken.append(odd)
    assert broken == []


def test_a_question_without_words_finds_nothing(bobs, ada, studio):
    studio.post(ada, "kiln 🔥")
    for question in ("", "  ", "🔥", "*"):
        assert ask(bobs, question) == []


def test_without_fts5_the_newest_messages_are_looked_through(bobs, ada, studio, monkeypatch):
    message = studio.post(ada, "The kiln is warm")
    studio.post(ada, "Nothing")
    monkeypatch.setattr(Index, "is_kept", lambda index: False)
    assert ask(bobs, "KILN war") == [message.pk]
    message = studio.post(ada, "明日は東京で会いましょう")
    assert ask(bobs, "東京で") == [message.pk]


def test_the_index_is_used_and_a_search_asks_few_questions(bobs, ada, studio):
    for number in range(50):
        studio.post(ada, f"kiln {number}")
    with CaptureQueriesContext(connection) as captured:
        bobs.get("/rooms/studio/search/?q=kiln&before=40")
    asked = [query["sql"] for query in captured if "::tsquery" in query["sql"] or "MATCH" in query["sql"]]
    assert len(asked) == 1
    assert "OFFSET" not in asked[0]
    assert len(captured) <= 10
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {asked[0]}")
            plan = " | ".join(row[3] for row in cursor.fetchall())
        assert "VIRTUAL TABLE INDEX" in plan
        assert "TEMP B-TREE" not in plan, "all hits are gathered before the first is shown"
        assert "SCAN rooms_message |" not in f"{plan} |"
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("EXPLAIN SELECT id FROM rooms_message WHERE words @@ to_tsquery('simple', 'kiln & gla:*')")
            assert "rooms_message_words" in " ".join(row[0] for row in cursor.fetchall())
