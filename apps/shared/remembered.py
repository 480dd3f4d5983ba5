"""The cache for what is remembered only to be quick, and can be made again.

Django's own `cache` is for what must not be pushed out by it: allauth keeps its limits for sign-ins there.
"""

from django.core.cache import caches
from django.utils.connection import ConnectionProxy

cache = ConnectionProxy(caches, "remembered")
