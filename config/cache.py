"""A cache in this process' memory; or in Redis, which may be away: then nothing is found, and nothing kept."""

import logging
import time

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient

logger = logging.getLogger(__name__)

LEFT_ALONE = 5  # seconds, after Redis did not answer: a page must not wait for it again and again


class MemoryCache(LocMemCache):
    def validate_key(self, key):
        """Whether memcached would take the key too is a question that a page would ask sixty times."""


class PatientClient(RedisCacheClient):
    def __init__(self, servers, **options):
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        # One more try, for a connection that had been closed since it was last used.
        patience = {"socket_timeout": 1, "socket_connect_timeout": 1, "retry": Retry(NoBackoff(), 1)}
        super().__init__(servers, **{**patience, **options})
        self.away_until = 0.0

    def attempt(self, operation, answer_without):
        if time.monotonic() < self.away_until:
            return answer_without
        try:
            return operation()
        except (self._lib.ConnectionError, self._lib.TimeoutError) as error:
            self.away_until = time.monotonic() + LEFT_ALONE
            logger.warning("Redis is away (%s); the site goes on without its cache", error)
            return answer_without

    def add(self, key, value, timeout):
        return self.attempt(lambda: super(PatientClient, self).add(key, value, timeout), True)

    def get(self, key, default):
        return self.attempt(lambda: super(PatientClient, self).get(key, default), default)

    def set(self, key, value, timeout):
        return self.attempt(lambda: super(PatientClient, self).set(key, value, timeout), None)

    def touch(self, key, timeout):
        return self.attempt(lambda: super(PatientClient, self).touch(key, timeout), False)

    def delete(self, key):
        return self.attempt(lambda: super(PatientClient, self).delete(key), False)

    def get_many(self, keys):
        return self.attempt(lambda: super(PatientClient, self).get_many(keys), {})

    def has_key(self, key):
        return self.attempt(lambda: super(PatientClient, self).has_key(key), False)

    def incr(self, key, delta):
        return self.attempt(lambda: super(PatientClient, self).incr(key, delta), delta)

    def set_many(self, data, timeout):
        return self.attempt(lambda: super(PatientClient, self).set_many(data, timeout), None)

    def delete_many(self, keys):
        return self.attempt(lambda: super(PatientClient, self).delete_many(keys), None)

    def clear(self):
        return self.attempt(lambda: super(PatientClient, self).clear(), False)


class PatientRedisCache(RedisCache):
    def __init__(self, server, params):
        super().__init__(server, params)
        self._class = PatientClient
