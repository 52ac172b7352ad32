"""One request with one key has one effect (the Idempotency-Key header, IETF draft)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Outcome = TypeVar("Outcome", contravariant=True)


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """A caller's key: `scope` is principal, method and path; `fingerprint` a digest of the request."""

    scope: str
    key: str
    fingerprint: bytes


PENDING = 0
"""The status of a response that is not known yet because the request waits for an external system."""

HOLDER = "Holder"
"""The header of a pending response with the number of the process that works on it; `GONE` if that has ended."""

GONE = "gone"


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """A response that is sent, and sent again to a repeated request.

    A `PENDING` response is never sent; its headers name the resource that the request has created so far.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Idempotency(Generic[Outcome]):
    """The idempotency key of a command. `render` makes the response that is stored under the key in the
    transaction of the effect, and sent again to a repeated request.
    """

    key: IdempotencyKey
    render: Callable[[Outcome], StoredResponse]


class ReplayedResponse(Exception):
    """The request was already answered: the stored `response` is sent again."""

    def __init__(self, response: StoredResponse) -> None:
        super().__init__("already answered")
        self.response = response
