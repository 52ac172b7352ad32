"""Says in a sentence why a Redis or Valkey cannot be used: what is wrong, where, and what to do."""

from dataclasses import dataclass

from redis.exceptions import AuthenticationError, NoPermissionError, RedisError
from redis.sentinel import MasterNotFoundError

from shared.infra.redis_clients.clients import connect
from shared.infra.redis_clients.redis_url import RedisUrl


@dataclass(frozen=True, slots=True)
class RedisProblem:
    """`is_lasting`: it will not pass by itself; the settings or the server must be changed."""

    text: str
    is_lasting: bool


def problem_of_redis(url: str) -> RedisProblem | None:
    """Connect once; None if the server answers."""
    place = RedisUrl.parse(url).place
    try:
        client = connect(url)
        try:
            client.ping()
        finally:
            client.close()
    except (RedisError, OSError) as error:
        return _problem(error, place)
    return None


def _problem(error: Exception, place: str) -> RedisProblem:
    said = str(error).partition("\n")[0]
    if isinstance(error, AuthenticationError):
        return RedisProblem(f"Redis at {place} refuses the user or the password: check both", is_lasting=True)
    if isinstance(error, NoPermissionError):
        return RedisProblem(f"Redis at {place} denies a right ({said}): change the user's ACL", is_lasting=True)
    if "CERTIFICATE_VERIFY_FAILED" in said:
        return RedisProblem(
            f"the certificate of Redis at {place} is not trusted: name its authority in `ssl_ca_certs`, and the host as"
            " the certificate does",
            is_lasting=True,
        )
    if isinstance(error, MasterNotFoundError):
        return RedisProblem(
            f"no sentinel of {place} knows a primary: check that they run, and the service's name", is_lasting=False
        )
    if isinstance(error, FileNotFoundError):
        return RedisProblem(f"a file of TLS that the URL of {place} names does not exist", is_lasting=True)
    return RedisProblem(
        f"Redis at {place} cannot be reached ({said}): check that it runs, and host and port in the URL",
        is_lasting=False,
    )
