"""One form of a text for searching and sorting: without case, accents and other differences that people do not type.

`fold` serves questions, what the database is searched by, and the order of names; `index_text` makes of a long text
the words of an index. Both are computed here when a row is written, so that every database holds the same.
"""

import re
import unicodedata
from functools import cache, lru_cache

from .normalizing import normalized

LONGEST_WORD = 60  # characters of a word that an index holds

# Letters that Unicode does not take apart: as people type them on a keyboard without them (ICU's Latin-ASCII).
LETTERS = {
    **{"ı": "i", "ȷ": "j", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h"},
    **{"ŧ": "t", "ŋ": "n", "ĸ": "k", "ə": "e", "ƒ": "f", "ɓ": "b", "ɗ": "d", "ɖ": "d", "ƙ": "k", "ƴ": "y", "ɛ": "e"},
    **{"ɔ": "o", "ɨ": "i", "ʉ": "u", "ƀ": "b", "ǥ": "g", "ɣ": "g", "ɩ": "i", "ʋ": "v", "ʒ": "z", "ſ": "s"},
    **{
        "Ø": "o",
        "Ł": "l",
        "Đ": "d",
        "Ð": "d",
        "Þ": "th",
        "Æ": "ae",
        "Œ": "oe",
        "Ħ": "h",
        "Ŧ": "t",
        "Ŋ": "n",
        "Ə": "e",
    },
    # Arabic and Persian letters that are typed for each other; Hebrew letters at the end of a word.
    **{"ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ە": "ه", "ٱ": "ا", "ـ": ""},
    **{"ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ"},
    # Signs of the same meaning.
    **dict.fromkeys("\u2018\u2019\u201b\u02bb\u02bc\uff07`\u00b4", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
}
# Accents, vowel points and the like. Not the vowel signs and tone marks of India and of South-East Asia, nor the
# marks of kana: with others, it is another word.
ACCENTS = [
    *((0x0300, 0x036F), (0x0483, 0x0489), (0x0591, 0x05BD), (0x05BF, 0x05BF), (0x05C1, 0x05C2), (0x05C4, 0x05C5)),
    *((0x05C7, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06DC), (0x06DF, 0x06E4)),
    *((0x06E7, 0x06E8), (0x06EA, 0x06ED), (0x0711, 0x0711), (0x0730, 0x074A), (0x08D3, 0x08E1), (0x08E3, 0x08FF)),
    *((0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFB1E, 0xFB1E), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F)),
    (0xE0100, 0xE01EF),
]
# Scripts without spaces between words: Thai, Lao, Burmese, Khmer, Japanese and Chinese.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\u3005-\u3007\u3031-\u3035\u303b\u3040-\u30fa\u30fc-\u312f"
    "\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua9e0-\ua9ff\uaa60-\uaa7f\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U000323af"
)
EDGE = 0x20000  # no marks, digits or format characters between here and the tags


def fold(text):
    """A text as it is searched and sorted by: `Işık`, `IŞIK` and `ışık` are `isik`, `ＧＲＯẞ` is `gross`."""
    if text.isascii():
        return text.lower().replace("`", "'")
    apart = normalized("NFKD", text).translate(table()).casefold()
    return normalized("NFC", normalized("NFKD", apart).translate(table()))


@cache
def table():
    """For `str.translate`: letters, digits of every script, and what is left out."""
    found = {}
    for code in (*range(0x80, EDGE), *range(0xE0000, 0xE0100)):
        category = unicodedata.category(chr(code))
        if category == "Nd":
            found[code] = str(unicodedata.decimal(chr(code)))
        elif category == "Cf":  # joiners, soft hyphens, directions
            found[code] = None
    for first, last in ACCENTS:
        found |= dict.fromkeys(range(first, last + 1))
    return found | {ord(letter): plain for letter, plain in LETTERS.items()}


