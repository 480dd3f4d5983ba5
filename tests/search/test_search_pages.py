"""The page of the search, its quick list, its filters and recent searches: with and without scripts."""

import re
from html import unescape

import pytest

from apps.people.models import Block
from apps.rooms.models import Room
from apps.search import engine
from apps.search.models import MOST_RECENT_SEARCHES, RecentSearch
from apps.search.query import Query
from apps.tags.models import Tag, TagFollow
from tests.conftest import HTMX

pytestmark = pytest.mark.django_db
TYPING = HTMX | {"HX-Trigger-Name": "q"}
HOSTILE = [
    '"',
    "'",
    '"unbalanced',
    "NEAR(",
    "a AND NOT b*",
    "%",
    "\\",
    ":*",
    "-",
    "- - -",
    "😀",
    "\x00",
    "\ufffd\u202e",
    "from:",
    "in:",
    "after:2026-99-99",
    "before:9999999999",
    "(((((",
    "q" * 10_000,
    "' OR 1=1 --",
]


def words(html):
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", "", html))).strip()


def rows(response):
    """The words of each result."""
    assert response.status_code == 200, response.text[:300]
    found = re.search(r'<div id="found">.*?</main>|.*', response.text, re.DOTALL)[0].partition("<aside")[0]
    return [words(row) for row in re.findall(r'<li class="row">(.*?)</li>', found, re.DOTALL)]


def chips(response):
    return [words(chip) for chip in re.findall(r'<a class="chip chip--set".*?</a>', response.text, re.DOTALL)]


def searches(user):
    return list(RecentSearch.objects.filter(user=user).newest_first().values_list("text", flat=True))


@pytest.fixture
def glazes(ada, bob, studio, kiln):
    """Messages about glaze: one by each in the studio, one in a room that cleo cannot enter."""
    studio.post(ada, "The tenmoku glaze ran")
    studio.post(bob, "More glaze for the shelf")
    kiln.post(ada, "A secret glaze")


# --- The page -------------------------------------------------------------------------------------


def test_results_are_grouped_by_kind_with_the_words_marked(client_of, cleo, glazes):
    page = client_of(cleo).get("/search/?q=glaze")
    assert words(re.search(r'<h2 id="found-messages">.*?</h2>', page.text, re.DOTALL)[0]) == "Messages 2"
    assert page.text.count("<mark>glaze</mark>") == 2
    assert rows(page) == rows(client_of(cleo).get("/search/?q=glaze&kind=messages"))
    assert all("in Studio" in row for row in rows(page))


def test_a_stranger_learns_nothing_of_a_hidden_text(client_of, cleo, ada, glazes):
    stranger = client_of(cleo)
    for address in ("/search/?q=secret", "/search/?q=secret&kind=messages", "/search/quick/?q=secret"):
        page = stranger.get(address)
        assert "A secret" not in page.text
        assert 'class="count-of">1<' not in page.text
    assert "A secret glaze" in rows(client_of(ada).get("/search/?q=secret"))[0]


def test_kinds_are_tabs_that_keep_the_question(plain_browser, cleo, ada, glazes):
    Room.objects.open_by(ada, name="Glaze corner", kind="open")
    cleos = plain_browser(cleo).goes_to("/search/?q=glaze")
    cleos.clicks("Messages 2")
    assert cleos.path == "/search/?q=glaze&kind=messages"
    assert cleos.texts(".tabs [aria-current]") == ["Messages 2"]
    assert cleos.texts("#search-status") == ["2 results"]
    cleos.clicks("All 3")
    assert cleos.path == "/search/?q=glaze"


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["pages", "fragments"])
def test_more_results_follow_by_links_without_repeating(client_of, ada, studio, headers):
    for number in range(45):
        studio.post(ada, f"Cone {number} is down")
    browser, found = client_of(ada), []
    response = browser.get("/search/?q=cone&kind=messages&sort=newest")
    for _page in range(3):
        found += rows(response)
        following = re.search(r'class="waiting" href="([^"]+)"', response.text)
        if not following:
            break
        response = browser.get(unescape(following[1]), headers=headers)
    assert len(found) == 45
    assert [int(re.search(r"Cone (\d+)", row)[1]) for row in found] == [*range(44, -1, -1)]


