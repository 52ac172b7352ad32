"""Pending responses: stored under the caller's idempotency key while the request waits for an external service."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from shared.kernel.errors import Conflict
from shared.kernel.idempotency import GONE, HOLDER, PENDING, ReplayedResponse, StoredResponse

IN_FLIGHT_LIMIT = timedelta(seconds=20)
"""Maximum time until a pending response is completed. After it, the process is considered to have ended."""

_RESOURCE, _SINCE = "Resource", "Since"


def pending_response(resource: str, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> StoredResponse:
    """Return the response to store until the final one is known; `resource` is what the request has created."""
    return StoredResponse(PENDING, {_RESOURCE: resource, _SINCE: clock().isoformat()}, b"")


def abandoned_resource(
    replay: ReplayedResponse, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> str | None:
    """Return the resource of a request whose process ended before it responded; None if the response is known.

    Raises Conflict `idempotency_in_flight` while the first request may still be running.
    """
    response = replay.response
    if response.status != PENDING:
        return None
    age = clock() - datetime.fromisoformat(response.headers[_SINCE])
    if response.headers.get(HOLDER) != GONE and age < IN_FLIGHT_LIMIT:
        raise Conflict("idempotency_in_flight", "A request with this key is being worked on.", retry_after=1)
    return response.headers[_RESOURCE]
