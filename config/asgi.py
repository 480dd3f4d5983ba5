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

from apps.live.delivery import delivery  # noqa: E402
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
        if response.streaming:
            # A stream lasts for hours. Its request, session and user are not needed any more, and with a thousand
            # of them the garbage collector would hold up everybody for a tenth of a second.
            request.__dict__ = {"_stream": request._stream}
        return response

    async def __call__(self, scope, receive, send):
        await delivery.start()
        await self.handle(scope, receive, send)


streams = StreamHandler()
pages = Pages(wsgi, settings.WEB_THREADS)


async def application(scope, receive, send):
    if scope["type"] != "http":
        raise ValueError(f"Courtyard speaks HTTP, not {scope['type']}.")
    # `X_Forwarded_Proto` would arrive in Django under the name of `X-Forwarded-Proto`, which only a router may set.
    if any(b"_" in name for name, _value in scope["headers"]):
        scope["headers"] = [(name, value) for name, value in scope["headers"] if b"_" not in name]
    if scope["path"] in ("/events/", "/events/alive/"):
        await streams(scope, receive, send)
    else:
        await pages(scope, receive, send)