def test_counts_stop_at_a_hundred(client_of, ada, studio):
    for number in range(102):
        studio.post(ada, f"Cone {number}")
    page = client_of(ada).get("/search/?q=cone")
    assert "100+ results" in words(page.text)
    assert (
        words(re.search(r'<h2 id="found-messages">.*?</h2>', page.text, re.DOTALL)[0]) == "Messages 100+All messages"
    )


def test_an_unknown_kind_sort_or_cursor_is_the_default(client_of, cleo, glazes):
    browser = client_of(cleo)
    expected = rows(browser.get("/search/?q=glaze"))
    assert rows(browser.get("/search/?q=glaze&kind=secrets&sort=worst")) == expected
    assert rows(browser.get("/search/?q=glaze&kind=messages&cursor=no-such.cursor")) == expected


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_whatever_is_typed_gives_results_or_a_sentence(client_of, cleo, text):
    browser, expected = client_of(cleo), 400 if "\0" in text else 414 if len(text) > 8_000 else 200
    for address in ("/search/", "/search/quick/"):
        for headers in ({}, TYPING):
            assert browser.get(address, {"q": text}, headers=headers).status_code == expected
    for kind in ("people", "messages", "tags", "projects"):
        assert browser.get("/search/", {"q": text, "kind": kind}).status_code == expected


def test_nothing_found_offers_the_next_step(plain_browser, cleo, studio):
    cleos = plain_browser(cleo).goes_to("/search/?q=porcelane from:ada in:studio")
    assert cleos.one(".nothing h2", "Nothing found")
    cleos.clicks("Remove filters")
    assert cleos.path == "/search/?q=porcelane"
    cleos.clicks("Find people by skill")
    assert cleos.path == "/people/help/?q=porcelane"


def test_without_a_question_the_page_says_what_it_searches(client_of, cleo):
    page = client_of(cleo).get("/search/")
    assert "What are you looking for?" in page.text
    assert "Search tips" in page.text
    assert "Nothing found" not in page.text


# --- Filters --------------------------------------------------------------------------------------


def test_filters_write_themselves_into_the_question(plain_browser, cleo, ada, glazes):
    cleos = plain_browser(cleo).goes_to("/search/?q=glaze")
    cleos.presses("Apply", {"author": "@Ada", "room": "", "after": "2026-01-31"}, within=".page__context")
    assert cleos.path == "/search/?q=glaze+from%3Aada+after%3A2026-01-31"
    assert cleos.one("#search-q")["value"] == "glaze from:ada after:2026-01-31"
    assert cleos.texts(".chip--set") == ["Remove filter: From ada", "Remove filter: After 31 Jan 2026"]
    assert cleos.one("#side-author")["value"] == "ada"
    assert cleos.one("#side-after")["value"] == "2026-01-31"
    cleos.clicks("Remove filter: After 31 Jan 2026")
    assert cleos.path == "/search/?q=glaze+from%3Aada"
    cleos.presses("Apply", {"author": ""}, within=".page__context")
    assert cleos.path == "/search/?q=glaze"


def test_a_filter_is_not_cut_off_a_long_question(client_of, ada):
    words = " ".join(f"w{number}{'x' * 50}" for number in range(4))
    page = client_of(ada).get("/search/", {"filter": "1", "q": words, "author": "bob", "after": "2026-01-02"})
    assert chips(client_of(ada).get(page.headers["Location"])) == [
        "Remove filter: From bob",
        "Remove filter: After 2 Jan 2026",
    ]


