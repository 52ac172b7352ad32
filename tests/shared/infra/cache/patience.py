"""A breaker for machines under load: what is asked of a server that is there gets its answer."""

from shared.infra.cache.circuit_breaker import Breaker


def patient() -> Breaker:
    return Breaker("away", "back", seconds=10)
