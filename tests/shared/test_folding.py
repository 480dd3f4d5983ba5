"""One form of a text for searching and sorting, and where its words are in the text as it was written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.shared.folding import cluster_pattern, fold, index_text, occurrences, words

ODD = "\u0301\u0345\u3099\uff9eﾊｶ\u1100\u1161\u11a8가각ΑĹΣςİıßﬁŉ\u09c7\u09be\u200d\u00ad\uffa1\uffc2東京กิ\u0651ـ㍿½"
texts = st.text(alphabet=st.one_of(st.characters(), st.sampled_from(ODD)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Esra Yıldız", "esra yildiz"),
        ("Finn Sørensen", "FINN SORENSEN"),
        *(("Işık", other) for other in ("ışık", "isik", "IŞIK", "İŞİK", "Isik")),
        ("İstanbul", "istanbul"),
        ("Straße", "STRASSE"),
        ("GROẞ", "gross"),
        ("Łódź", "lodz"),
        ("Þórður Guðmundsson", "thordur gudmundsson"),
        ("Æbleskiver", "aebleskiver"),
        ("Nguyễn Đặng", "nguyen dang"),
        ("Cafe\u0301", "café"),
        ("ﬁre", "fire"),
        ("ｋｉｌｎ", "kiln"),
        ("ｶﾞﾗｽ", "ガラス"),
        ("Ὀδυσσεύς", "ΟΔΥΣΣΕΥΣ"),
        ("ᾳδης", "αδησ"),
        ("Ёлка", "елка"),
        ("مُحَـمَّد", "محمد"),
        ("أحمد", "احمد"),
        ("کتابی", "كتابي"),
        ("שָׁלוֹם", "שלום"),
        ("٢٠٢٦", "2026"),
        (unicodedata.normalize("NFD", "한국어"), "한국어"),
        ("O’Brien", "O'Brien"),
        ("so\u00adlid", "solid"),
        ("co\u200bop", "coop"),
    ],
)
def test_what_people_do_not_tell_apart_is_one(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("バス", "ハス"), ("कि", "की"), ("ไก่", "ไก"), ("ada", "adb"), ("東", "京")]
)
def test_what_makes_another_word_stays(one, other):
    assert fold(one) != fold(other)


@given(texts)
def test_folding_twice_changes_nothing_and_case_never_matters(text):
    assert fold(fold(text)) == fold(text)
    assert fold(text.casefold()) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text)) == fold(text)


@given(texts)
def test_a_text_folds_as_its_pieces_do(text):
    pieces = [match[0] for match in cluster_pattern().finditer(text)]
    assert "".join(pieces) == text
    assert "".join(map(fold, pieces)) == fold(text)


@given(texts)
def test_an_index_holds_short_words_with_one_space_between(text):
    found = index_text(text).split(" ")
    assert found == [""] or all(0 < len(word) <= 60 and word.replace(" ", "") == word for word in found)
    assert "\0" not in index_text(text)


@given(texts, st.integers(0, 50))
def test_every_word_of_a_text_occurs_in_it(text, number):
    found = words(text)
    if found:
        word = found[number % len(found)]
        assert any(word in fold(text[start:end]) for start, end in occurrences(text, [word]))


@pytest.mark.parametrize(
    ("text", "asked", "marked"),
    [
        ("Eine Straße hier", "strass", ["Straße"]),
        ("明日は東京で会いましょう", "東京", ["東京"]),
        ("東京都と京都", "京都", ["京都", "京都"]),
        ("iPhoneを買う", "iph", ["iPhone"]),
        (unicodedata.normalize("NFD", "한국어 검색"), "한국", [unicodedata.normalize("NFD", "한국어")]),
        ("ﬁne and ﬁx", "fi", ["ﬁne", "ﬁx"]),
        ("İzmir'de Işık", "isik", ["Işık"]),
        ("㍿です", "株式", ["㍿"]),
        ("مُحَـمَّد هنا", "محمد", ["مُحَـمَّد"]),
        ("हिन्दी भाषा", "हिन्दी", ["हिन्दी"]),
        ("Cafe\u0301s", "cafe", ["Cafe\u0301s"]),
        ("scone cone", "cone", ["cone"]),
    ],
)
def test_what_is_found_is_marked_as_it_was_written(text, asked, marked):
    assert [text[start:end] for start, end in occurrences(text, words(asked))] == marked