def test_the_in_list_has_rooms_and_conversations(client_of, ada, bob, cleo, mod, make_user, studio, kiln):
    """Not those of others, with people whom one cannot find, or in which nothing was said."""
    dora, ina = make_user("dora"), make_user("ina")
    for people in ([bob], [bob, cleo], [dora], [ina]):
        Room.objects.begin(ada, people).post(ada, "Hello")
    Room.objects.begin(ada, [mod])
    Room.objects.begin(bob, [cleo]).post(bob, "Hello")
    Block.objects.make(dora, ada)
    ina.is_active = False
    ina.save()
    studio.join(ada)

    def choices(user, address="/search/"):
        select = re.search(r'<select[^>]*id="side-room".*?</select>', client_of(user).get(address).text)[0]
        return re.findall(r'<option value="([^"]*)"( selected)?>([^<]*)<', select)

    values = [value for value, _selected, _title in choices(ada)]
    assert values[0] == ""
    assert {"studio", "kiln"} <= set(values)
    assert [value for value in values if value.startswith("@")] == ["@bob,cleo", "@bob"]
    assert ("@bob,cleo", " selected", "bob and cleo") in choices(ada, "/search/?q=in:@bob,cleo")
    assert not [value for value, _selected, _title in choices(mod) if value.startswith("@")]
    assert chips(client_of(ada).get("/search/?q=in:@bob,cleo")) == ["Remove filter: In messages with bob and cleo"]


def test_nothing_found_offers_what_was_probably_meant(plain_browser, client_of, cleo, ada, studio):
    studio.post(ada, "The <thermocouple> of ada is broken")
    cleos = plain_browser(cleo).goes_to("/search/?q=themocouple+from:ada")
    assert cleos.texts(".did-you-mean") == ["Did you mean thermocouple?"]
    cleos.clicks("thermocouple", within=".did-you-mean")
    assert cleos.path == "/search/?q=thermocouple+from%3Aada"
    for kind in ("", "&kind=messages", "&kind=people"):
        assert "Did you mean" in words(client_of(cleo).get(f"/search/?q=themocouple{kind}").text)
        assert "Did you mean" not in words(client_of(cleo).get(f"/search/?q=thermocouple{kind}").text)
    assert "Did you mean" in words(client_of(cleo).get("/search/?q=themocouple", headers=TYPING).text)


def test_everything_can_be_sorted_by_time(plain_browser, ada, studio):
    for text in ("glaze glaze", "the glaze", "a glaze", "any glaze and many other words"):
        studio.post(ada, text)
    adas = plain_browser(ada).goes_to("/search/?q=glaze&sort=newest")
    assert adas.texts("#found-messages ~ ul .found__text")[0] == "any glaze and many other words"
    adas.clicks("All messages")
    assert adas.path == "/search/?q=glaze&kind=messages&sort=newest"
    assert adas.goes_to("/search/?q=glaze").all("select[name=sort]")


def test_where_relevance_ends_the_newest_are_one_step_away(client_of, ada, studio, monkeypatch):
    monkeypatch.setattr(engine, "WINDOW", 3)
    for _number in range(4):
        studio.post(ada, "glaze")
    for headers, cursor in (({}, ""), (HTMX, "&cursor=99999.99999999.99999")):
        page = client_of(ada).get(f"/search/?q=glaze&kind=messages{cursor}", headers=headers).text
        assert "These are the best of the newest 3 results." in page
        assert 'href="/search/?q=glaze&amp;kind=messages&amp;sort=newest">Sort by newest to see all' in page
    newest = client_of(ada).get("/search/?q=glaze&kind=messages&sort=newest")
    assert len(rows(newest)) == 4
    assert "These are the best" not in newest.text


def test_a_filter_keeps_kind_and_sort(plain_browser, ada, glazes):
    adas = plain_browser(ada).goes_to("/search/?q=glaze&kind=messages&sort=newest")
    adas.presses("Apply", {"room": "kiln"}, within=".page__context")
    assert adas.path == "/search/?q=glaze+in%3Akiln&kind=messages&sort=newest"
    assert len(adas.all("#found .rows .row")) == 1


