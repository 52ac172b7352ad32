"""URLs of Redis and Valkey are checked without connecting."""

import re

import pytest

from shared.infra.redis_clients.redis_url import RedisUrl

SECRET = "geheim"


@pytest.mark.parametrize(
    ("url", "sent", "place"),
    [
        ("redis://cache", "redis://cache", "cache:6379/0"),
        ("redis://:p%40ss@cache:6380/3", "redis://:p%40ss@cache:6380/3", "cache:6380/3"),
        ("valkey://u:p@cache/1", "redis://u:p@cache/1", "cache:6379/1"),
        ("valkeys://cache/1?ssl_ca_certs=/ca.pem", "rediss://cache/1?ssl_ca_certs=%2Fca.pem", "cache:6379/1"),
        ("rediss://[::1]:6380", "rediss://[::1]:6380", "[::1]:6380/0"),
        ("unix:///run/valkey.sock?db=2", "unix:///run/valkey.sock?db=2", "/run/valkey.sock"),
    ],
)
def test_the_library_gets_a_url_that_it_knows(url: str, sent: str, place: str) -> None:
    parsed = RedisUrl.parse(url)
    assert (parsed.url, parsed.place, parsed.service) == (sent, place, None)


def test_sentinels_are_listed_before_the_service_and_the_database() -> None:
    parsed = RedisUrl.parse("redis+sentinel://u:p@one:26380,two,[::1]:1/my-shop/2?sentinel_password=s&client_name=c")
    assert parsed.sentinels == [("one", 26380), ("two", 26379), ("::1", 1)]
    assert (parsed.service, parsed.sentinel_login) == ("my-shop", {"password": "s"})
    assert parsed.url == "redis://u:p@my-shop/2?client_name=c"
    assert RedisUrl.parse("valkeys+sentinel://one/my-shop").url == "rediss://my-shop/0"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://cache", "begins with redis://, rediss://, unix://, valkey://, valkeys://, redis+sentinel://"),
        (f"redis://:a@{SECRET}@cache", "%40"),
        (f"redis://:a/{SECRET}@cache", "%40"),
        (f"redis://:a#{SECRET}@cache", "%40"),
        (f"redis://:a?{SECRET}@cache", "%40"),
        ("redis://cache/shop", "the number of the database"),
        ("redis://cache?ssl_ca=x", "`ssl_ca` is not a parameter of it; the parameters are db, username"),
        ("rediss://cache?ssl_cert_reqs=maybe", "`ssl_cert_reqs` is one of none, optional, required"),
        ("redis+sentinel://one:26379", "like /mymaster/0"),
        ("redis+sentinel://one:26379/a/b", "like /mymaster/0"),
    ],
)
def test_a_wrong_url_is_explained_without_its_password(url: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)) as caught:
        RedisUrl.parse(url)
    assert SECRET not in str(caught.value)


def test_no_password_is_shown() -> None:
    parsed = RedisUrl.parse(f"redis+sentinel://u:{SECRET}@one/shop/0?sentinel_password={SECRET}&password={SECRET}")
    assert SECRET not in repr(parsed)
