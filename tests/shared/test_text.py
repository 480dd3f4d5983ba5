"""Tags, mentions and what can be seen, letter by letter."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.shared.text import TAG_LENGTH, has_visible, hashtags, is_in_name, mentions, tag_name

WORDS = st.text(max_size=80) | st.text(alphabet="aB #,-_\n\t.é漢ǅİıßſς\u0301\u0307\u0345\u200cहिन्दी", max_size=80)


@given(WORDS)
def test_a_tag_has_one_name(text):
    name = tag_name(text)
    assert tag_name(name) == name
    assert len(name) <= TAG_LENGTH
    assert all(map(is_in_name, name))
    for form in ("NFC", "NFD"):
        assert tag_name(unicodedata.normalize(form, text)) == name
    assert unicodedata.is_normalized("NFC", name)


@given(WORDS)
def test_a_tag_in_a_text_is_called_as_everywhere(text):
    for start, end, name in hashtags(text):
        assert tag_name(text[start + 1 : end]) == name
        assert tag_name(text[start:end]) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("cafe\u0301", "café"),
        ("CAFÉ", "café"),
        ("हिन्दी", "हिन्दी"),
        ("İstanbul", "istanbul"),
        ("i\u0307stanbul", "istanbul"),
        ("ısparta", "ısparta"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("ΛΌΓΟΣ", "λόγοσ"),
        ("λόγος", "λόγοσ"),
        ("می\u200cخواهم", "میخواهم"),
        ("क्\u200dष", "क्ष"),
        ("ก็", "ก็"),
        ("ｏａｋ", "ｏａｋ"),
        ("\u212bngstrom", "ångstrom"),
        ("한글", "한글"),
        ("o\u200bak\ufe0f\u202e", "oak"),
        ("\u3164", ""),
        ("oak🌞", "oak"),
        ("Hide glue", "hide-glue"),
        ("#Oak ", "oak"),
        ("C++", "c"),
        ("--_", ""),
        ("ß" * 40, "s" * 40),
    ],
)
def test_names_of_tags(text, name):
    assert tag_name(text) == name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("#cafe\u0301 #CAFÉ", ["café", "café"]),
        ("#हिन्दी में", ["हिन्दी"]),
        ("#İstanbul!", ["istanbul"]),
        ("#می\u200cخواهم", ["میخواهم"]),
        ("#क्\u200dष", ["क्ष"]),
        ("#a\u200d b", ["a"]),
        ("#東京、#大阪。", ["東京", "大阪"]),
        ("今日は#東京", ["東京"]),
        ("\uff03東京", ["東京"]),
        ("(#oak) #oak-tree, #oak_tree. #a", ["oak", "oak-tree", "oak_tree", "a"]),
        ("#_oak_ #oak-", ["oak", "oak"]),
        ("#2026 #2026-plans #1a #½", ["2026-plans", "1a"]),
        ("ada#oak éa#oak &#38; #oak#ash ##a /#a a/#a", []),
        ("#oak🌞 #🌞 #️⃣ #a❤️", ["oak", "a"]),
        ("#" + "x" * 41 + " #" + "x" * 40, ["x" * 40]),
        ("# oak #", []),
        ("#\u0301a", []),
        ("#o'clock #a.b", ["o", "a"]),
    ],
)
def test_tags_in_a_text(text, names):
    assert [name for _start, _end, name in hashtags(text)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@ada/@dev", ["ada", "dev"]),
        ("@ada/@dev/@bob, or cc ada/@cleo", ["ada", "dev", "bob", "cleo"]),
        ("你好@ada", ["ada"]),
        ("@ada你好", ["ada"]),
        ("ขอบคุณ@ada", ["ada"]),
        ("안녕@ada님", ["ada"]),
        ("ل@ada", ["ada"]),
        ("ב@ada", ["ada"]),
        ("。@ada，@dev（@bob）", ["ada", "dev", "bob"]),
        ("(@ada) “@dev” @bob's @cleo. @dan: *@eve* @gus-@hal", ["ada", "dev", "bob", "cleo", "dan", "eve", "gus"]),
        ("@Ada @ADA", ["ada", "ada"]),
        ("@a.b/@dev @_ada_", ["a.b", "dev", "_ada_"]),
        ("bob@ada é@ada я@ada b@ada.example a.@ada a-@ada a+@ada _@ada 1@ada", []),
        ("@ada@site.example @@ada", []),
        ("example.org/@ada /@ada a.b/c/@ada https://a.b/@ada ://@ada", []),
        ("@" + "a" * 31, []),
        ("@adaé @é @", []),
        ("...@ada", ["ada"]),
        ("🙂@ada", ["ada"]),
        ("की@ada", ["ada"]),
    ],
)  # fmt: skip
def test_mentions_in_a_text(text, names):
    assert [name for _start, _end, name in mentions(text)] == names


@pytest.mark.parametrize(
    "text", ["", " ", "\u200b", "\u2800", "\u3164\u115f", "\u202e", "\ufe0f", "\U000e0041", "\u0301", "\xad"]
)
def test_nothing_to_see(text):
    assert not has_visible(text)


@pytest.mark.parametrize("text", ["a", "\u200ba", "!", "🙂", "\U0001fae8", "漢", "ि", "\ue000", "¸"])
def test_something_to_see(text):
    assert has_visible(text)


@pytest.mark.parametrize(
    "text",
    [
        "@a/" * 3333,
        "a/@b" * 2500,
        "#a" * 5000,
        "@" * 10_000,
        "#" + "ि" * 9999,
        "/@a" * 3333,
        "#a-" * 3333,
        "@a." * 3333,
    ],
)
def test_long_texts_take_no_time(text):
    started = time.thread_time()
    list(mentions(text)), list(hashtags(text)), tag_name(text), has_visible(text)
    assert time.thread_time() - started < 1