def test_all_filters_are_chips(client_of, cleo, studio):
    page = client_of(cleo).get("/search/", {"q": "x from:ada in:studio #oak after:2026-01-31 has:photo has:file"})
    assert chips(page) == [
        "Remove filter: From ada",
        "Remove filter: In Studio",
        "Remove filter: #oak",
        "Remove filter: After 31 Jan 2026",
        "Remove filter: Has a photo",
        "Remove filter: Has a file",
    ]


def test_a_conversation_is_named_by_whom_one_talks_with(client_of, cleo):
    assert chips(client_of(cleo).get("/search/?q=x in:@ada")) == ["Remove filter: In messages with ada"]
    assert chips(client_of(cleo).get("/search/?q=x in:@nobody")) == ["Remove filter: In messages with @nobody"]


def test_a_room_that_one_may_not_enter_is_not_named_by_its_chip(client_of, cleo, ada, kiln):
    kiln.name = "The secret kiln"
    kiln.save()
    assert chips(client_of(cleo).get(f"/search/?q=x in:{kiln.slug}")) == [f"Remove filter: In {kiln.slug}"]
    assert chips(client_of(ada).get(f"/search/?q=x in:{kiln.slug}")) == ["Remove filter: In The secret kiln"]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
@pytest.mark.parametrize("date", ["2026-13-01", "tomorrow", "0001-01-01", "9" * 30])
def test_a_wrong_date_is_refused_in_words(client_of, cleo, date, headers):
    page = client_of(cleo).get("/search/", {"filter": "1", "q": "glaze", "after": date}, headers=headers)
    assert page.status_code == 422
    assert "Enter a date, such as 2026-11-20." in page.text


def test_a_wrong_date_in_the_question_is_named(client_of, cleo):
    page = client_of(cleo).get("/search/?q=glaze after:2026-13-01")
    assert "“2026-13-01” is not a date. Write it as 2026-11-20." in page.text


# --- While one types ------------------------------------------------------------------------------


def test_typing_updates_the_address_and_is_not_remembered(client_of, cleo, glazes):
    page = client_of(cleo).get("/search/?q=gla&kind=messages", headers=TYPING)
    assert page.headers["HX-Replace-Url"] == "/search/?q=gla&kind=messages"
    assert page.text.lstrip().startswith("<title>gla – Search")
    assert searches(cleo) == []
    page = client_of(cleo).get("/search/?q=glaze", headers=HTMX)
    assert page.headers["HX-Push-Url"] == "/search/?q=glaze"
    assert searches(cleo) == ["glaze"]
    again = HTMX | {"HX-Current-URL": "http://testserver/search/?q=glaze"}
    page = client_of(cleo).get("/search/?q=glaze", headers=again)  # sent once more: Back leads away all the same
    assert page.headers["HX-Replace-Url"] == "/search/?q=glaze"
    assert "HX-Push-Url" not in page.headers


def test_the_quick_list_has_people_rooms_and_tags(client_of, cleo, ada, studio):
    Tag.objects.create(name="studies", use_count=1, post_count=1)
    browser = client_of(cleo)
    page = browser.get("/search/quick/?q=stud")
    options = re.findall(r'role="option"[^>]*href="([^"]+)"', page.text)
    assert options == ["/rooms/studio/", "/tags/studies/", "/search/?q=stud"]
    assert "<mark>Stud</mark>io" in page.text
    assert "Search everything for “stud”" in page.text
    assert 'href="/@ada/"' in browser.get("/search/quick/?q=ad").text


def test_before_typing_the_quick_list_has_recent_searches_and_unread_rooms(client_of, ada, bob, kiln):
    RecentSearch.objects.record(bob, "tenmoku")
    kiln.post(ada, "Something new")
    page = client_of(bob).get("/search/quick/")
    assert re.findall(r'role="option"[^>]*href="([^"]+)"', page.text) == ["/search/?q=tenmoku", "/rooms/kiln/"]


def test_who_is_online_is_not_shown_across_a_block(client_of, ada, cleo, monkeypatch):
    from apps.search.views import search

    monkeypatch.setattr(search.presence, "here", lambda people: list(people))
    assert "data-present" in client_of(cleo).get("/search/quick/?q=ada").text
    Block.objects.create(blocker=cleo, blocked=ada)
    assert "data-present" not in client_of(cleo).get("/search/quick/?q=ada").text


