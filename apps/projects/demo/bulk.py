"""Projects by the hundred thousand, for measurements."""

from datetime import timedelta
from itertools import islice

from django.utils import timezone

from apps.posts.demo.bulk import people, shared
from apps.posts.demo.part import photo
from apps.posts.models import Photo
from apps.projects.models import Project, ProjectTag
from apps.shared import markdown
from apps.tags.models import Tag

from .made import MADE

BATCH = 5_000
EACH_TENTH = 10  # looks for help


def projects(number, progress):
    """Projects of everybody in turn, a minute apart, the last one now. They share one photo; each has its tags."""
    owners = people()
    picture = photo("bench")
    picture.store()
    stories = [(made, markdown.render(made.story, headings=True)) for made in MADE]
    tags = {tag.name: tag.pk for tag in Tag.objects.named(sorted({tag for made in MADE for tag in made.tags.split()}))}
    now = timezone.now()
    numbers = iter(range(number, 0, -1))
    while batch := list(islice(numbers, BATCH)):
        rows = [(turn, *stories[turn % len(stories)]) for turn in batch]
        created = Project.objects.bulk_create(
            Project(
                owner_id=owners[turn % len(owners)],
                title=f"{made.title} {turn}",
                summary=made.summary,
                body=made.story,
                body_html=html,
                renderer=markdown.VERSION,
                help_wanted="" if turn % EACH_TENTH else "A second pair of hands",
                created_at=now - timedelta(minutes=turn),
                published_at=now - timedelta(minutes=turn),
            )
            for turn, made, html in rows
        )
        Photo.objects.bulk_create(Photo(project=project, **shared(picture)) for project in created)
        ProjectTag.objects.bulk_create(
            ProjectTag(project=project, tag_id=tags[tag])
            for project, (_turn, made, _html) in zip(created, rows, strict=True)
            for tag in made.tags.split()
        )
        Project.objects.filter(pk__in=[project.pk for project in created]).refold()
        progress(len(batch))


BULK = {"projects": projects}
