"""The child's side of `WorkerProcess`: python -m apps.shared.worker_child MODULE SOCKET MEMORY_LIMIT IDLE_SECONDS.

It imports no Django. A call that uses up its CPU time is ended by the system, also in the middle of C code: the
timer's signal is not handled, and so it kills. When the owner ends, its socket closes, and the child ends too.
"""

import importlib
import signal
import socket
import sys
from contextlib import suppress

from apps.shared.worker_frames import receive_frame, send_frame


def main(module, descriptor, memory_limit, idle_seconds):
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is meant for the owner
    connection = socket.socket(fileno=int(descriptor))
    functions = importlib.import_module(module)
    limit_memory(int(memory_limit))
    send_frame(connection, "ready")
    while True:
        connection.settimeout(float(idle_seconds))
        try:
            name, arguments, cpu_seconds = receive_frame(connection)
        except (TimeoutError, EOFError, ConnectionError):
            return
        connection.settimeout(None)
        send_frame(connection, "begun")
        answer = outcome(getattr(functions, name), arguments, cpu_seconds)
        with suppress(ConnectionError):
            send_frame(connection, answer)


def outcome(function, arguments, cpu_seconds):
    """["returned", value] or ["raised", [class name, message]]."""
    limit_cpu(cpu_seconds)
    try:
        return ["returned", function(*arguments)]
    except Exception as error:
        return ["raised", [type(error).__name__, str(error)]]
    finally:
        limit_cpu(0)


def limit_cpu(seconds):
    """From now on, of this process; 0 takes the limit away."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def limit_memory(size):
    """Of address space. Systems that have no such limit (Windows), or do not keep to it (macOS), go on without."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(*sys.argv[1:])
