"""Make a site for the loss test in the database: 20 members of one room, each with a session."""

from tools.serving import session_of

MEMBERS = 20


def furnish():
    from apps.accounts.models import SiteSettings, User
    from apps.rooms.models import Room

    SiteSettings.open()
    users = [User.objects.create_user(f"person{number}", f"person{number}@x.example") for number in range(MEMBERS)]
    room = Room.objects.open_by(users[0], name="Storm", kind=Room.Kind.CLOSED)
    for user in users:
        room.join(user)
    return {"pk": room.pk, "slug": room.slug, "sessions": [session_of(user) for user in users]}
