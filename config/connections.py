"""Deadlines and limits of HTTP connections, so that clients which send or read nothing cannot use up the server.

A connection is *pending* until the head of a request is complete, *idle* between two requests, *stalled* while its
client does not read, and otherwise busy. The limits hold in each process.
"""

from collections import defaultdict

from django.conf import settings
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.server import ServerState

from apps.shared.networks import network_of

MAX_HEAD = 64 * 1024  # bytes of a request's head: the address and all headers
MAX_HEADERS = 100
MAX_TARGET = 8 * 1024  # bytes of an address; nginx and Apache take as much
MAX_PIPELINED = 8  # requests that wait behind the one in hand; browsers send none
FILES_OF_ITS_OWN = 128  # that a process has open: databases, logs, modules
SEND_TIMEOUT = 300  # seconds in which a client reads nothing of an answer
LINGER = 2  # seconds in which a client may read why it was refused, while it still sends
READ_IN_VAIN = 4 * 1024 * 1024  # bytes of what it still sends


class Connections(ServerState):
    """What uvicorn knows of all connections, and which of them give way when there are too many."""

    def __init__(self):
        super().__init__()
        self.most = most_connections()
        self.most_pending = 0 if settings.TRUSTED_PROXIES else settings.CONNECTIONS_PER_ADDRESS
        # In the order in which they began, by dict: the oldest is the first.
        self.idle, self.pending, self.stalled = {}, {}, {}
        self.pending_by_address = defaultdict(dict)

    def add_pending(self, connection):
        self.pending[connection] = None
        if self.most_pending:
            of_this_address = self.pending_by_address[connection.address]
            of_this_address[connection] = None
            if len(of_this_address) > self.most_pending:
                next(iter(of_this_address)).give_way()
        if len(self.connections) > self.most:
            self.make_room(connection)

    def remove_pending(self, connection):
        self.pending.pop(connection, None)
        of_this_address = self.pending_by_address.get(connection.address)
        if of_this_address is not None:
            of_this_address.pop(connection, None)
            if not of_this_address:
                del self.pending_by_address[connection.address]

    def make_room(self, newest):
        """Close the oldest connection that does nothing; where all are busy, the newest is refused."""
        for waiting in (self.idle, self.pending, self.stalled):
            oldest = next(iter(waiting), newest)
            if oldest is not newest:
                return oldest.give_way()
        return newest.give_way()


