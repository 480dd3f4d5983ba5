"""Processes of a site, forked from one that has the libraries in memory: to import them is most of a start.

multiprocessing's forkserver does it, one for each worker of a run. A fork has an environment, a session and a log of
its own, imports the site as any process does, and then is the program: `python -m MODULE ...` or `python FILE ...`.
"""

import os
import runpy
import signal
import subprocess
import sys
from contextlib import suppress
from multiprocessing import connection, get_context
from pathlib import Path
from threading import Lock

from tools import hand
from tools.serving import ROOT

context = get_context("forkserver")
context.set_forkserver_preload(["tests.preloaded"])


def fork(target, *arguments):
    process = context.Process(target=target, args=arguments, daemon=True)
    process.start()
    return process


class Process:
    """As subprocess.Popen, as far as tests need it. `stdout` and `stderr` are paths, to which it appends."""

    def __init__(self, command, env, stdout, stderr=None, cwd=ROOT):
        self.args, self.one_at_a_time = command, Lock()
        for path in (stdout, stderr or stdout):
            Path(path).touch()  # who looks into it need not wait for the process
        self.process = fork(become, command[1:], env, str(stdout), str(stderr or stdout), str(cwd))
        self.pid = self.process.pid

    @property
    def returncode(self):
        return self.poll()

    def poll(self):
        with self.one_at_a_time:  # the exit status can be read once
            return self.process.exitcode

    def wait(self, timeout=None):
        connection.wait([self.process.sentinel], timeout)
        if self.poll() is None:
            raise subprocess.TimeoutExpired(self.args, timeout)
        return self.returncode

    def send_signal(self, number):
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self):
        self.send_signal(signal.SIGKILL)


class Shell:
    """Runs code in the surroundings of a site, as tools/hand.py does."""

    def __init__(self, env, log):
        self.here, there = context.Pipe()
        self.process = fork(answer, there, env, str(log))
        there.close()

    def run(self, code):
        """What it printed."""
        self.here.send(code)
        printed, failure = self.here.recv()
        assert failure is None, f"{printed}\n{failure}"
        return printed

    def close(self):
        self.here.close()
        self.process.join()


# --- In the fork ----------------------------------------------------------------------------------


def become(words, env, stdout, stderr, cwd):
    surround(env, stdout, stderr, cwd)
    if words[0] == "-m":
        sys.argv = words[1:]
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = words
        runpy.run_path(words[0], run_name="__main__")


def answer(there, env, log):
    surround(env, log, log, ROOT)
    hand.begin()
    with suppress(EOFError):
        while True:
            there.send(hand.answer_to(there.recv()))


def surround(env, stdout, stderr, cwd):
    os.setsid()
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have let all that it starts ignore it
    for path, number in ((stdout, 1), (stderr, 2)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        os.dup2(file, number)
        os.close(file)
