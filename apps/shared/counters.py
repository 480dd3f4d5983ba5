"""Numbers that rows keep of other rows, and what `manage.py recount` looks after.

An app registers its part in `AppConfig.ready()`: `part(mend)` gives a sentence for each row that is off, and puts the
row right where it is told to.
"""

_parts = {}


def register(part, order):
    _parts[part] = order


def parts():
    return sorted(_parts, key=_parts.get)


def sentence(row, counted):
    """`post 7: like_count was 3, is 2`, of `{"like_count": (3, 2), "comment_count": (1, 1)}`."""
    wrong = [f"{name} was {was}, is {now}" for name, (was, now) in counted.items() if was != now]
    return f"{row}: {'; '.join(wrong)}"
