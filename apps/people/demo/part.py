"""The people of the demo community, with their faces; and people by the thousand, for measurements."""

from contextlib import ExitStack
from datetime import timedelta
from itertools import islice
from pathlib import Path

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.files import File
from django.db.models import QuerySet
from django.utils import timezone

from apps.accounts.models import SiteSettings, User
from apps.people.models import Profile, ProfileLink, Skill
from apps.tags.models import Tag

from .cast import CAST
from .skills import LEVELS

FACES, PHOTOS = (Path(__file__).with_name(folder) for folder in ("faces", "photos"))
BATCH = 1_000
CRAFTS = "welding joinery letterpress python photography planting pottery sewing sound bicycles".split()
FIRST_NAMES = (
    "Ada Bruno Cleo Dev Esra Finn Grace Hugo Ines Jonas Kaya Leo Mira Noor Olga Paul Rosa Tomás Yuki Zoë".split()
)
LAST_NAMES = (
    "Okafor Keller Marchetti Raman Yıldız Sørensen Lin Álvarez Duarte Weber Morin Hart Novak Haddad Petrova Meyer "
    "Silva Reis Tanaka Jensen Berg Costa Dupont Evans Fischer".split()
)


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
    """People called person.1, person.2, … who cannot sign in, with names that many share and three skills each.

    Their rooms and preferences are made when a page needs them: to look each time for people of one name takes minutes.
    """
    first = User.objects.filter(username__startswith="person.").count() + 1
    nobody = make_password(None)
    names = [f"{craft}{n or ''}" for n in range(30) for craft in CRAFTS]
    pks = dict(Tag.objects.named(names).values_list("name", "pk"))
    tags = [pks[name] for name in names]
    numbers = iter(range(first, first + number))
    while batch := list(islice(numbers, BATCH)):
        users = QuerySet(User).bulk_create([User(username=f"person.{n}", password=nobody) for n in batch])
        profiles = Profile.objects.bulk_create(
            Profile(
                user=user,
                name=f"{FIRST_NAMES[n % 20]} {LAST_NAMES[n // 20 % 25]} {n}",
                headline=f"Here to be counted, with {CRAFTS[n % 10]}",
                place=f"Workshop {n % 50}",
            )
            for user, n in zip(users, batch, strict=True)
        )
        Skill.objects.bulk_create(
            Skill(profile=profile, tag_id=tags[place], position=position, level=n % 3 + 1, endorsement_count=n % 7)
            for profile, n in zip(profiles, batch, strict=True)
            for position, place in enumerate({n % 10, (n * 7) % len(tags), (n * 13) % len(tags)})
        )
        Profile.objects.filter(pk__in=[user.pk for user in users]).refold()
        progress(len(batch))


BULK = {"people": bulk}
