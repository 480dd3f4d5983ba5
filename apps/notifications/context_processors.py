from functools import cache

NOTHING = {"number": 0, "newest": None}


def notifications(request):
    """`bell`: how many rows of the list are unread, and the newest one's number; asked only where a page shows it."""
    user = getattr(request, "user", None)
    return {"bell": cache(lambda: bell_of(user))}


def bell_of(user):
    """Of a page that refuses a request nobody may know yet whose it is."""
    if user is None or not user.is_authenticated or user.is_guest:
        return NOTHING
    return user.notifications.listed().unread().told()