class Protocol(HttpToolsProtocol):
    """uvicorn's HTTP on one connection, with deadlines."""

    head_is_coming = True  # pending: the head of a request is not complete
    has_sent = False  # something of the head that is coming
    refused = False
    unparsed = 0  # bytes since the parser last gave us something
    refusal = (400, "This request could not be understood.")
    deadline = None  # of the head that is coming, or for reading what an answer's client has not read

    # --- The head of a request ---------------------------------------------------------------------

    def connection_made(self, transport):
        super().connection_made(transport)
        self.address = network_of(self.client[0]) if self.client else ""
        self.set_deadline(settings.HEADER_TIMEOUT, self.head_is_late)
        self.server_state.add_pending(self)

    def connection_lost(self, exc):
        self.server_state.remove_pending(self)
        self.server_state.idle.pop(self, None)
        self.server_state.stalled.pop(self, None)
        self.cancel_deadline()
        for cycle in [self.cycle, *(cycle for cycle, _app in self.pipeline)]:
            if cycle is not None:
                cycle.scope["state"]["disconnected"] = True
        self.pipeline.clear()
        super().connection_lost(exc)

    def data_received(self, data):
        self.unparsed += len(data)
        if self.refused:  # what it still sends is read and dropped, or it would not see the answer
            if self.unparsed > READ_IN_VAIN:
                self.transport.abort()
            return
        if self.is_idle():
            self.has_sent = True
            self.expect_head()
        super().data_received(data)
        if self.unparsed > MAX_HEAD and not self.refused:
            self.refuse(431, "The headers of this request are too large.")

    def is_idle(self):
        return self.cycle is None or self.cycle.response_complete

    def expect_head(self):
        """The first bytes after a time without a request."""
        if self.head_is_coming:
            return
        self.head_is_coming = True
        self.server_state.idle.pop(self, None)
        self.set_deadline(settings.HEADER_TIMEOUT, self.head_is_late)
        self.server_state.add_pending(self)

    def on_message_begin(self):
        self.unparsed = 0
        self.has_whole_head = False
        super().on_message_begin()

    def on_header(self, name, value):
        if not self.has_whole_head:  # what follows a body in chunks is not needed, and may be long
            super().on_header(name, value)

    def on_headers_complete(self):
        self.unparsed = 0
        self.has_whole_head = True
        if len(self.headers) > MAX_HEADERS or sum(len(n) + len(v) for n, v in self.headers) > MAX_HEAD:
            self.refusal = (431, "This request has too many headers.")
            raise ValueError
        if len(self.url) > MAX_TARGET:
            self.refusal = (414, "This address is too long.")
            raise ValueError
        if len(self.pipeline) >= MAX_PIPELINED:
            self.refusal = (429, "Too many requests at once on this connection.")
            raise ValueError
        if self.head_is_coming:
            self.head_is_coming = False
            self.has_sent = False
            self.cancel_deadline()
            self.server_state.remove_pending(self)
        self.scope["state"]["transport"] = self.transport
        super().on_headers_complete()

    def on_body(self, body):
        self.unparsed = 0
        super().on_body(body)

    def on_message_complete(self):
        self.unparsed = 0
        super().on_message_complete()

    def head_is_late(self):
        if self.has_sent:
            self.refuse(408, "The request did not arrive in time.")
        else:
            self.transport.close()

    # --- Between requests --------------------------------------------------------------------------

    def on_response_complete(self):
        super().on_response_complete()
        if self.transport.is_closing():
            self.watch_reading()
        elif self.is_idle():
            self.server_state.idle[self] = None

    def timeout_keep_alive_handler(self):
        if self.transport.get_write_buffer_size():
            self.transport.abort()  # a client that has not read all would keep it open
        else:
            super().timeout_keep_alive_handler()

    # --- A client that does not read ---------------------------------------------------------------

    def pause_writing(self):
        super().pause_writing()
        self.server_state.stalled[self] = None
        self.watch_reading()

    def resume_writing(self):
        super().resume_writing()
        self.server_state.stalled.pop(self, None)
        if not self.transport.is_closing():
            self.cancel_deadline()

    def watch_reading(self):
        self.set_deadline(SEND_TIMEOUT, self.check_reading, self.transport.get_write_buffer_size())

    def check_reading(self, before):
        if self.transport.get_write_buffer_size() < before:
            self.watch_reading()
        else:
            self.transport.abort()

    # --- Refusals ----------------------------------------------------------------------------------

    def give_way(self):
        """End this connection at once: others need the room."""
        if self.head_is_coming and not self.refused:
            self.refuse(503, "There are too many connections. Try again in a moment.")
            self.transport.close()
        else:
            self.transport.abort()

    def send_400_response(self, msg):
        self.refuse(*self.refusal)

    def refuse(self, status, sentence):
        """Say why, where no other answer is being sent, and end the connection."""
        self.refused = True
        self.server_state.remove_pending(self)
        self.server_state.idle.pop(self, None)
        self._unset_keepalive_if_required()
        if not self.is_idle():
            self.transport.abort()
            return
        body = f"{sentence}\n".encode()
        lines = [
            b"content-type: text/plain; charset=utf-8",
            b"content-length: %d" % len(body),
            b"x-content-type-options: nosniff",
            b"connection: close",
        ]
        if status in (429, 503):
            lines.append(b"retry-after: 10")
        lines += [name + b": " + value for name, value in self.server_state.default_headers]
        self.transport.write(STATUS_LINE[status] + b"\r\n".join(lines) + b"\r\n\r\n" + body)
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.set_deadline(LINGER, self.transport.abort)

    def set_deadline(self, seconds, action, *arguments):
        self.cancel_deadline()
        self.deadline = self.loop.call_later(seconds, action, *arguments)

    def cancel_deadline(self):
        if self.deadline is not None:
            self.deadline.cancel()
            self.deadline = None


def files_for(number):
    """How many files so many connections need: each is one, and may have a body or an answer on disk."""
    return 2 * number + FILES_OF_ITS_OWN


def most_connections():
    """CONNECTIONS_MAX, or as many as the limit of open files leaves room for."""
    try:
        import resource
    except ImportError:  # not on Windows
        return settings.CONNECTIONS_MAX
    files, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files == resource.RLIM_INFINITY:
        return settings.CONNECTIONS_MAX
    return max(16, min(settings.CONNECTIONS_MAX, (files - FILES_OF_ITS_OWN) // 2))
