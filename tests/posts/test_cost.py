"""What pages of posts cost does not depend on how many posts, likes and comments there are.

Counted in queries, and looked at in the database's own plans.
"""

import json
import re
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import SiteSettings, User
from apps.people.models import Follow
from apps.posts.feed import newest_in_feed
from apps.posts.grid import GRID, grid
from apps.posts.models import Comment, CommentLike, FeedVisit, Like, Photo, Post, Save, Tagging
from apps.projects.models import Project
from apps.tags.models import Tag, TagFollow
from tests.conftest import HTMX, forget_everything

numbers = count()
FEW_ROWS = 600  # that one query may look at; here are 6,000 posts


def people(number):
    names = [f"friend{next(numbers)}" for _ in range(number)]
    return User.objects.bulk_create([User(username=name, email=f"{name}@x.example") for name in names])


def show(authors, number, tags):
    """Posts of some people in turn, each with two photos and one of the tags, in turn."""
    posts = Post.objects.bulk_create(Post(author=authors[n % len(authors)], body=f"Post {n}") for n in range(number))
    Tagging.objects.bulk_create(Tagging(post=post, tag=tags[n % len(tags)]) for n, post in enumerate(posts))
    sizes = {"large": "photos/oak.webp", "medium": "photos/oak.webp", "small": "photos/oak.webp"}
    Photo.objects.bulk_create(
        Photo(post=post, position=n, width=40, height=30, content_type="image/webp", **sizes)
        for post in posts
        for n in range(2)
    )
    return posts


def talk_about(post, users):
    """Each of them likes the post, says something, answers the first who did, and likes that."""
    Like.objects.bulk_create(Like(post=post, user=user) for user in users)
    said = Comment.objects.bulk_create(Comment(post=post, author=user, body="Fine", like_count=1) for user in users)
    Comment.objects.bulk_create(Comment(post=post, author=user, body="Yes", parent=said[0]) for user in users)
    liked = zip(said, users, strict=True)
    CommentLike.objects.bulk_create(CommentLike(comment=comment, user=user) for comment, user in liked)
    Post.objects.filter(pk=post.pk).update(like_count=Like.objects.filter(post=post).count(), comment_count=len(said))
    return said


def save_projects(user, owner, number):
    """Projects that are saved, each with two photos."""
    projects = Project.objects.bulk_create(
        Project(owner=owner, title=f"Project {n}", published_at=timezone.now()) for n in range(number)
    )
    sizes = {"large": "photos/oak.webp", "medium": "photos/oak.webp", "small": "photos/oak.webp"}
    Photo.objects.bulk_create(
        Photo(project=project, position=n, width=40, height=30, content_type="image/webp", **sizes)
        for project in projects
        for n in range(2)
    )
    Save.objects.bulk_create([Save(user=user, project=project) for project in projects])


def queries(browser, address, **options):
    """Of a request that begins with nothing remembered; what a process learns once it knows already."""
    browser.get(address, **options)
    forget_everything()
    with CaptureQueriesContext(connection) as captured:
        response = browser.get(address, **options)
    assert response.status_code == 200, response.content[:300]
    return [query["sql"] for query in captured]


def assert_as_many(few, many):
    """Of each page as many; or what was asked."""
    for before, after in zip(few, many, strict=True):
        assert len(before) == len(after), "\n".join([*before, "— and with more rows:", *after])


# --- How many queries -----------------------------------------------------------------------------


def test_a_post_costs_the_same_with_two_and_with_many_likes_comments_and_answers(client_of, ada, bob):
    tag, browser = Tag.objects.create(name="oak"), client_of(bob)
    (post,) = show([ada], 1, [tag])

    def costs():
        at = f"/posts/{post.pk}/"
        pages = [at, f"{at}?sort=liked", f"{at}?comment={first.pk}&replies={first.pk}", f"{at}likes/"]
        return [queries(browser, page) for page in pages] + [queries(browser, f"{at}comments/", headers=HTMX)]

    first, *_rest = talk_about(post, people(2))
    few = costs()
    talk_about(post, people(60))
    assert_as_many(few, costs())
    assert max(len(asked) for asked in few) <= 18


