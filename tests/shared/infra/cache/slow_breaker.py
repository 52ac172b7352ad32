"""A circuit breaker with long timeouts, for machines under load."""

from shared.infra.cache.circuit_breaker import CircuitBreaker


def slow_breaker() -> CircuitBreaker:
    return CircuitBreaker("away", "back", seconds=10)
