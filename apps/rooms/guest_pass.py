"""What a guest's browser keeps: the numbers of its stays, signed. Whether they still hold, the database says.

Earlier stays are kept as long as whoever comes in has the same name: under another one, somebody else may sit at the
same computer by now, and what others wrote there is not theirs to adopt. To leave is to forget them all.
"""

from django.core.signing import BadSignature

from .models.guests import STAYS_KEPT

COOKIE = "guest"
SALT = "rooms.guest"
MOST = 10  # stays


def stays_of(request):
    """The numbers of the stays that this browser knows of, the newest first."""
    if COOKIE not in request.COOKIES:
        return []
    try:
        kept = request.get_signed_cookie(COOKIE, salt=SALT, max_age=STAYS_KEPT)
        return [int(number) for number in kept.split(".")][:MOST]
    except (BadSignature, ValueError):
        return []


def stay_of(request):
    """The number of the newest, or None."""
    return next(iter(stays_of(request)), None)


def give(response, numbers, *, secure):
    """`numbers`: of stays, the newest first; without any, the browser forgets."""
    if not numbers:
        response.delete_cookie(COOKIE)
        return response
    value = ".".join(map(str, numbers[:MOST]))
    response.set_signed_cookie(
        COOKIE, value, salt=SALT, max_age=STAYS_KEPT, httponly=True, samesite="Lax", secure=secure
    )
    return response