@cache
def of_category(*categories):
    """The inside of a regular expression's [ ]: the characters of some categories, as ranges."""
    codes = [
        code for code in (*range(EDGE), *range(0xE0100, 0xE01F0)) if unicodedata.category(chr(code)) in categories
    ]
    ranges, first = [], None
    for code, following in zip(codes, [*codes[1:], None], strict=True):
        first = code if first is None else first
        if following != code + 1:
            ranges.append(f"\\U{first:08x}-\\U{code:08x}")
            first = None
    return "".join(ranges)


@cache
def word_pattern():
    """A run of a script without spaces, as the first group; or a word of letters, digits and their marks."""
    marks = of_category("Mn", "Mc", "Me")
    return re.compile(rf"((?:(?![\W_])[{UNSPACED}]|(?=[{UNSPACED}])[{marks}])+)|(?:{spaced()})+")


@cache
def spaced():
    """One character of a word, in scripts with spaces."""
    return rf"(?![{UNSPACED}])(?:[^\W_]|[{of_category('Mn', 'Mc', 'Me')}])"


def is_unspaced(word):
    return re.match(f"[{UNSPACED}]", word) is not None


def words(text):
    """The words of a text, folded; a run of a script without spaces is one."""
    return [match[0] for match in word_pattern().finditer(fold(text))]


def pairs(word):
    """The two-letter pieces of a run of a script without spaces; a single letter is one itself."""
    return [word[place : place + 2] for place in range(len(word) - 1)] or [word]


def index_text(text):
    """What an index holds of a text: folded words with one space between them.

    A run without spaces is held as its overlapping pairs and, behind them, its last letter: so pairs beside each other
    stand beside each other in the text. All single letters of such runs follow at the end.
    """
    found, single = [], {}
    for match in word_pattern().finditer(fold(text)):
        if match[1]:
            found += [*pairs(match[0]), match[0][-1]] if len(match[0]) > 1 else [match[0]]
            single |= dict.fromkeys(match[0])
        else:
            found.append(match[0][:LONGEST_WORD])
    return " ".join([*found, *single])


def occurrences(text, wanted):
    """Where words begin as one of some folded words, or a run without spaces contains one: `[(start, end), …]`.

    They count characters of the text as it was written; a hit in a part of a ligature is the whole ligature.
    """
    longest_first = sorted(wanted, key=len, reverse=True)
    patterns = [re.escape(word) for word in longest_first if is_unspaced(word)]
    if beginnings := "|".join(re.escape(word) for word in longest_first if not is_unspaced(word)):
        patterns.append(rf"(?<!{spaced()})(?:{beginnings})(?:{spaced()})*")
    if not patterns:
        return []
    folded, starts, ends = [], [], []
    for cluster in cluster_pattern().finditer(text):
        start, end = cluster.span()
        if cluster[0].isascii():
            folded.append(fold(cluster[0]))
            starts += range(start, end)
            ends += range(start + 1, end + 1)
        else:
            folded.append(part := fold_cluster(cluster[0]))
            starts += [start] * len(part)
            ends += [end] * len(part)
    hits = re.finditer("|".join(patterns), "".join(folded))
    return [(starts[hit.start()], ends[hit.end() - 1]) for hit in hits]


fold_cluster = lru_cache(maxsize=5_000)(fold)


@cache
def cluster_pattern():
    """Pieces of a text that fold by themselves: plain ASCII, a character with its marks, a syllable of Hangul."""
    extends = of_category("Mn", "Mc", "Me", "Cf") + "\uff9e\uff9f"
    vowels, finals = "\u1160-\u11a7\ud7b0-\ud7c6", "\u11a8-\u11ff\ud7cb-\ud7fb"
    hangul = f"(?:[\u1100-\u115f\ua960-\ua97c\uffa1-\uffbe]|[\uac00-\ud7a3])[{vowels}{finals}\uffa1-\uffdc]*"
    return re.compile(rf"[\x00-\x7f]+(?![{extends}])|{hangul}[{extends}]*|.[{extends}]*", re.DOTALL)
