"""The site's own application with one more address, `/inside/`: what this process holds, counted from inside.

Run as `python -m tests.server.inside [PORT PROCESSES]`.
"""

import asyncio
import json
import os
import sys
import threading
from pathlib import Path
from weakref import WeakSet

wrappers = WeakSet()


def application_with_a_window():
    from django.db.backends.signals import connection_created

    from config.asgi import application

    connection_created.connect(lambda connection, **_: wrappers.add(connection), weak=False)

    async def windowed(scope, receive, send):
        if scope["type"] == "http" and scope["path"] == "/inside/":
            body = json.dumps(counted()).encode()
            headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})
        else:
            await application(scope, receive, send)

    return windowed


def counted():
    from apps.live.delivery import delivery

    listeners = getattr(delivery, "listeners", ())
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return {
        "pid": os.getpid(),
        "threads": int(status["Threads"]),
        "thread_names": [thread.name for thread in threading.enumerate()],
        "memory": int(status["VmRSS"].split()[0]) * 1024,
        "peak": int(status["VmHWM"].split()[0]) * 1024,
        "connections": sum(wrapper.connection is not None for wrapper in list(wrappers)),
        "files": len(os.listdir("/proc/self/fd")),
        "tasks": len(asyncio.all_tasks()),
        "streams": len(listeners),
        "waiting": max((len(listener.queue) for listener in listeners), default=0),
    }


def __getattr__(name):
    if name == "application":  # only uvicorn asks for it, when Django is set up
        globals()["application"] = application_with_a_window()
        return globals()["application"]
    raise AttributeError(name)


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.server.settings")
    django.setup()

    from django.conf import settings

    from apps.live import delivery, presence
    from config import server

    # Tests have no minute to wait.
    server.UNHEARD = float(os.environ.get("UNHEARD", server.UNHEARD))
    server.SHORT_LIFE = float(os.environ.get("SHORT_LIFE", server.SHORT_LIFE))
    presence.LINGER = float(os.environ.get("LINGER", presence.LINGER))
    delivery.SILENCE = float(os.environ.get("SILENCE", delivery.SILENCE))
    delivery.HEARTBEAT = int(os.environ.get("HEARTBEAT", delivery.HEARTBEAT))
    server.open_files_wanted()
    port, processes = map(int, sys.argv[1:] or (settings.PORT, settings.WEB_CONCURRENCY))
    server.run(settings.HOST, port, processes, application="tests.server.inside:application")
