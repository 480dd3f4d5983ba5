"""The people and rooms that are in the database before a test begins; the fixtures of tests/conftest.py fetch them."""

from django.apps import apps
from django.db import connection, transaction
from django.db.models import QuerySet
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
kept = []  # (statement, values of each row) that bring it back
OF_MIGRATIONS = {"django_migrations", "django_content_type", "auth_permission"}  # the tables that they fill


def furnish():
    """Make everybody, two rooms and the site's settings; later, on a site where nobody is, bring them back."""
    if kept:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement, rows in kept:
                cursor.executemany(statement, rows)
        return
    before = tables_with_rows()
    open_site()
    for username in PEOPLE:
        person(username)
    studio(), kiln()
    filled.update(set(tables_with_rows()) - set(before))
    kept.extend(
        as_inserted(model) for model in apps.get_models(include_auto_created=True) if model._meta.db_table in filled
    )


def as_inserted(model):
    """The statement that inserts the rows of a model as they are, and their values."""
    name, fields = connection.ops.quote_name, [field for field in model._meta.concrete_fields if not field.generated]
    columns, marks = ", ".join(name(field.column) for field in fields), ", ".join(["%s"] * len(fields))
    values = [
        [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
        for row in QuerySet(model)
    ]
    return f"INSERT INTO {name(model._meta.db_table)} ({columns}) VALUES ({marks})", values


def clear():
    """Take the cast away again, within a test's transaction."""
    empty(filled)


def clear_all():
    """Take away whatever is there but for what migrations made."""
    with transaction.atomic():  # constraints are looked at in its end
        empty(set(tables_with_rows()) - OF_MIGRATIONS)


def empty(tables):
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


def tables_with_rows():
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        # Without an index, which the database empties by triggers.
        tables = [table for table in tables if "_parts" not in table and "_words" not in table]
        name = connection.ops.quote_name
        looks = (f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {name(table)})" for table in tables)
        cursor.execute(" UNION ALL ".join(looks))
        return [table for (table,) in cursor.fetchall()]


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
