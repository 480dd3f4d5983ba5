"""A request's Python frames lie in one chunk of memory: at no depth of calls does a loop map and unmap memory."""

import subprocess
import sys

from tools.serving import ROOT, environment

# Prints the most page faults that a loop of 500 calls takes at any of 200 depths: as it is, and in one chunk.
MEASURED = """
import resource
from config.pages import in_one_chunk

def leaf(): return [number for number in (1, 2, 3)]
def loop():
    for _ in range(500): leaf()
def at_depth(number, call): return call() if not number else at_depth(number - 1, call)
def faults(call):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    call()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

at_depth(200, loop), in_one_chunk(at_depth, 200, loop)
plain = max(faults(lambda: at_depth(depth, loop)) for depth in range(200))
whole = max(faults(lambda: in_one_chunk(at_depth, depth, loop)) for depth in range(200))
print(plain, whole)
"""


def test_no_loop_of_a_request_maps_memory_in_each_turn():
    surroundings = environment(DJANGO_SETTINGS_MODULE="tests.settings", DATABASE_URL="sqlite://:memory:")
    command = [sys.executable, "-c", MEASURED]
    done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=True)
    plain, whole = map(int, done.stdout.split())
    assert plain >= 500, "this Python has no such border any more: config.pages.in_one_chunk can go"
    assert whole < 250
