"""The people and rooms that are in the database before a test begins; the fixtures of tests/conftest.py fetch them."""

from django.db import connection
from django.utils import timezone

PASSWORD = "a-garden-behind-the-kiln"  # of everybody in the cast
MODERATOR_MAY = [
    *("view_user", "view_profile", "view_room", "view_message", "change_message", "delete_message"),
    *("view_post", "delete_post", "view_comment", "delete_comment"),
]
PEOPLE = {
    "ada": {},
    "bob": {},
    "cleo": {},
    "mod.bell": {"is_staff": True},
    "olga": {"is_staff": True, "is_superuser": True},
}
filled = set()  # the tables that hold the cast


def furnish():
    """Make everybody, two rooms and the site's settings, as far as they are not there."""
    before = tables_with_rows()
    open_site()
    for username in PEOPLE:
        person(username)
    studio(), kiln()
    filled.update(set(tables_with_rows()) - set(before))


def clear():
    """Take the cast away again, within a test's transaction."""
    with connection.cursor() as cursor:
        for table in sorted(filled):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


def tables_with_rows():
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            if "_parts" in table or "_words" in table:  # an index, which the database empties by triggers
                continue
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})")
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def open_site():
    from apps.accounts.models import SiteSettings

    SiteSettings.objects.get_or_create(pk=1, defaults={"opened_at": timezone.now()})


def make_user(username, **details):
    from allauth.account.models import EmailAddress

    from apps.accounts.models import User

    email = f"{username}@courtyard.example"
    user = User.objects.create_user(username, email, PASSWORD, **details)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def person(username):
    """Somebody of the cast; made where the site is empty."""
    from django.contrib.auth.models import Group, Permission

    from apps.accounts.models import User

    found = User.objects.filter(username=username).first()
    if found:
        return found
    user = make_user(username, **PEOPLE[username])
    if username == "mod.bell":
        group, _new = Group.objects.get_or_create(name="Moderators")
        group.permissions.set(Permission.objects.filter(codename__in=MODERATOR_MAY))
        user.groups.add(group)
    return user


def studio():
    from apps.rooms.models import Room

    details = {"description": "Where the looms are.", "is_public": True}
    return Room.objects.filter(slug="studio").first() or Room.objects.open_by(
        person("ada"), name="Studio", kind=Room.Kind.OPEN, **details
    )


def kiln():
    from apps.rooms.models import Room

    found = Room.objects.filter(slug="kiln").first()
    if not found:
        found = Room.objects.open_by(person("ada"), name="Kiln", kind=Room.Kind.CLOSED)
        found.join(person("bob"))
    return found
