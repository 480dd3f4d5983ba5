"""A server that receives webhooks, in a thread of the test; and name servers that say what a test wants."""

import socket
import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    """`answers`: `(status, content type, body)` of the next requests; the last one is repeated."""

    def __init__(self):
        self.requests, self.answers = [], [(204, "", b"")]
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.url = f"http://receiver.example:{self.server.server_port}/in?from=courtyard"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def handler(receiver):
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.requests.append((self.path, self.headers, body))
                status, content_type, answer = receiver.answers[0]
                if len(receiver.answers) > 1:
                    receiver.answers.pop(0)
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Location", f"http://127.0.0.1:{receiver.server.server_port}/elsewhere")
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST

            def log_message(self, *_arguments):
                pass

        return Handler

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@contextmanager
def raw_server(talk):
    """`talk(connection)` says what a server does with each connection; the port."""
    listener = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def serve():
        while not ended.is_set():
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                talk(connection)

    threading.Thread(target=serve, daemon=True).start()
    yield listener.getsockname()[1]
    ended.set()
    listener.close()


def answering(*answers):
    """A `getaddrinfo` that gives each of some answers, lists of IP addresses, once, and the last one again and again.

    Whatever it is asked, an IP address too: who looks up a second time gets the second answer.
    """
    left = list(answers)

    def getaddrinfo(host, port, *_arguments, **_more):
        addresses = left.pop(0) if len(left) > 1 else left[0]
        getaddrinfo.asked.append(host)
        found = []
        for address in addresses:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            where = (address, port, 0, 0) if family == socket.AF_INET6 else (address, port)
            found.append((family, socket.SOCK_STREAM, 6, "", where))
        return found

    getaddrinfo.asked = []
    return getaddrinfo
