from .delivery import delivery
from .recent_nudges import recent_nudges


class RenderedSinceMiddleware:
    """Notes what a page knows: everything that was so when its request began. See `context_processors`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.live_position = delivery.place
        request.live_moment = recent_nudges.now()
        return self.get_response(request)
