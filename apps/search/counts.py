"""How many people, projects, posts and rooms have each tag: the counters of `Tag`.

They count what every member may see: nothing of private accounts or for followers alone, no draft, no closed room.
So the list of tags says nothing of what is hidden from its reader, and costs the same however much there is. They are
counted anew every few minutes; what was hidden since is counted until then, as everyone could see it before.
"""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count
from django_tasks import task

from apps.accounts.models import SiteSettings
from apps.people.models import Skill
from apps.posts.models import Post, Tagging
from apps.projects.models import Project, ProjectTag
from apps.rooms.models import Room
from apps.tags.models import Tag

EVERY = 300  # seconds
BATCH = 200  # tags that are changed by one statement
COUNTERS = ["person_count", "project_count", "post_count", "room_count"]


def of_every_member():
    """Settings with which visitors see what is for everyone, and no more than that."""
    return SiteSettings(visitors_may_read=SiteSettings.Visitors.ROOMS_AND_PEOPLE)


def most_used(found, rows):
    """Count the tags of some rows that join tags with something, into a Counter."""
    found.update(dict(rows.order_by().values_list("tag").annotate(Count("pk"))))
    return found


def with_numbers(found, number):
    """`[(tag, number)]` of such a Counter, the highest first."""
    first = sorted(found, key=lambda pk: (-found[pk], pk))[:number]
    tags = Tag.objects.in_bulk(first)
    return [(tags[pk], found[pk]) for pk in first if pk in tags]


def counted():
    """The rows that join tags with what every member may see, by the name of their counter."""
    site, visitor = of_every_member(), AnonymousUser()
    return {
        "person_count": Skill.objects.filter(profile__user__is_active=True),
        "project_count": ProjectTag.objects.filter(project__in=Project.objects.visible_to(visitor, site)),
        "post_count": Tagging.objects.filter(post__in=Post.objects.visible_to(visitor, site)),
        "room_count": Room.topics.through.objects.filter(room__kind=Room.Kind.OPEN, room__archived_at=None),
    }


@task()
def refresh():
    """Count all tags anew, and change those whose numbers are others than before."""
    numbers = {}
    for name, rows in counted().items():
        for pk, number in rows.order_by().values_list("tag").annotate(Count("pk")):
            numbers.setdefault(pk, dict.fromkeys(COUNTERS, 0))[name] = number
    changed = []
    for tag in Tag.objects.only(*COUNTERS).iterator():
        now = numbers.get(tag.pk) or dict.fromkeys(COUNTERS, 0)
        if any(getattr(tag, name) != number for name, number in now.items()):
            for name, number in now.items():
                setattr(tag, name, number)
            tag.use_count = sum(now.values())
            changed.append(tag)
    Tag.objects.bulk_update(changed, [*COUNTERS, "use_count"], batch_size=BATCH)
