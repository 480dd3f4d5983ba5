"""Does Discover cost the same among a million posts as among ten thousand, and does it find what people like?

The cost: the database's CPU time (see clock.py) of all candidates with their weights, and of a page that is drawn
anew; the median of draws of one person who follows people and tags, likes posts and has seen many. The first site has
FEW posts, and gets the others afterwards.

What it finds: see planted.py.
"""

import json
import random
import sys
from secrets import token_hex
from statistics import median

FEW = 10_000
ALLOWED = 1.5
MANY_TIMES_UNIFORM = 3
PEOPLE, FOLLOWS, LIKES, SEEN = 400, 40, 100, 500  # of the viewer; LIKES and SEEN among the newest posts
NEWEST = 5_000  # posts that anyone has liked


def furnish(posts):
    """More posts, as many in all; the newest are liked, and the viewer's marks are on these."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.models import Count

    from apps.accounts.models import User
    from apps.people.models import Follow
    from apps.posts.models import Like, Post
    from apps.search.models import Seen
    from apps.tags.models import Tag, TagFollow

    def demo(**rows):
        call_command("demo", skip_checks=True, stderr=sys.stderr, **rows)

    chance = random.Random(1)
    viewer, new = User.objects.get_or_create(username="viewer", email="viewer@courtyard.example")
    if new:
        demo(people=PEOPLE)
        demo(follows=PEOPLE * 20)
        followed = User.objects.filter(username__startswith="person.").order_by("pk")[:FOLLOWS]
        Follow.objects.bulk_create(
            [Follow(follower=viewer, followed=person) for person in followed], ignore_conflicts=True
        )
        viewer.profile.set_skills(["oak"])
        TagFollow.objects.bulk_create(TagFollow(user=viewer, tag=tag) for tag in Tag.objects.named(["clay", "light"]))
    demo(posts=posts - Post.objects.count())
    newest = list(Post.objects.order_by("-pk").values_list("pk", flat=True)[:NEWEST])
    people = list(User.objects.filter(username__startswith="person.").values_list("pk", flat=True))
    Like.objects.all().delete()
    Post.objects.filter(like_count__gt=0).update(like_count=0)
    likes = [
        Like(post_id=pk, user_id=person) for pk in newest for person in chance.sample(people, chance.randrange(4))
    ]
    likes += [Like(post_id=pk, user=viewer) for pk in chance.sample(newest, LIKES)]
    Like.objects.bulk_create(likes, batch_size=5_000)
    counts = Post.objects.filter(pk__in=newest).annotate(number=Count("likes")).values_list("pk", "number")
    changed = [Post(pk=pk, like_count=number) for pk, number in counts]
    Post.objects.bulk_update(changed, ["like_count"], batch_size=500)
    Seen.objects.filter(user=viewer).delete()
    Seen.objects.bulk_create(Seen(user=viewer, post_id=pk) for pk in chance.sample(newest, SEEN))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return viewer


def costs(posts, rounds):
    """`{what: milliseconds}` of the database, the median."""
    from django.test import Client

    from apps.accounts.models import SiteSettings
    from apps.search.candidates import find_candidates
    from apps.search.draws import new_seed

    from .clock import DatabaseClock

    viewer, site = furnish(posts), SiteSettings.current()
    browser, clock = Client(headers={"Host": "localhost"}), DatabaseClock()
    browser.force_login(viewer)

    def candidates():
        assert len(find_candidates(viewer, site, token_hex(8))) > 200

    def page():
        response = browser.get("/discover/", {"seed": new_seed()})
        assert response.text.count('<article class="find') >= 16, "the page is not full"

    def feed():
        assert browser.get("/").status_code == 200

    found = {}
    for what, act in (("the candidates", candidates), ("a page, drawn anew", page), ("the feed", feed)):
        act()  # warms up
        taken = []
        for _round in range(rounds):
            with clock.running():
                act()
            taken.append(clock.milliseconds())
        found[what] = median(taken)
    return found


def measured(site, posts, rounds):
    """`{what: (milliseconds among FEW, among as many)}`."""
    few, many = (
        json.loads(site.run(SCRIPT.format(what=f"discovering.costs({number}, {rounds})")).splitlines()[-1])
        for number in (FEW, posts)
    )
    return {what: (few[what], many[what]) for what in few}


SCRIPT = """
import json
from tools.benching import discovering, planted
print(json.dumps({what}))
"""


def hit_rates(site):
    return json.loads(site.run(SCRIPT.format(what="planted.measured()")).splitlines()[-1])


def report(name, posts, results):
    """Prints the table, and answers with what was missed."""
    print(
        f"\nDiscover among {posts:,} posts beside {FEW:,}, on {name}; milliseconds of the database's CPU, the median\n"
    )
    print(f"  {'':38}{'few':>10}{'many':>10}{'ratio':>8}")
    missed = []
    for what, (few, many) in results.items():
        print(f"  {what:38}{few:10.2f}{many:10.2f}{many / few:8.2f}")
        if many / few > ALLOWED:
            missed.append(f"{what} of Discover costs {many / few:.2f} × among {posts:,} posts, on {name}")
    print(f"\n  target: at most {ALLOWED} ×")
    sys.stdout.flush()
    return missed


def report_hits(found):
    """Prints the hit rates, and answers with what was missed."""
    rates, sizes = found["rates"], found["sizes"]
    print(
        f"\nA community with planted interests: {sizes['people']} people, {sizes['posts']:,} posts, "
        f"{sizes['likes']:,} likes of which\n{sizes['held_out']:,} are held out; how many of them 20 posts contain\n"
    )
    print(f"  {'':38}{'hit rate at 20':>16}{'× uniform':>12}")
    for what, rate in rates.items():
        print(f"  {what:38}{rate:16.4f}{rate / rates['uniform']:12.2f}")
    print(f"\n  target: at least {MANY_TIMES_UNIFORM} × uniform, and more than popularity alone")
    sys.stdout.flush()
    missed = []
    if rates["Discover"] < MANY_TIMES_UNIFORM * rates["uniform"]:
        missed.append(f"Discover finds {rates['Discover'] / rates['uniform']:.2f} × what uniform sampling finds")
    if rates["Discover"] <= rates["popularity alone"]:
        missed.append("Discover finds no more than popularity alone")
    return missed
