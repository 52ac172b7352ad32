"""Rate limits: policies, counting and response headers."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from time import time
from typing import Protocol

from shared.infra.http.metrics import RATE_LIMITED
from shared.kernel.errors import TooManyRequests
from shared.kernel.principal import Principal


@dataclass(frozen=True, slots=True)
class RateLimitPolicy:
    """`limit` requests in any `window` seconds."""

    name: str
    limit: int
    window: int

    @classmethod
    def parse(cls, name: str, text: str) -> "RateLimitPolicy":
        """Read a setting like `300/60`; raises ValueError."""
        limit, _, window = text.partition("/")
        policy = cls(name, int(limit), int(window))
        if policy.limit < 1 or policy.window < 1:
            raise ValueError(f"{name}: limit and window are positive, like 300/60")
        return policy


class RateCounter(Protocol):
    """Counts requests in a sliding window; a rejected request is not counted."""

    async def hit(self, key: str, limit: int, window: int) -> tuple[bool, int, float]:
        """Whether the request is admitted, the number of remaining ones, and the seconds until one more is admitted."""
        ...


@dataclass(frozen=True, slots=True)
class RateLimitResult:
    """The result of a count: headers for the response, and the error if the limit is exceeded."""

    headers: list[tuple[bytes, bytes]]
    error: TooManyRequests | None = None


_UNLIMITED = RateLimitResult([])


class RateLimiter:
    """Applies the policies. `policies` holds `default`, `client`, `anonymous` and routes' own ones.

    Without a counter, rate limits are disabled.
    """

    def __init__(self, counter: RateCounter | None, policies: Mapping[str, str]) -> None:
        self._counter = counter
        self._policies = {name: RateLimitPolicy.parse(name, text) for name, text in policies.items()}
        self._client_policies: dict[str, RateLimitPolicy] = {}

    async def admit(self, principal: Principal, address: str, policy: str | None = None) -> RateLimitResult:
        """Count one request of the caller: the API client, else the user, else the address."""
        if self._counter is None:
            return _UNLIMITED
        chosen = self._policies[policy] if policy else self._usual(principal)
        return await self._count(self._counter, chosen, principal.name if principal.is_known else address)

    async def count(self, policy: str, subject: str) -> RateLimitResult:
        """Count one request of `subject` against a named policy."""
        if self._counter is None:
            return _UNLIMITED
        return await self._count(self._counter, self._policies[policy], subject)

    @staticmethod
    async def _count(counter: RateCounter, policy: RateLimitPolicy, subject: str) -> RateLimitResult:
        admitted, left, seconds = await counter.hit(f"{policy.name}:{subject}", policy.limit, policy.window)
        headers = _headers(policy, left, seconds)
        if admitted:
            return RateLimitResult(headers)
        RATE_LIMITED.labels(policy.name).inc()
        return RateLimitResult(headers, TooManyRequests(policy.name, max(1, ceil(seconds))))

    def _usual(self, principal: Principal) -> RateLimitPolicy:
        if principal.rate_limit:
            return self._of_client(principal.rate_limit)
        if principal.kind == "client":
            return self._policies["client"]
        return self._policies["default" if principal.is_known else "anonymous"]

    def _of_client(self, text: str) -> RateLimitPolicy:
        policy = self._client_policies.get(text)
        if policy is None:
            if len(self._client_policies) > 1000:
                self._client_policies.clear()
            policy = self._client_policies[text] = RateLimitPolicy.parse("client", text)
        return policy


def _headers(policy: RateLimitPolicy, left: int, seconds: float) -> list[tuple[bytes, bytes]]:
    """The IETF draft's two headers and the three older ones; Reset is a Unix time in seconds."""
    until = ceil(seconds)
    return [
        (b"ratelimit-policy", b'"%b";q=%d;w=%d' % (policy.name.encode(), policy.limit, policy.window)),
        (b"ratelimit", b'"%b";r=%d;t=%d' % (policy.name.encode(), left, until)),
        (b"x-ratelimit-limit", b"%d" % policy.limit),
        (b"x-ratelimit-remaining", b"%d" % left),
        (b"x-ratelimit-reset", b"%d" % (int(time()) + until)),
    ]
