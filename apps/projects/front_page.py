"""Projects on `/`: those that look for help and the newest ones, for members and for visitors.

One query, and in SQL: the ORM takes longer to make it than the database to answer it, and every feed asks it.
A test compares it with `visible_to`.
"""

from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.db import connection
from django.template.loader import render_to_string

from apps.accounts.models import SiteSettings, User
from apps.people.models import Profile
from apps.people.models.blocks import PARTED
from apps.posts.models import Photo
from apps.shared.addresses import address

from .models import Project

MOST = 3  # in each of the two lists

# What everyone here may see but those whom a block keeps apart from its owner, the newest first.
NEWEST = """
SELECT p.id, p.title, {line} AS line, {asks} AS asks,
    (SELECT picture.small FROM {photo} picture WHERE picture.project_id = p.id
     ORDER BY picture.position, picture.id LIMIT 1) AS cover
FROM {project} p JOIN {user} u ON u.id = p.owner_id LEFT JOIN {profile} w ON w.user_id = p.owner_id
WHERE p.published_at IS NOT NULL {condition} AND p.audience = 'everyone' AND u.is_active
    AND w.is_private IS NOT TRUE AND p.owner_id NOT IN ({parted})
ORDER BY p.published_at DESC, p.id DESC LIMIT {number}
"""


@dataclass(frozen=True)
class Row:
    pk: int
    title: str
    line: str
    cover: str  # a path in the storage, or nothing

    def get_absolute_url(self):
        return address("projects:project", self.pk)

    @property
    def cover_url(self):
        return default_storage.url(self.cover)


def statement():
    names = {
        model._meta.model_name: connection.ops.quote_name(model._meta.db_table)
        for model in (Photo, Profile, Project, User)
    }
    asking = {"line": "p.help_wanted", "asks": 1, "condition": "AND NOT (p.help_wanted = '')", "number": MOST}
    others = {"line": "p.summary", "asks": 0, "condition": "", "number": 2 * MOST}
    asking, others = (NEWEST.format(parted=PARTED, **names, **one) for one in (asking, others))
    return f"SELECT * FROM ({asking}) asking UNION ALL SELECT * FROM ({others}) others"  # noqa: S608  names of ours


def projects_for(user):
    """`(projects that look for help, others)`, as rows: the newest few of both."""
    with connection.cursor() as cursor:
        cursor.execute(statement(), [user.pk or 0] * 4)
        found = cursor.fetchall()
    looking = [Row(pk, title, line, cover) for pk, title, line, asks, cover in found if asks]
    there = {row.pk for row in looking}
    newest = [Row(pk, title, line, cover) for pk, title, line, asks, cover in found if not asks and pk not in there]
    return looking, newest[:MOST]


def beside_feed(request):
    return rendered(request, "projects/_beside_feed.html")


def for_visitors(request):
    """Where the site shows people to visitors."""
    return rendered(request, "projects/_for_visitors.html") if SiteSettings.current().visitors_read_people else ""


def rendered(request, template):
    """Nothing where there are no projects."""
    looking, newest = projects_for(request.user)
    return render_to_string(template, {"looking": looking, "newest": newest}) if looking or newest else ""
