"""What a name may be: seen, one line, in its place. The cases are written as escapes, so that they can be read."""

import pytest
from django.core.exceptions import ValidationError

from apps.shared.forms import WebsiteField
from apps.shared.lookalikes import likeness, look_alike
from apps.shared.names import LineField, NameField, check_name, tidy_name

GOOD = [
    "Ada",
    "Ada Okafor",
    "O'Neil",
    "Jean-Luc",
    "C++",
    "Zo\u00eb",
    "\u00de\u00f3rr",
    "\u674e\u96f7",
    "\u5c71\u7530 \u592a\u90ce",
    "Nguy\u1ec5n Th\u1ecb H\u1ea1nh",
    "Nguye\u0302\u0303n",
    "\u05e2\u05d3\u05d9 \u05db\u05d4\u05df",
    "\u05ea\u05bc\u05b8\u05de\u05b8\u05e8",
    "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627",
    "\u0e20\u0e39\u0e21\u0e34",
    "\u0928\u0947\u0939\u093e \u0936\u0930\u094d\u092e\u093e",
    "\u0915\u094d\u200d\u0937",
    "Anna \U0001f469\u200d\U0001f33e",
    "\U0001f3f3\ufe0f\u200d\U0001f308 Pat",
    "1\ufe0f\u20e3",
    "\U0001f33b",
    "Ada \U0001fa77",
    "Ta\u0331m",
]
BAD = [
    "",
    " ",
    "\u200b",
    "\u200b\u200b",
    "\u2800",
    "\u3164",
    "\u115f",
    "\u1160",
    "\uffa0",
    "\u034f",
    "\ufeff",
    "\u00ad",
    "\u2060",
    "\ufe0f",
    "\u200d",
    "\u200c",
    "\u0301",
    "\u0301\u0302",
    "...",
    "---",
    "\u00a0",
    "\u3000",
    "a\u200bda",
    "ada\u200b",
    "a\u00adda",
    "a\u2060da",
    "a\u200dda",
    "a\u200cda",
    "ada\u2800",
    "ada\u3164",
    *(f"Ada{mark}gpj" for mark in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"),
    "\u202eadA",
    "Ada\nOkafor",
    "Ada\rOkafor",
    "Ada\tOkafor",
    "Ada\u2028Okafor",
    "Ada\u2029Okafor",
    "Ada\x0bOkafor",
    "Ada\x85Okafor",
    "Ada\x00",
    "Ada\x1b[31m",
    "Ada\x7f",
    "\ue000Ada",
    "\u0301Ada",
    "A\u0334\u0327\u0322\u0301da",
    "\u0e20\u0e39\u0e39\u0e39\u0e39\u0e39",
    "Z\u0351\u036b\u0343a\u0348l",
    "\U000e0041Ada",
    "\u17b4",
    "\U0001d159",
]


@pytest.mark.parametrize("name", GOOD)
def test_a_name_of_any_language_will_do(name):
    assert NameField(max_length=60).clean(name) == tidy_name(name)


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_seen_or_leaves_its_place_is_no_name(name):
    with pytest.raises(ValidationError) as refused:
        NameField(max_length=60).clean(name)
    assert refused.value.messages[0].endswith(".")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ada  Okafor ", "Ada Okafor"),
        ("Ada\u00a0Okafor", "Ada Okafor"),
        ("\u5c71\u7530\u3000\u592a\u90ce", "\u5c71\u7530 \u592a\u90ce"),
        ("Jose\u0301", "Jos\u00e9"),
    ],
)
def test_gaps_are_plain_spaces_and_accents_are_one_letter(typed, kept):
    assert NameField().clean(typed) == kept


def test_a_line_may_be_empty_and_only_of_signs_but_turns_nothing():
    field = LineField(required=False)
    assert field.clean("") == ""
    assert field.clean("...") == "..."
    for text in ("Potter\u202e", "two\nlines", "\u200b"):
        with pytest.raises(ValidationError):
            field.clean(text)


def test_the_check_of_a_long_name_takes_no_time():
    with pytest.raises(ValidationError):
        check_name("a" + "\u0301" * 100_000)


# --- Lookalikes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mira \u039dovak", "Mira Novak"),
        ("\u041c\u0456ra Novak", "Mira Novak"),
        ("\u0397ugo", "Hugo"),
        ("\u03a1aul", "Paul"),
        ("\u03a5uki", "Yuki"),
        ("\u03a7enia", "Xenia"),
        ("\u03f9leo", "Cleo"),
        ("\u0422om", "Tom"),
        ("\u0412ob", "Bob"),
        ("\u041d\u0443go", "Hygo"),
        ("\u041aaya", "Kaya"),
        ("ad\u043cin", "admin"),
        ("\u13aadmin", "Admin"),
        ("\U0001f170\U0001f173\U0001f17c\U0001f178\U0001f17d", "admin"),
        ("\u1d00\u1d05\u1d0d\u026a\u0274", "admin"),
        ("\u0141ukasz", "Lukasz"),
        ("\u00d8yvind", "Oyvind"),
        ("\u0131da", "Ida"),
        ("OLGA", "0\u217cga"),
        ("M\u0130RA", "mira"),
    ],
)
def test_a_letter_is_known_in_whatever_case_it_stands(one, other):
    assert look_alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nova", "Vova"),
        ("Mira", "Mina"),
        ("\u041e\u043b\u044f", "\u042e\u043b\u044f"),
        ("", "\u200b"),
    ],
)
def test_other_names_stay_others(one, other):
    assert not look_alike(one, other)


def test_the_same_greek_name_in_both_cases_is_one():
    assert look_alike("\u039d\u0399\u039a\u039f\u03a3", "\u03bd\u03b9\u03ba\u03bf\u03c3")
    assert likeness("\u039d") == "n"
    assert likeness("\u03bd") == "v"


# --- Websites -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url", ["https://ada.example", "http://ada.example/a?b=c#d", "ada.example", "https://b\u00fccher.example/", ""]
)
def test_a_website_is_a_website(url):
    assert WebsiteField(required=False).clean(url).startswith(("http://", "https://", ""))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://ada.example",
        "ftps://ada.example",
        "javascript:alert(1)",
        "JavaScript://ada.example/%0aalert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "mailto:ada@ada.example",
        "https://ada:secret@ada.example",
        "https://ada@ada.example",
        "http://@ada.example",
        "https://",
        "https:///x",
        "//",
        "vbscript:x",
        "https://ada.example/\nx",
        "ws://ada.example",
    ],
)
def test_nothing_else_is(url):
    with pytest.raises(ValidationError):
        WebsiteField(required=False).clean(url)
