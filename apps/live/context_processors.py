from .recent_nudges import recent_nudges


def stream(request):
    """From where on a page has to hear what happens: `live_moment`, for nudges, and `live_position`, in the log.

    The position is empty where this process does not know it yet; a room's page asks for its own. Both are older than
    everything that the page shows.
    """
    moment = getattr(request, "live_moment", None) or recent_nudges.now()
    return {"live_moment": moment, "live_position": getattr(request, "live_position", None) or ""}
