"""Fill a site with the demo community and print what the benchmark needs: sessions of its people, and two rooms."""

import json
import os
import sys

import django
from django.core.management import call_command

from tools.serving import session_of


def furnish():
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("demo", stdout=sys.stderr, skip_checks=True)

    from apps.accounts.models import User
    from apps.rooms.models import Room

    sessions = [session_of(user) for user in User.objects.filter(is_active=True, is_bot=False).order_by("pk")]
    shown, spoken_in = Room.objects.filter(kind=Room.Kind.OPEN, message_count__gt=40).order_by("-message_count")[:2]
    rooms = {"shown": {"slug": shown.slug, "pk": shown.pk}, "spoken_in": {"slug": spoken_in.slug, "pk": spoken_in.pk}}
    return {"sessions": sessions, "rooms": rooms, "pages": pages(shown)}


def pages(room):
    """The addresses of the pages that have a budget, by their names in it."""
    from django.db.models import Count

    from apps.accounts.models import User
    from apps.people.models import Skill
    from apps.projects.models import Project
    from apps.tags.models import Tag

    skill = Tag.objects.annotate(number=Count("skills")).order_by("-number", "name").first()
    project = Project.objects.published().order_by("-review_count", "-pk").select_related("owner").first()
    person, tag = f"/@{project.owner.username}", project.tags.first()
    endorsed = Skill.objects.select_related("profile__user", "tag").order_by("-endorsement_count", "pk").first()
    viewer = User.objects.filter(is_active=True).order_by("pk").first()  # whose session the pages are asked with
    bot = own_bot(viewer)
    own = Project.objects.filter(owner=viewer).first() or Project.objects.begin(viewer, "A draft", ["oak"])
    return {
        "the feed": "/",
        "the projects": "/projects/",
        "a project": project.get_absolute_url(),
        "a search of projects": f"/projects/?q=bike&tag={tag.name}",
        "the directory": "/people/",
        "a profile": f"{person}/",
        "someone's projects": f"{person}/projects/",
        "a CV": f"{person}/projects/?print=1",
        "someone's reviews": f"{person}/reviews/",
        "about someone": f"{person}/about/",
        "the tags": "/tags/",
        "a tag": f"/tags/{tag.name}/",
        "who can help": f"/people/help/?q={skill.name}",
        "a skill": f"/@{endorsed.profile.user.username}/skills/{endorsed.tag.name}/",
        "a new project": "/projects/new/",
        "a project's editor": f"/projects/{own.pk}/edit/",
        "Discover": "/discover/",
        "hidden from Discover": "/discover/hidden/",
        "a search": "/search/?q=kiln",
        "a search of messages": "/search/?q=kiln+from:dev&kind=messages",
        "the search box's list": "/search/quick/?q=ma",
        "the bots": "/settings/bots/",
        "a bot": bot.get_absolute_url(),
        "sharing": f"/share/?path={project.get_absolute_url()}",
        "messages by API": f"/api/v1/rooms/{room.slug}/messages/?limit=40",
        "the feed by API": "/api/v1/feed/",
        "a person by API": f"/api/v1/people/{project.owner.username}/",
    }


def own_bot(owner):
    """With webhooks, and ten deliveries on its page."""
    from apps.bots.models import Bot, IncomingWebhook
    from apps.rooms.models import Message

    if bot := Bot.objects.filter(owner=owner).first():
        return bot
    bot = Bot.objects.make(owner, "kiln.log", "Kiln logger")
    message = Message.objects.filter(room__kind="open").order_by("pk").first()
    IncomingWebhook.objects.make(bot, message.room)
    webhook = bot.outgoing.create(url="https://receiver.example/in", event="mention")
    for _number in range(10):
        webhook.deliveries.create(message=message, payload={}, status="delivered", attempts=1, response_status=200)
    return bot


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    print(json.dumps(furnish()))
