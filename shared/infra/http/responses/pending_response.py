"""Responses not known yet: stored as pending under the caller's key while the provider is asked."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from shared.kernel.errors import Conflict
from shared.kernel.idempotency import GONE, HOLDER, PENDING, ReplayedResponse, StoredResponse

IN_FLIGHT_LIMIT = timedelta(seconds=20)
"""So long at most a request takes to finish its answer; after that its process must have ended, seen or not."""

_RESOURCE, _SINCE = "Resource", "Since"


def pending_response(resource: str, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> StoredResponse:
    """What is kept until the answer is known; `resource` names what the request has made."""
    return StoredResponse(PENDING, {_RESOURCE: resource, _SINCE: clock().isoformat()}, b"")


def abandoned_resource(
    replay: ReplayedResponse, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> str | None:
    """The resource of a request whose process ended before its answer; None where the answer is known.

    Raises Conflict `idempotency_in_flight` while the first request may still be at it.
    """
    answer = replay.answer
    if answer.status != PENDING:
        return None
    age = clock() - datetime.fromisoformat(answer.headers[_SINCE])
    if answer.headers.get(HOLDER) != GONE and age < IN_FLIGHT_LIMIT:
        raise Conflict("idempotency_in_flight", "A request with this key is being worked on.", retry_after=1)
    return answer.headers[_RESOURCE]
