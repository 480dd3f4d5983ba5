"""How a worker process and its owner speak: frames of JSON, with bytes beside it.

A frame is the length of the JSON (4 bytes), the number of byte strings (4 bytes), the length of each (8 bytes), the
JSON, and the byte strings; numbers are big-endian. In the JSON a byte string is `{"": <its index>}`. Nothing that
arrives is executed, unlike pickle.
"""

import json
import struct
import time

LARGEST = 512 * 1024 * 1024  # bytes; more is no frame of ours


def send_frame(connection, value):
    """Send what JSON can hold, and bytes anywhere in it. The socket's timeout counts for all of it."""
    blobs = []

    def number(part):
        if not isinstance(part, bytes | bytearray | memoryview):
            raise TypeError(f"{type(part).__name__} cannot be sent")
        blobs.append(part)
        return {"": len(blobs) - 1}

    text = json.dumps(value, default=number).encode()
    lengths = [memoryview(blob).nbytes for blob in blobs]
    connection.sendall(struct.pack(f">II{len(blobs)}Q", len(text), len(blobs), *lengths) + text)
    for blob in blobs:
        connection.sendall(blob)


def receive_frame(connection, ends_at=None):
    """The value of one frame. Raises TimeoutError at `ends_at` (of time.monotonic), EOFError where the stream ends."""
    text_length, number = struct.unpack(">II", receive(connection, 8, ends_at))
    if number > 1000:
        raise ValueError("no frame")
    lengths = struct.unpack(f">{number}Q", receive(connection, 8 * number, ends_at))
    if text_length + sum(lengths) > LARGEST:
        raise ValueError("no frame")
    text = receive(connection, text_length, ends_at)
    blobs = [bytes(receive(connection, length, ends_at)) for length in lengths]
    return json.loads(text, object_hook=lambda part: blobs[part[""]] if list(part) == [""] else part)


def receive(connection, length, ends_at=None):
    """Exactly so many bytes."""
    buffer = bytearray(length)
    view = memoryview(buffer)
    while view:
        if ends_at is not None:
            left = ends_at - time.monotonic()
            if left <= 0:
                raise TimeoutError
            connection.settimeout(left)
        count = connection.recv_into(view)
        if not count:
            raise EOFError
        view = view[count:]
    return buffer
