"""Work on hostile input: a child process is killed and replaced; nobody waits for it longer than promised."""

import os
import threading
import time

import pytest

from apps.shared.worker_process import WorkerBusy, WorkerFailed, WorkerProcess, WorkerTimeout

MB = 1024 * 1024
CPU = 0.2


@pytest.fixture
def worker():
    worker = WorkerProcess("tests.shared.worker_module", memory_limit=200 * MB)
    yield worker
    worker.stop()


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        12.5,
        "naïve \x00 😀 東京 \ud800",
        ["a", {"b": [1]}],
        b"",
        b"\x00\xff" * 100_000,
        [b"1", {"x": b"2"}],
    ],
)
def test_what_json_can_hold_and_bytes_go_there_and_back(worker, value):
    assert worker.call("echo", value, "more", cpu_seconds=CPU) == [value, "more"]


def test_one_child_serves_many_calls(worker):
    assert len({worker.call("pid", cpu_seconds=CPU) for _ in range(5)}) == 1
    assert worker.call("pid", cpu_seconds=CPU) == worker.pid != os.getpid()


def test_an_exception_is_told_and_the_child_goes_on(worker):
    pid = worker.call("pid", cpu_seconds=CPU)
    with pytest.raises(WorkerFailed, match="nothing there") as failure:
        worker.call("fail", "nothing there", cpu_seconds=CPU)
    assert failure.value.kind == "LookupError"
    assert worker.call("pid", cpu_seconds=CPU) == pid


def test_c_code_that_never_ends_is_killed_by_its_cpu_time(worker):
    pid = worker.call("pid", cpu_seconds=CPU)
    began = time.monotonic()
    with pytest.raises(WorkerTimeout, match="of CPU"):
        worker.call("backtrack", cpu_seconds=CPU, wall_seconds=60)
    assert time.monotonic() - began < 60
    assert not is_alive(pid)
    assert worker.call("echo", 1, cpu_seconds=CPU) == [1]


def test_a_call_that_only_waits_is_killed_by_wall_time(worker):
    pid = worker.call("pid", cpu_seconds=CPU)
    with pytest.raises(WorkerTimeout):
        worker.call("sleep", 600, cpu_seconds=CPU, wall_seconds=0.3)
    assert not is_alive(pid)


def test_the_time_of_one_call_is_not_counted_for_the_next(worker):
    for _ in range(4):
        worker.call("sleep", 0.1, cpu_seconds=0.15, wall_seconds=30)
    assert worker.call("echo", 1, cpu_seconds=0.15, wall_seconds=30) == [1]


def test_memory_is_limited(worker):
    assert worker.call("allocate", 20 * MB, cpu_seconds=5) == 20 * MB
    with pytest.raises(WorkerFailed) as failure:
        worker.call("allocate", 400 * MB, cpu_seconds=5)
    assert failure.value.kind == "MemoryError"
    assert worker.call("echo", 1, cpu_seconds=CPU) == [1]


@pytest.mark.parametrize("status", [0, 1, 3])
def test_a_child_that_dies_is_replaced(worker, status):
    worker.start()
    with pytest.raises(WorkerFailed):
        worker.call("exit_with", status, cpu_seconds=CPU)
    assert worker.call("echo", 1, cpu_seconds=CPU) == [1]


def test_a_child_that_was_killed_while_idle_is_replaced(worker):
    worker.start()
    os.kill(worker.pid, 9)
    assert worker.call("echo", 1, cpu_seconds=CPU) == [1]


def test_what_is_no_frame_is_no_answer(worker):
    with pytest.raises(WorkerFailed):
        worker.call("talk_nonsense", cpu_seconds=CPU, wall_seconds=5)
    assert worker.call("echo", 1, cpu_seconds=CPU) == [1]


def test_a_child_that_is_not_needed_ends_and_comes_again():
    worker = WorkerProcess("tests.shared.worker_module", memory_limit=200 * MB, idle_seconds=0.2)
    first = worker.call("pid", cpu_seconds=CPU)
    ends_at = time.monotonic() + 60
    while worker.pid and time.monotonic() < ends_at:
        time.sleep(0.02)
    assert worker.pid is None
    assert worker.call("pid", cpu_seconds=CPU) != first
    worker.stop()


def test_one_call_at_a_time_and_others_wait_no_longer_than_they_say(worker):
    worker.start()
    holder = threading.Thread(target=lambda: worker.call("sleep", 1.5, cpu_seconds=CPU, wall_seconds=60))
    holder.start()
    while not worker._lock.locked():
        time.sleep(0.01)
    with pytest.raises(WorkerBusy):
        worker.call("echo", 1, cpu_seconds=CPU, wait_seconds=0.05)
    assert worker.call("echo", 1, cpu_seconds=CPU, wait_seconds=60) == [1]
    holder.join()


def test_other_threads_go_on_while_a_child_backtracks(worker):
    worker.start()
    ticks, stop = [], threading.Event()

    def tick():
        while not stop.wait(0.005):
            ticks.append(time.monotonic())

    ticking = threading.Thread(target=tick)
    ticking.start()
    with pytest.raises(WorkerTimeout):
        worker.call("backtrack", cpu_seconds=1, wall_seconds=60)
    stop.set()
    ticking.join()
    assert len(ticks) > 20


def test_the_child_has_no_django_and_no_secrets(worker, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "the key of the site")
    assert not [name for name in worker.call("modules", cpu_seconds=5) if name.split(".")[0] == "django"]
    assert "the key of the site" not in worker.call("environment", cpu_seconds=CPU).values()


def test_a_forked_process_has_a_child_of_its_own(worker):
    pid = worker.call("pid", cpu_seconds=CPU)
    reader, writer = os.pipe()
    forked = os.fork()
    if not forked:
        try:
            os.write(writer, str(worker.call("pid", cpu_seconds=5)).encode())
            worker.stop()
        finally:
            os._exit(0)
    os.waitpid(forked, 0)
    assert int(os.read(reader, 20)) != pid
    assert worker.call("pid", cpu_seconds=CPU) == pid


def test_a_module_that_is_not_there_is_told(worker):
    with pytest.raises(WorkerFailed, match="did not start"):
        WorkerProcess("tests.shared.no_such_module", memory_limit=200 * MB).call("echo", cpu_seconds=CPU)
