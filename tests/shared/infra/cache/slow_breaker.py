"""A breaker for machines under load: what is asked of a server that is there gets its answer."""

from shared.infra.cache.circuit_breaker import CircuitBreaker


def patient() -> CircuitBreaker:
    return CircuitBreaker("away", "back", seconds=10)
