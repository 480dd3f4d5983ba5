"""A mail is written once, as text; its HTML is the same sentences in the site's look.

The text is paragraphs with empty lines between them. A paragraph "Words:" + a line with an address becomes a button,
a paragraph whose lines begin with "- " a list, one of links where under each line stands "  " and an address; one word
in capitals or digits becomes a code, a line with "----" under it a heading, what stands below a line "-- " small
print, and all else words.
"""

import re

from django.template.loader import render_to_string

from .models import SiteSettings

BUTTON = re.compile(r"(?P<words>.+):\s*\n(?P<address>https?://\S+)")
LINK = re.compile(r"- (?P<words>.+)\n  (?P<address>https?://\S+)(?:\n|$)")
SMALL_LINE = re.compile(r"(?:(?P<words>.+): )?(?P<address>https?://\S+)|(?P<plain>.+)")
HEADING = re.compile(r"(?P<words>.+)\n-{4,}")
CODE = re.compile(r"[A-Z0-9-]{4,12}")


def tidy(text):
    """One empty line between paragraphs, however many a template's tags have left."""
    return re.sub(r"\n\s*\n", "\n\n", text.strip()) + "\n"


def as_html(subject, text):
    site = SiteSettings.current()
    return render_to_string("emails/mail.html", {"subject": subject, "parts": list(parts(text)), "site": site})


def parts(text):
    for paragraph in text.strip().split("\n\n"):
        yield part(paragraph.strip())


def part(paragraph):
    if button := BUTTON.fullmatch(paragraph):
        return {"kind": "button", **button.groupdict()}
    if heading := HEADING.fullmatch(paragraph):
        return {"kind": "heading", **heading.groupdict()}
    links = list(LINK.finditer(paragraph))
    if links and "".join(link[0] for link in links) == paragraph:
        return {"kind": "links", "links": [link.groupdict() for link in links]}
    lines = paragraph.splitlines()
    if paragraph.startswith("-- \n"):
        return {"kind": "small", "lines": [SMALL_LINE.fullmatch(line).groupdict() for line in lines[1:]]}
    if all(line.startswith("- ") for line in lines):
        return {"kind": "list", "lines": [line[2:] for line in lines]}
    if CODE.fullmatch(paragraph):
        return {"kind": "code", "words": paragraph}
    return {"kind": "words", "words": paragraph}
