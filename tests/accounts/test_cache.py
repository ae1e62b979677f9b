import pytest

from idi_platform.accounts.cache import SteadyRedisCache


@pytest.fixture
def cache():
    """A cache whose Redis is not there."""
    options = {"socket_connect_timeout": 0.2, "socket_timeout": 0.2}
    steady = SteadyRedisCache("redis://127.0.0.1:1/0", {"OPTIONS": options})
    steady._own.clear()
    return steady


def test_without_redis_the_process_counts_for_itself(cache):
    assert cache.get("attempts", 0) == 0
    cache.set("attempts", 3, 60)
    assert cache.get("attempts") == 3
    assert cache.delete("attempts")
    assert cache.get("attempts") is None


def test_without_redis_only_one_adds(cache):
    assert [cache.add("lock", True, timeout=10), cache.add("lock", True, timeout=10)] == [True, False]


def test_it_says_so_in_the_log(cache, caplog):
    cache.get("attempts")
    assert "Redis does not answer" in caplog.text