@pytest.mark.parametrize("address", ["/@ada/photos/", "/tags/oak/", "/saved/", "/@ada/"])
def test_a_grid_costs_the_same_with_two_and_with_many_posts(client_of, ada, bob, address):
    tag, browser = Tag.objects.create(name="oak"), client_of(bob)
    Follow.objects.make(bob, ada)

    def costs():
        Save.objects.bulk_create([Save(user=bob, post=post) for post in posts])
        if address == "/saved/":
            save_projects(bob, ada, 1 if len(posts) < GRID else GRID // 2)
        talk_about(posts[0], people(3))
        return queries(browser, address)

    posts = show([ada], 2, [tag])
    few = costs()
    posts = show([ada], 3 * GRID, [tag])
    assert_as_many([few], [costs()])
    assert len(few) <= (15 if address in ("/@ada/photos/", "/saved/") else 17)  # the others show more than posts


def test_the_feed_costs_the_same_with_two_and_with_many_posts_of_people_to_follow(client_of, bob):
    """With the line that says how far one had come, Discover below it and what is beside it. A draw is remembered."""
    tag, browser = Tag.objects.create(name="oak"), client_of(bob)
    TagFollow.objects.create(user=bob, tag=tag)
    FeedVisit.objects.create(user=bob, newest=2**40, seen_to=2**40, seen_at=timezone.now())
    show(people(8), 8, [Tag.objects.create(name="ash")])
    bob.profile.set_skills(["ash"])  # so that each reason names a tag

    def costs(number):
        strangers = people(number)
        for post in show(strangers, number, [tag]):
            talk_about(post, strangers[:3])
        return queries(browser, "/")

    few = costs(2)
    assert_as_many([few], [costs(20)])
    assert len(few) <= 46
    with CaptureQueriesContext(connection) as captured:
        page = browser.get("/").text
    assert len(captured) <= 23
    assert page.count('<article class="post"') == 20
    assert page.count('<article class="find') == 8


# --- Plans ----------------------------------------------------------------------------------------


@pytest.fixture
def full(ada, bob):
    """Three hundred people with twenty posts each, twenty tags; bob follows twenty people and a tag. All save posts.

    Where sixty people had shown as many, PostgreSQL would rightly read the newest posts of all instead of each one's.
    """
    authors, tags = [ada, *people(299)], [Tag.objects.create(name=f"tag{n}") for n in range(20)]
    posts = show(authors, 6000, tags[:7] + tags[7:] * 3)
    Follow.objects.bulk_create(Follow(follower=bob, followed=user) for user in authors[:20])
    TagFollow.objects.create(user=bob, tag=tags[0])
    savers = [bob, *authors]
    Save.objects.bulk_create(Save(user=savers[n % 301], post=post) for n, post in enumerate(posts))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return posts


def plan_of(look):
    """The plan of the query about posts that this asks."""
    with CaptureQueriesContext(connection) as captured:
        look()
    return plan_of_sql(next(query["sql"] for query in captured if "posts_" in query["sql"]))


def plan_of_sql(sql):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            return "\n".join(row[3] for row in cursor.fetchall())
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        plan = cursor.fetchone()[0]
        return plan if isinstance(plan, list) else json.loads(plan)


def walks(plan):
    """Where a plan looks at many rows of posts or of what hangs on them. Of people there are few here."""
    if isinstance(plan, str):  # SQLite says how it looks, but not at how much
        return re.findall(r"^SCAN (?:(?:posts|people)_.*|p|t|f|few|[UVW]\d)$", plan, re.MULTILINE)
    return list(wide(plan[0]["Plan"]))


def wide(node):
    seen = (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
    if node.get("Relation Name", "").startswith("posts_") and seen > FEW_ROWS:
        yield f"{node['Node Type']} on {node['Relation Name']}: {seen} rows"
    for child in node.get("Plans", ()):
        yield from wide(child)


@pytest.mark.both_databases
def test_posts_are_found_by_indexes(ada, bob, cleo, full, client_of):
    """In one test, for the many rows: the feed, grids, what one saved, a comment."""
    the_feed_is_found_by_indexes(bob, full)
    assert walks(plan_of(lambda: newest_in_feed(cleo, 21))) == [], "the feed of who follows nobody"
    browser = client_of(bob)
    grids_and_what_one_saved_are_found_by_indexes(browser, ada, bob, full)
    a_comment_is_found_without_gathering_posts(browser, talk_about(full[5], [bob])[0])


def the_feed_is_found_by_indexes(bob, posts):
    for before in (None, posts[3000].pk):
        plan = plan_of(lambda before=before: newest_in_feed(bob, 21, before))
        assert walks(plan) == []
        assert "post_by_author" in str(plan)
        assert "tagging_by_tag" in str(plan) or before  # half of a small table PostgreSQL finds in another index too


def grids_and_what_one_saved_are_found_by_indexes(browser, ada, bob, posts):
    seen, tag = Post.objects.visible_to(bob, SiteSettings.current()), Tag.objects.get(name="tag0")
    looks = {
        "post_by_author": lambda: grid(seen.filter(author=ada), str(posts[3000].pk)),
        "tagging_by_tag": lambda: grid(seen.tagged_with(tag), str(posts[2000].pk)),
        "save_by_person": lambda: browser.get("/saved/"),
    }
    for index, look in looks.items():
        plan = plan_of(look)
        assert index in str(plan), plan
        assert walks(plan) == [], index


def a_comment_is_found_without_gathering_posts(browser, comment):
    with CaptureQueriesContext(connection) as captured:
        browser.get(f"/comments/{comment.pk}/"), browser.post(f"/comments/{comment.pk}/like/", headers=HTMX)
    for sql in {query["sql"] for query in captured if query["sql"].startswith("SELECT") and "posts_" in query["sql"]}:
        assert walks(plan_of_sql(sql)) == [], sql
