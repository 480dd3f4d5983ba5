from functools import partial

NOTHING = {"number": 0, "newest": None, "in_all": 0}


def notifications(request):
    """`bell`: how many rows of the list are unread, and the newest one's number; asked only where a page shows it."""
    return {"bell": partial(bell_on, request)}


def bell_on(request):
    """Asked once for a page, unless its person reads something meanwhile."""
    if not hasattr(request, "bell"):
        request.bell = bell_of(getattr(request, "user", None))
    return request.bell


def has_changed(request):
    del request.bell


def bell_of(user):
    """Of a page that refuses a request nobody may know yet whose it is."""
    if user is None or not user.is_authenticated or user.is_guest:
        return NOTHING
    return user.notifications.unread().told()
