"""Pages and fragments are sent compressed, with BREACH in mind.

The attack guesses a secret of a page by the length of its compressed form, with guesses that it makes the page repeat
in requests from a foreign site. So answers to foreign sites stay as they are (`Sec-Fetch-Site`), Django masks the CSRF
token anew each time, and a random length is added for browsers that do not tell where a request comes from.
"""

import gzip
import io
import random
import re

from django.utils.cache import patch_vary_headers

LEVEL = 4  # of 75 kB of HTML: 7 kB in 0.7 ms. Level 1 makes 9.4 kB in 0.45 ms, level 6 makes 6.2 kB in 0.95 ms.
WORTH_IT = 1400  # bytes; less fits into one packet anyway
COMPRESSIBLE = re.compile(r"text/|application/(json|javascript|manifest\+json|atom\+xml|xml)|image/svg\+xml")
ACCEPTS_GZIP = re.compile(r"(^|[,\s])(gzip|\*)\s*(?!\s*;\s*q=0(\.0*)?\s*(,|$))")
OWN_REQUESTS = ("", "same-origin", "none")  # Sec-Fetch-Site; "none" is what a person typed or clicked outside of pages
MOST_PADDING = 100  # bytes


class CompressionMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if (
            response.streaming
            or len(response.content) < WORTH_IT
            or response.has_header("Content-Encoding")
            or not COMPRESSIBLE.match(response.get("Content-Type", ""))
        ):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        accepts = ACCEPTS_GZIP.search(request.headers.get("Accept-Encoding", "").lower())
        if accepts and request.headers.get("Sec-Fetch-Site", "") in OWN_REQUESTS:
            compress(response)
        return response


def compress(response):
    response.content = compressed(response.content)
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(response.content))
    etag = response.get("ETag", "")
    if etag.startswith('"'):
        response.headers["ETag"] = f"W/{etag}"  # the same page, but other bytes


def compressed(content):
    """As gzip, whose header holds a name of random length."""
    out = io.BytesIO()
    padding = "a" * random.SystemRandom().randint(1, MOST_PADDING)
    with gzip.GzipFile(filename=padding, mode="wb", compresslevel=LEVEL, fileobj=out, mtime=0) as file:
        file.write(content)
    return out.getvalue()
