"""What people write, letter by letter: which of it can be seen, what a tag is called, who is mentioned.

Every function takes time in proportion to the text.
"""

import re
import unicodedata

from .normalizing import normalized

TAG_LENGTH = 40  # characters of a tag's name

JOINERS = "\u200c\u200d"  # of Persian, Hindi and others: part of how a word is written, not of which word it is
# Letters, marks and symbols of which nothing is seen. Format characters, controls and spaces are known by category.
INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    "\U0001d159\U000e0000-\U000e0fff]"
)
NOTHING_TO_SEE = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn", "Me"})


def is_visible(letter):
    """Whether a character is seen by itself. One that this Python does not know yet may be a new emoji, and is."""
    return unicodedata.category(letter) not in NOTHING_TO_SEE and not INVISIBLE.match(letter)


def has_visible(text):
    """Whether there is anything to see in a text: not in one of spaces, U+200B, U+2800 or U+3164."""
    return any(map(is_visible, text))


# Tags

I_WITH_DOT = re.compile("i\u0307+")


def tag_name(text):
    """The one name of a tag, however it is typed: in a caption, a skill, a topic, a link or an address.

    `#Hide glue ` becomes `hide-glue`: composed (NFC), case folded, letters with their marks, digits, hyphens between
    words; at most 40 characters; empty where nothing of that is left. Joiners and what cannot be seen are left out, so
    that no two names look alike for them. Of `İ` the dot stays on the i: İstanbul is istanbul.
    """
    text = kept(normalized("NFC", kept(text))).casefold()
    text = normalized("NFC", I_WITH_DOT.sub("i", kept(text)))
    return "-".join(text.split()).strip("-_")[:TAG_LENGTH].rstrip("-_")


def kept(text):
    return "".join(letter for letter in text if letter.isspace() or is_in_name(letter))


def is_in_name(letter):
    if letter.isascii():
        return letter.isalnum() or letter in "-_"
    return (letter.isalnum() or unicodedata.category(letter)[0] == "M") and not INVISIBLE.match(letter)


# Mentions and hashtags in a text: (start, end, name), without overlaps

MENTION = re.compile(r"@([A-Za-z0-9_](?:[A-Za-z0-9_.]{0,28}[A-Za-z0-9_])?)(?![A-Za-z0-9_@])")
HASHTAG = re.compile(r"[#\uff03]([^\s\x00-,./:-@\[-^`{-\x7f\uff03]{1,41})")


def joins_words(letter):
    """Whether a letter before a sign makes it part of a word: of scripts with capitals, which put spaces between
    words. Before `@ada`, Chinese has none; Arabic and Hebrew write "and" and "to" without.
    """
    return letter.isalnum() and (letter.isascii() or letter.lower() != letter.upper())


def mentions(text):
    """Each `@name`, with the name in lower case. Not in bob@ada.example, @ada@site.example or example.org/@ada."""
    end = 0
    for match in MENTION.finditer(text):
        start = match.start()
        before, following = text[start - 1 : start], text[match.end() : match.end() + 1]
        if before and (before in "_@" or joins_words(before)):
            continue
        if following and joins_words(following):
            continue
        if before in ".+-" and before and text[start - 2 : start - 1].isalnum():
            continue  # the second half of an email address
        if before == "/" and not (end == start - 1 and end) and not follows_a_name(text[max(start - 60, 0) : start]):
            continue
        end = match.end()
        yield start, end, match[1].lower()


def follows_a_name(before):
    """Whether `ada/` stands before `@dev`, and not an address or a path."""
    word = re.split(r"[\s(\[{,;]", before)[-1]
    return bool(re.fullmatch(r"(?:\w+/)+", word))


def hashtags(text):
    """Each `#tag`, with the tag's name. Not in ada#oak, &#38; or a path; a number alone is none."""
    for match in HASHTAG.finditer(text):
        start = match.start()
        before = text[start - 1 : start]
        if before and (before in "_#&/\uff03" or joins_words(before)):
            continue
        length = next((place for place, letter in enumerate(match[1]) if not is_in_tag(letter)), len(match[1]))
        word = match[1][:length].rstrip("-" + JOINERS)
        following = text[start + 1 + len(word) : start + 2 + len(word)]
        if not word or not (word[0].isalnum() or word[0] == "_") or following in ("#", "\uff03"):
            continue
        if len(word) > TAG_LENGTH or not any(map(str.isalpha, word)):
            continue
        if name := tag_name(word):
            yield start, start + 1 + len(word), name


def is_in_tag(letter):
    return is_in_name(letter) or letter in JOINERS or unicodedata.category(letter) == "Mn"
