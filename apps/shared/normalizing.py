"""Unicode's normal forms, in time that grows with the text.

`unicodedata.normalize` sorts the marks on a letter in time that grows with the square of their number, and holds
Python's global lock meanwhile: half a second for 10,000 of them, an hour for as many as a form may carry.
"""

import re
import unicodedata
from functools import cache

MOST_MARKS = 30  # on one letter, as Unicode's Stream-Safe Text Format has it; no language has ten


def normalized(form, text):
    """As `unicodedata.normalize`, for text of any length that people send: of endless marks the first are kept."""
    return unicodedata.normalize(form, text if text.isascii() else endless_marks().sub(r"\1", text))


@cache
def endless_marks():
    """What may become, in any form, a character that is sorted: marks, and the voiced marks of narrow kana."""
    codes = [code for code in range(0x300, 0x110000) if unicodedata.category(chr(code))[0] == "M"]
    marks = re.escape("".join(map(chr, codes))) + "\uff9e\uff9f"
    return re.compile(f"([{marks}]{{{MOST_MARKS}}})[{marks}]+")
