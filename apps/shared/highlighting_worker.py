"""Pygments, in a process of its own: see `highlighting.py`. Knows no Django."""

from functools import cache

from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES


@cache
def lexer(language):
    return get_lexer_by_name(language, stripnl=False, ensurenl=True)


def prepare(language):
    """Load a lexer: what it takes is no fault of the text that is coloured first."""
    for _token in lexer(language).get_tokens("a = 1\n"):
        pass


def highlight(language, code):
    """[[CSS class, text], …]; the class is "" where text has no colour. Texts of one class stand together."""
    pieces = []
    for kind, text in lexer(language).get_tokens(code):
        name = css_class(kind)
        if pieces and pieces[-1][0] == name:
            pieces[-1][1] += text
        else:
            pieces.append([name, text])
    return pieces


@cache
def css_class(kind):
    """Pygments' short name of a kind of token or of the nearest kind above it; none for spaces."""
    while kind not in STANDARD_TYPES:
        kind = kind.parent
    return "" if STANDARD_TYPES[kind] == "w" else STANDARD_TYPES[kind]
