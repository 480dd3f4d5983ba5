"""What everybody hears who is signed in."""

from .broadcasts import EVERYBODY


def everybody(request):
    return [EVERYBODY] if is_member(request.user, "all") else []


def is_member(user, which):
    return user.is_authenticated and not user.is_guest and which == "all"
