"""The feed: posts of the people and the tags that somebody follows, and their own, the newest first.

Of each of them only the newest few are looked at, so that the feed costs what one follows and not what there is, also
where those whom one follows have been silent for years. The ORM has no word for "a few of each" that PostgreSQL and
SQLite both do quickly; so this is SQL, beside a test that says what it finds is what the ORM finds.
"""

from django.db import connection

from apps.accounts.models import User
from apps.people.models import Block, Follow, Profile
from apps.tags.models import TagFollow

from .models import Post, Tagging

PAGE = 20


def page_of_feed(user, before=None, size=PAGE):
    """The posts of a page with their cards, the newest first, and whether there are older ones."""
    pks = newest_in_feed(user, size + 1, before)
    found = Post.objects.with_cards(user).in_bulk(pks[:size])
    return [found[pk] for pk in pks[:size] if pk in found], len(pks) > size


def newest_in_feed(user, number, before=None):
    """The numbers of the newest posts in somebody's feed, that are older than a post where `before` is given."""
    until = "AND {}.{} < %(before)s" if before else ""
    names = {
        model.__name__.lower(): quoted(model) for model in (Follow, TagFollow, Tagging, Post, User, Profile, Block)
    }
    by_author = (
        "SELECT p.id FROM {post} p WHERE p.author_id = {author} AND p.archived_at IS NULL {until} "
        "ORDER BY p.id DESC LIMIT %(number)s"
    )
    own = by_author.format(author="%(user)s", until=until.format("p", "id"), **names)
    followed = by_author.format(author="f.followed_id", until=until.format("p", "id"), **names)
    tagged = f"""
        SELECT t.post_id AS id FROM {names["tagging"]} t
          {its_post(names)}
          JOIN {names["user"]} u ON u.id = p.author_id AND u.is_active
          LEFT JOIN {names["profile"]} w ON w.user_id = p.author_id
         WHERE t.tag_id = f.tag_id {until.format("t", "post_id")} AND w.is_private IS NOT TRUE AND NOT EXISTS (
               SELECT 1 FROM {names["block"]} b WHERE b.blocker_id = p.author_id AND b.blocked_id = %(user)s
                   OR b.blocker_id = %(user)s AND b.blocked_id = p.author_id)
         ORDER BY t.post_id DESC LIMIT %(number)s"""  # noqa: S608  what stands in it are names of ours
    sql = f"""
        SELECT id FROM (
            SELECT id FROM ({own}) mine
            UNION SELECT few.id FROM {names["follow"]} f
                JOIN {names["user"]} u ON u.id = f.followed_id AND u.is_active {of_each(followed, names)}
                WHERE f.follower_id = %(user)s
            UNION SELECT few.id FROM {names["tagfollow"]} f {of_each(tagged, names)} WHERE f.user_id = %(user)s
        ) found ORDER BY id DESC LIMIT %(number)s"""  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, {"user": user.pk, "number": number, "before": before})
        return [pk for (pk,) in cursor.fetchall()]


def of_each(few, names):
    """Join the few rows that a query gives for each row before it."""
    if connection.vendor == "postgresql":
        return f"CROSS JOIN LATERAL ({few}) few"
    return f"JOIN {names['post']} few ON few.id IN ({few})"


def its_post(names):
    """Join a tagging's post, one at a time: PostgreSQL would walk down all posts beside those of a tag long silent."""
    shown = f"FROM {names['post']} p WHERE p.id = t.post_id AND p.archived_at IS NULL AND p.audience = 'everyone'"
    if connection.vendor == "postgresql":
        return f"CROSS JOIN LATERAL (SELECT p.id, p.author_id {shown} OFFSET 0) p"
    return f"JOIN {shown.removeprefix('FROM ').replace(' WHERE ', ' ON ')}"


def quoted(model):
    return connection.ops.quote_name(model._meta.db_table)
