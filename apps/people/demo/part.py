"""The people of the demo community, with their faces; and people by the thousand, for measurements."""

from contextlib import ExitStack
from datetime import timedelta
from itertools import islice
from pathlib import Path

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.files import File
from django.utils import timezone

from apps.accounts.models import SiteSettings, User
from apps.people.models import Profile, ProfileLink, Skill

from .cast import CAST
from .skills import LEVELS

FACES, PHOTOS = (Path(__file__).with_name(folder) for folder in ("faces", "photos"))
BATCH = 1_000


def community(password):
    now = timezone.now()
    SiteSettings(
        name="Alder Street",
        welcome="A courtyard of workshops and flats, one long table, and a kiln that mostly does what it is told.",
        visitors_may_read=SiteSettings.Visitors.ROOMS,
        opened_at=now,
    ).save()
    hashed = make_password(password)
    users = User.objects.bulk_create(
        [
            User(
                username=person.username,
                email=f"{person.username}@alderstreet.example",
                password=hashed,
                date_joined=now - timedelta(days=person.joined_days_ago),
                is_staff=person is CAST[0],
                is_superuser=person is CAST[0],
            )
            for person in CAST
        ]
    )
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, primary=True, verified=True) for user in users]
    )
    for person, user in zip(CAST, users, strict=True):
        describe(Profile.objects.get(user=user), person)


def describe(profile, person):
    for field in ("name", "headline", "bio", "pronouns", "place"):
        setattr(profile, field, getattr(person, field))
    with ExitStack() as files:
        profile.picture = File(files.enter_context((FACES / f"{person.username}.webp").open("rb")), "face.webp")
        if person.cover:
            profile.cover = File(files.enter_context((PHOTOS / f"{person.cover}.webp").open("rb")), "cover.webp")
        profile.save()
    profile.set_skills(person.skills)
    skills = list(profile.skill_rows.select_related("tag"))
    for skill in skills:
        skill.level, skill.description = LEVELS[person.username].get(skill.tag.name, (skill.level, ""))
    Skill.objects.bulk_update(skills, ["level", "description"])
    profile.set_links([ProfileLink.of(person.website)] if person.website else [])


def bulk(number, progress):
    """People called person-1, person-2, … who cannot sign in."""
    first = User.objects.filter(username__startswith="person.").count() + 1
    nobody = make_password(None)
    numbers = iter(range(first, first + number))
    while batch := list(islice(numbers, BATCH)):
        users = User.objects.bulk_create([User(username=f"person.{n}", password=nobody) for n in batch])
        profiles = list(Profile.objects.filter(user__in=users))
        for profile, n in zip(profiles, batch, strict=True):
            profile.name = f"Person {n}"
            profile.headline = "Here to be counted"
        Profile.objects.bulk_update(profiles, ["name", "headline"])
        progress(len(batch))


BULK = {"people": bulk}
