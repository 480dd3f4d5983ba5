"""One port, two ways through.

Pages run in Django's WSGI handler, in a bounded pool of threads with lasting database connections. Streams, and
nothing else, run on the event loop. Measured on two cores: Django's ASGI handler for everything costs twice the CPU
a page, and one thread and one database connection for every open stream.
"""

import os

from asgiref.sync import sync_to_async
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

wsgi = get_wsgi_application()

from django.conf import settings  # noqa: E402
from django.core.handlers.asgi import ASGIHandler  # noqa: E402
from django.http import HttpResponse  # noqa: E402

from apps.live.delivery import delivery  # noqa: E402
from apps.live.limits import open_streams  # noqa: E402
from config.checks import guard  # noqa: E402
from config.pages import Pages  # noqa: E402

guard()


class StreamHandler(ASGIHandler):
    """Django's, without a ThreadSensitiveContext for each request: that one keeps a thread, and with it a database
    connection, for as long as the stream is open. Without it all streams share the main thread's executor.
    """

    def load_middleware(self, is_async=False):
        """The stream's few, and all of them synchronous: one hop to the thread and back, not one for each."""
        pages, settings.MIDDLEWARE = settings.MIDDLEWARE, settings.STREAM_MIDDLEWARE
        try:
            super().load_middleware(is_async=False)
        finally:
            settings.MIDDLEWARE = pages

    async def get_response_async(self, request):
        response = await sync_to_async(self.get_response, thread_sensitive=True)(request)
        if response.streaming and not open_streams.admit(response.listener, response.holders):
            return too_many_streams()
        if response.streaming:
            request.scope["listener"] = response.listener
            # A stream lasts for hours. Its request, session and user are not needed any more, and with a thousand
            # of them the garbage collector would hold up everybody for a tenth of a second.
            request.__dict__ = {"_stream": request._stream}
        return response

    async def __call__(self, scope, receive, send):
        await delivery.start()
        try:
            await self.handle(scope, receive, send)
        finally:
            if listener := scope.get("listener"):
                delivery.remove(listener)
                open_streams.leave(listener)


def too_many_streams():
    sentence = "Too many pages are open at once. Close some of them; this one works without live updates meanwhile.\n"
    response = HttpResponse(sentence, status=429, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = "30"
    response["X-Content-Type-Options"] = "nosniff"
    return response


streams = StreamHandler()
pages = Pages(wsgi, settings.WEB_THREADS)
health = Pages(wsgi, 1, "health")  # a thread of its own: whether the site is well is asked most when no other is free


async def application(scope, receive, send):
    if scope["type"] != "http":
        raise ValueError(f"Courtyard speaks HTTP, not {scope['type']}.")
    # `X_Forwarded_Proto` would arrive in Django under the name of `X-Forwarded-Proto`, which only a router may set.
    if any(b"_" in name for name, _value in scope["headers"]):
        scope["headers"] = [(name, value) for name, value in scope["headers"] if b"_" not in name]
    if scope["path"] in ("/events/", "/events/alive/"):
        way = streams
    elif scope["path"] == "/healthz":
        way = health
    else:
        way = pages
    try:
        await way(scope, receive, send)
    except RuntimeError:  # uvloop's, when the client went away while it was being written to
        transport = scope.get("state", {}).get("transport")
        if transport is None or not transport.is_closing():
            raise
