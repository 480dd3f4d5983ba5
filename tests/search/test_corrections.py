"""“Did you mean …”: what is offered where a search finds nothing, or little."""

import pytest

from apps.accounts.models import SiteSettings
from apps.posts.models import Post
from apps.rooms.models import Room
from apps.search import counts, engine
from apps.search.corrections import correction
from apps.search.query import KINDS, Query
from apps.shared.fulltext import Index
from apps.shared.similar import edits

pytestmark = pytest.mark.both_databases


@pytest.fixture
def meant(db):
    def meant(text, user):
        query, site = Query.parsed(text), SiteSettings.current()
        numbers = {kind: engine.count(query, kind, user, site) for kind in KINDS}
        found = correction(query, numbers, user, site)
        return found and found.text

    return meant


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("thermocuple", "thermocouple"),  # left out
        ("thermocoupple", "thermocouple"),  # put in
        ("thermocoiple", "thermocouple"),  # changed
        ("Thermocuople", "thermocouple"),  # exchanged
        ("themocouple broken", "thermocouple broken"),
        ("broken themocouple", "broken thermocouple"),
        ("themocouple brokn", "thermocouple broken"),
        ("themocouple from:ada", "thermocouple from:ada"),
        ("themocouple -wheel in:studio", "thermocouple -wheel in:studio"),
        ("жарв", "жара"),
        ("celadno", "celadon"),  # a tag
        ("porcelane", "porcelain"),  # two letters of a long name
        ("thermocouple", None),  # is found
        ("thermoc", None),  # is the beginning of what is found
        ("themocouple from:bob", None),  # finds nothing either
        ("themocouple wheel", None),
        ('"themocouple"', None),  # exactly that
        ("brk", None),  # too short
        ("x9themocouple", None),
        ("themocouple2", None),
        ("東京", None),
        ("-themocouple", None),
        ("from:ada has:file", None),
    ],
)
def test_words_that_are_not_there_are_corrected(meant, ada, bob, studio, typed, offered):
    studio.post(ada, "The thermocouple is broken. В печи жара")
    ada.profile.set_skills(["celadon", "porcelain"])
    counts.refresh.call()
    assert meant(typed, bob) == offered


def test_texts_of_every_kind_know_words(meant, ada, bob, studio, photo, make):
    post = Post.objects.publish(ada, [photo()], "A pyrometer")
    post.comments.say(post, bob, "And a manometer")
    make(ada, title="Barometers")
    Room.objects.open_by(ada, name="Hygrometer", kind=Room.Kind.OPEN)
    for typed, offered in [
        ("pyromeetr", "pyrometer"),
        ("manomter", "manometer"),
        ("baromters", "barometers"),
        ("hygrmeter", "hygrometer"),
    ]:
        assert meant(typed, bob) == offered, typed


def test_the_word_that_is_in_most_texts_is_offered(meant, ada, bob, studio):
    studio.post(ada, "A gleam")
    for _time in range(2):
        studio.post(ada, "A gloam")
    assert meant("glxam", bob) == "gloam"


def test_what_is_found_once_is_corrected_only_to_what_is_found_much_more_often(meant, ada, bob, studio):
    studio.post(ada, "A kilm, as they say")
    for _time in range(8):
        studio.post(ada, "The kiln")
    assert meant("kilm", bob) is None
    studio.post(ada, "The kiln again")
    assert meant("kilm", bob) == "kiln"
    assert meant("kiln", bob) is None


def test_names_that_are_only_similar_do_not_count_as_found(meant, ada, bob, studio):
    studio.post(ada, "The studio is open")
    assert engine.count(Query.parsed("sutdio"), "rooms", bob, SiteSettings.current()) == 1
    assert meant("sutdio", bob) == "studio"


def test_nothing_is_corrected_where_the_database_has_no_index(meant, ada, bob, studio, monkeypatch):
    studio.post(ada, "The thermocouple is broken")
    monkeypatch.setattr(Index, "is_kept", lambda _index: False)
    assert meant("themocouple", bob) is None


def test_edits_stay_in_the_alphabet():
    assert {"kil", "kiln", "klim", "killm"} <= edits("kilm")
    assert "kilm" not in edits("kilm")
    assert "жара" in edits("жарв")
    assert all(word.isalpha() for word in edits("жара"))
    assert edits("東京") == edits("kiлm") == set()
