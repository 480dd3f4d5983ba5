"""Does a feed cost the same among a million posts as among ten thousand? Two sites, asked in turns.

Each has somebody who follows 200 people, and somebody who follows 200 who have been silent for as long as there are
posts of others. Measured from outside, by the clock; medians of requests that take turns.
"""

import json
import sys
from statistics import median
from time import perf_counter

FEW = 10_000
ALLOWED = 1.5
POSTS = 20  # on a page
FURNISH = """
import json, sys
from django.core.management import call_command
from django.db import connection
from apps.accounts.models import User
from apps.people.models import Follow
from apps.posts.models import Post
from tools.serving import session_of

def demo(**rows):
    call_command("demo", skip_checks=True, stderr=sys.stderr, **rows)

def somebody_who_follows(username, people):
    user = User.objects.create_user(username, f"{username}@courtyard.example")
    Follow.objects.bulk_create(Follow(follower=user, followed=person) for person in people)
    return session_of(user)

demo(people=400)
silent = list(User.objects.filter(username__startswith="person.").order_by("pk")[:200])
others = User.objects.exclude(pk__in=[user.pk for user in silent])
others.update(is_active=False)
demo(posts=2_000)
others.update(is_active=True)
User.objects.filter(pk__in=[user.pk for user in silent]).update(is_active=False)
demo(posts=POSTS - 2_000)
User.objects.filter(pk__in=[user.pk for user in silent]).update(is_active=True)
loud = list(others.filter(username__startswith="person.").order_by("pk")[:200])
demo(likes=5_000)
with connection.cursor() as cursor:
    cursor.execute("ANALYZE")
sessions = {"lively": somebody_who_follows("ann", loud), "silent": somebody_who_follows("zoe", silent)}
pks = Post.objects.order_by("pk").values_list("pk", flat=True)
print(json.dumps({"sessions": sessions, "middle": (pks.first() + pks.last()) // 2}))
"""


def furnish(site, posts):
    return json.loads(site.run(FURNISH.replace("POSTS", str(posts))).splitlines()[-1])


def measured(few, many, rounds):
    """`few` and `many`: (browsers by session, what was furnished). Milliseconds of each pair, by what was asked."""
    pairs = {
        "the feed": [(site["lively"], "/") for site, _furniture in (few, many)],
        "the feed of who follows the silent": [(site["silent"], "/") for site, _furniture in (few, many)],
        "older posts, from the middle": [
            (site["lively"], f"/?before={furniture['middle']}") for site, furniture in (few, many)
        ],
    }
    return {what: times(pair, rounds) for what, pair in pairs.items()}


def times(pair, rounds):
    taken = ([], [])
    for number in range(rounds + 5):
        for side in (0, 1) if number % 2 else (1, 0):
            browser, address = pair[side]
            began = perf_counter()
            page = browser.page(address)
            if number >= 5:  # the first ones warm up
                taken[side].append((perf_counter() - began) * 1000)
            assert page.count(b'<article class="post"') == POSTS, f"{address} does not show {POSTS} posts"
    return tuple(map(median, taken))


def report(name, posts, results):
    """Prints the table, and answers with what was missed."""
    print(
        f"\nThe feed of who follows 200, among {posts:,} posts beside {FEW:,}, on {name}; milliseconds by the clock\n"
    )
    print(f"  {'':38}{'few':>10}{'many':>10}{'ratio':>8}")
    missed = []
    for what, (few, many) in results.items():
        print(f"  {what:38}{few:10.2f}{many:10.2f}{many / few:8.2f}")
        if many / few > ALLOWED:
            missed.append(f"{what} costs {many / few:.2f} × among {posts:,} posts, on {name}")
    print(f"\n  target: at most {ALLOWED} ×")
    sys.stdout.flush()
    return missed
