"""How much time of the database does a search take in the directory and in the list of projects, among 100,000 rows?

A part of a name and a skill, and a word of a title and a tag: the first and the hundredth page. Counted around each
statement (see clock.py). The best of some rounds.
"""

import json
import sys

ALLOWED = 100  # milliseconds
PAGE = 100  # the last one that is asked for

SEARCHES = {
    "directory": {
        "a name part and a skill": "/people/?q=esra&skill=photography",
        "the same, as two words": "/people/?q=esra+photography",
        "the same, the newest first": "/people/?q=esra&skill=photography&sort=newest",
        "a name part and a place": "/people/?q=rens&place=workshop",
        "a name part of no one": "/people/?q=xylophon&skill=photography",
        "all people": "/people/",
    },
    "projects": {
        "a title word and a tag": "/projects/?q=WORD&tag=TAG",
        "the same, as two words": "/projects/?q=WORD+TAG",
        "the same, by title": "/projects/?q=WORD&tag=TAG&sort=title",
        "a title word of none": "/projects/?q=xylophon&tag=TAG",
        "all projects": "/projects/",
    },
}
MEASURE = """
import html, json, re, sys
from django.core.management import call_command
from django.db import connection
from django.test import Client
from apps.accounts.models import User
from apps.projects.models import Project
from tools.benching.clock import DatabaseClock

call_command("demo", skip_checks=True, stderr=sys.stderr)
member = User.objects.filter(is_staff=False).order_by("pk").first()
call_command("demo", skip_checks=True, stderr=sys.stderr, **ROWS)
with connection.cursor() as cursor:
    cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
browser = Client(headers={"HX-Request": "true", "Host": "localhost"})
browser.force_login(member)
clock = DatabaseClock()

def ask(path):
    with clock.running():
        response = browser.get(path)
    assert response.status_code == 200, f"{path} answered {response.status_code}"
    return clock.milliseconds(), response

def following(path, response):
    link = re.search(r'class="waiting" href="([^"]+)"', response.text)
    if link is None:
        return None
    address = html.unescape(link[1])
    return path.partition("?")[0] + address if address.startswith("?") else address

word, tag = "", ""
if project := Project.objects.published().order_by("-pk").prefetch_related("tags").first():
    word, tag = max(project.title.split(), key=len), project.tags.first().name
found = {}
for name, path in SEARCHES.items():
    path = path.replace("WORD", word).replace("TAG", tag)
    last, page = path, 1
    while page < PAGES:
        further = following(path, ask(last)[1])
        if further is None:
            break
        last, page = further, page + 1
    found[name] = [min(ask(path)[0] for _ in range(ROUNDS)), min(ask(last)[0] for _ in range(ROUNDS)), page]
print(json.dumps(found))
"""


def measured(site, what, rows, rounds):
    """`{search: (milliseconds of the first page, of the last one, the last one's number)}`."""
    values = {"ROWS": rows, "SEARCHES": SEARCHES[what], "PAGES": PAGE, "ROUNDS": rounds}
    script = MEASURE
    for name, value in values.items():
        script = script.replace(name, repr(value))
    return json.loads(site.run(script).splitlines()[-1])


def report(database, what, number, results):
    """Prints the table, and answers with what was missed."""
    print(f"\nSearching among {number:,} {what}, on {database}; milliseconds of the database's CPU, the best round\n")
    print(f"  {'':32}{'first page':>12}{'last page':>12}{'number':>8}")
    missed = []
    for name, (first, last, page) in results.items():
        print(f"  {name:32}{first:12.1f}{last:12.1f}{page:8}")
        if max(first, last) > ALLOWED:
            missed.append(f"{name} takes {max(first, last):.0f} ms among {number:,} {what}, on {database}")
    print(f"\n  target: at most {ALLOWED} ms")
    sys.stdout.flush()
    return missed
