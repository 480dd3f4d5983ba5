"""A weighted random sample without replacement, the same for the same seed.

Every candidate gets one key, and those with the largest keys are the sample (Efraimidis and Spirakis, "Weighted random
sampling with a reservoir", 2006). Their key is u^(1/w), with u uniform in (0, 1). Here it is log(w) - log(-log(u)),
which has the same order, and neither overflows nor becomes zero for very small or large weights.

u depends only on the seed and the candidate. So the order of two candidates does not depend on which others there are,
and pages that begin after a key neither repeat nor skip.
"""

import heapq
import math
import sys
from hashlib import blake2b

BITS = 52  # with one more, the largest numbers would be rounded to 1


def uniform(seed, identity):
    """A number between 0 and 1, both excluded; `seed` and `identity` are strings."""
    digest = blake2b(f"{len(seed)}:{seed}{identity}".encode(), digest_size=8).digest()
    return ((int.from_bytes(digest) >> (64 - BITS)) + 0.5) / 2**BITS


def key_of(seed, identity, weight):
    """The key of a candidate; None where its weight is no positive number: it is never drawn."""
    if not weight > 0:  # NaN included
        return None
    return math.log(min(weight, sys.float_info.max)) - math.log(-math.log(uniform(seed, identity)))


def sample(weights, seed, size, after=None):
    """`[(key, identity)]` of at most `size` candidates, the largest keys first.

    `weights`: `{identity: weight}`. `after`: the last pair of the page before.
    """
    keys = ((key_of(seed, identity, weight), identity) for identity, weight in weights.items())
    drawn = (pair for pair in keys if pair[0] is not None and (after is None or pair < after))
    return heapq.nlargest(size, drawn)
