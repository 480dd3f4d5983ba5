"""Many readers in one cheap process: open streams, post one message after the other, note when each reader has it.

Run as `python -m tools.benching.readers`, with a JSON object on its standard input; it answers with one.
"""

import asyncio
import json
import sys
from time import perf_counter
from urllib.parse import urlencode

import uvloop

IN_FLIGHT = 50  # streams that are being opened at a time
PATIENCE = 30


class Reader(asyncio.Protocol):
    def __init__(self, crowd, request):
        self.crowd, self.request = crowd, request
        self.tail, self.open = b"", False

    def connection_made(self, transport):
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data):
        data = self.tail + data
        if not self.open:
            if b"stream-open" in data:
                self.open = True
                self.crowd.opened(self)
                data = b""
        elif self.crowd.marker in data:
            self.crowd.arrived(perf_counter())
            data = b""
        self.tail = data[-64:]

    def connection_lost(self, error):
        self.crowd.lost += 1


class Crowd:
    def __init__(self, number):
        self.number, self.ready, self.lost = number, 0, 0
        self.marker = b"nothing yet"
        self.times, self.complete = [], asyncio.Event()
        self.turns = asyncio.Semaphore(IN_FLIGHT)
        self.all_open = asyncio.Event()

    def opened(self, reader):
        self.ready += 1
        self.turns.release()
        if self.ready == self.number:
            self.all_open.set()

    def arrived(self, moment):
        self.times.append(moment)
        if len(self.times) == self.number:
            self.complete.set()


async def post(reader, writer, request):
    writer.write(request)
    await writer.drain()
    head = await reader.readuntil(b"\r\n\r\n")
    assert b" 200 " in head.split(b"\r\n")[0], head
    length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    await reader.readexactly(length)


async def main(task):
    loop = asyncio.get_running_loop()
    crowd = Crowd(task["readers"])
    head = f"Host: 127.0.0.1:{task['port']}\r\n"
    began = perf_counter()
    for number in range(task["readers"]):
        await crowd.turns.acquire()
        cookies = task["cookies"][number % len(task["cookies"])]
        request = f"GET {task['stream']} HTTP/1.1\r\n{head}Cookie: {cookies}\r\n\r\n".encode()
        await loop.create_connection(lambda request=request: Reader(crowd, request), "127.0.0.1", task["port"])
    async with asyncio.timeout(PATIENCE):
        await crowd.all_open.wait()
    opening = perf_counter() - began
    connection = await asyncio.open_connection("127.0.0.1", task["port"])
    latencies, answers = [], []
    for number in range(-task["warming"], task["messages"]):
        await asyncio.sleep(0.1)
        marker = f"marker-{task['name']}-{number}-end"
        text = f"{marker} {task['text']}"
        body = (urlencode({"body": text}) if task["form"] else text).encode()
        request = (
            f"POST {task['post']} HTTP/1.1\r\n{head}Cookie: {task['cookies'][0]}\r\n{task['headers']}"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode() + body
        crowd.marker, crowd.times = marker.encode(), []
        crowd.complete.clear()
        sent = perf_counter()
        await post(*connection, request)
        answers.append(perf_counter() - sent)
        async with asyncio.timeout(PATIENCE):
            await crowd.complete.wait()
        if number >= 0:
            latencies += [moment - sent for moment in crowd.times]
    assert crowd.lost == 0, f"{crowd.lost} streams were lost"
    print(json.dumps({"latencies": latencies, "opening": opening, "answers": answers}), flush=True)
    sys.stdin.readline()  # the streams stay open until the server has been looked at


if __name__ == "__main__":
    uvloop.run(main(json.loads(sys.stdin.readline())))
