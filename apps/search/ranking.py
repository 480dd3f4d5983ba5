"""How well a text answers a query: the same number wherever and whenever it is computed, so that pages agree."""

from apps.shared import folding, fulltext

COMMON_LENGTH = 30  # words of an ordinary text
SATURATION = 1.2  # as in BM25: the tenth time a word is said counts less than the second
DAYS_OF_A_POINT = 730
IN_TITLE, WHOLE_TITLE, TOGETHER = 1.5, 2, 1


class Ranking:
    def __init__(self, query):
        self.query = query
        self.sequences = [f" {' '.join(words)} " for words in fulltext.sequences(query)]
        self.beginnings = [f" {word}" for word in query.beginning]
        together = " ".join(query.words)
        self.together = f" {together}" if len(query.words) > 1 else None

    def score(self, text, title, at):
        """`text`: of the index; `title` as people wrote it, or None; `at`: its time, or None. A whole number."""
        text = f" {text or ''} "
        length = 0.25 + 0.75 * text.count(" ") / COMMON_LENGTH
        numbers = [text.count(words) for words in self.sequences]
        numbers += [text.count(f"{word} ") / 2 + text.count(word) / 2 for word in self.beginnings]
        score = sum(number * (SATURATION + 1) / (number + SATURATION * length) for number in numbers)
        if self.together and self.together in text:
            score += TOGETHER
        if title:
            score += self.score_of_title(folding.words(title))
        if at:
            score += at.timestamp() / 86_400 / DAYS_OF_A_POINT
        return round(score * 1_000)

    def score_of_title(self, title):
        words = self.query.words
        score = sum(IN_TITLE for word in words if word in title)
        score += sum(IN_TITLE / 2 for word in self.query.beginning if any(one.startswith(word) for one in title))
        return score + (WHOLE_TITLE if tuple(title) == words else 0)