def test_tags_show_whether_one_follows_them(client_of, cleo):
    oak = Tag.objects.create(name="oak", use_count=1, post_count=1)
    assert 'aria-label="Follow #oak"' in client_of(cleo).get("/search/?q=oak&kind=tags").text
    TagFollow.objects.create(user=cleo, tag=oak)
    assert 'aria-label="Following #oak"' in client_of(cleo).get("/search/?q=oak&kind=tags").text


# --- Recent searches ------------------------------------------------------------------------------


def test_recent_searches_are_ones_own_newest_first_and_each_once(client_of, ada, bob):
    browser = client_of(ada)
    for text in ("oak", "ash", "Oak", "elm"):
        browser.get("/search/", {"q": text})
    assert searches(ada) == ["elm", "oak", "ash"]
    assert searches(bob) == []
    assert ">ash<" in browser.get("/search/").text
    assert ">ash<" not in client_of(bob).get("/search/").text


def test_only_the_newest_are_kept(ada):
    for number in range(MOST_RECENT_SEARCHES + 5):
        RecentSearch.objects.record(ada, f"word{number}")
    kept = [f"word{number}" for number in range(MOST_RECENT_SEARCHES + 4, 4, -1)]
    assert searches(ada) == kept


@pytest.mark.both_databases
def test_a_search_that_is_too_long_for_the_list_is_answered_and_not_kept(client_of, ada):
    ligature = "\ufdfa"  # is folded to eighteen letters
    text = f'{ligature} "{ligature}{ligature}" -"{ligature}{ligature}" ' * 6
    assert len(Query.parsed(text).text) > 400
    assert client_of(ada).get("/search/", {"q": text}).status_code == 200
    assert searches(ada) == []


def test_each_can_be_removed_and_all_be_cleared_without_scripts(plain_browser, ada):
    for text in ("ash", "oak", "elm"):
        RecentSearch.objects.record(ada, text)
    adas = plain_browser(ada).goes_to("/search/")
    adas.presses("Remove “oak” from recent searches")
    assert adas.texts(".recent a") == ["elm", "ash"]
    adas.presses("Clear recent searches")
    assert searches(ada) == []
    assert adas.path == "/search/"


def test_removing_is_idempotent_and_touches_nobody_elses(client_of, ada, bob):
    for user in (ada, bob):
        RecentSearch.objects.record(user, "oak")
    browser = client_of(ada)
    for _time in range(2):
        answer = browser.delete("/search/recent/?q=oak", headers=HTMX)
        assert answer.status_code == 200
        assert "oak" not in answer.text
        assert browser.delete("/search/recent/").status_code == 302
    assert (searches(ada), searches(bob)) == ([], ["oak"])
    assert browser.post("/search/recent/", {"q": "oak"}).status_code == 405


def test_recent_searches_go_with_the_account(ada, bob):
    RecentSearch.objects.record(bob, "oak")
    bob.delete()
    assert not RecentSearch.objects.exists()


# --- Visitors -------------------------------------------------------------------------------------


def test_visitors_search_what_their_pages_show(visitor, ada, studio, glazes, set_site):
    set_site(visitors_may_read="nothing")
    for address in ("/search/?q=glaze", "/search/quick/?q=glaze"):
        assert visitor.get(address).headers["Location"].startswith("/accounts/login/")
    assert "/search/" not in visitor.get("/accounts/login/").text
    set_site(visitors_may_read="rooms")
    page = visitor.get("/search/?q=glaze")
    assert len(rows(page)) == 2
    assert "A secret" not in page.text
    assert 'id="recent-searches"' in visitor.get("/search/").text
    assert not RecentSearch.objects.exists()
    assert "ada" not in "".join(rows(visitor.get("/search/?q=ada&kind=people")))
    assert 'action="/search/"' in visitor.get("/rooms/").text
