"""A cache in Redis that a stopped Redis does not turn into an error.

Rate limits are shared by all processes while Redis answers; when it does not, each process counts for itself: weaker,
never open, and nobody is locked out. What must hold exactly (a second factor's code is good once) stands in PostgreSQL.
"""

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

Answer = TypeVar("Answer")
log = logging.getLogger(__name__)


class SteadyRedisCache(RedisCache):
    """Redis, with the process's own memory behind it."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        """Keep a small cache of this process for the time without Redis."""
        super().__init__(server, params)
        self._own = LocMemCache("steady", {"max_entries": 10_000})

    def _or_own(self, redis: Callable[..., Answer], own: Callable[..., Answer], *args: Any, **kwargs: Any) -> Answer:
        try:
            return redis(*args, **kwargs)
        except RedisError:
            log.warning("Redis does not answer; this process caches for itself.")
            return own(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> Any:
        """Store if absent."""
        return self._or_own(super().add, self._own.add, *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        """Return the value or the default."""
        return self._or_own(super().get, self._own.get, *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        """Store."""
        return self._or_own(super().set, self._own.set, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Forget."""
        return self._or_own(super().delete, self._own.delete, *args, **kwargs)
