"""One request with one key has one effect (the Idempotency-Key header, IETF draft)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """A caller's key: `scope` is principal, method and path; `fingerprint` a digest of the request."""

    scope: str
    key: str
    fingerprint: bytes


PENDING = 0
"""The status of a response that is not known yet because the request waits for an external system."""

HOLDER = "Holder"
"""The header of an unfinished answer that numbers the process at work on it; `GONE` when that has ended since."""

GONE = "gone"


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """A response as it is sent, and as a repeated request receives it again.

    A `PENDING` one is never sent; its headers name what the request has created so far.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply(Generic[Outcome]):
    """Renders a use case's outcome. It is passed with the command, so that the response is
    stored in the same transaction as the effect.

    `remembered` renders the response to a repeated request where it differs from the first one
    (a secret is shown once).
    """

    claim: IdempotencyKey
    render: Callable[[Outcome], StoredResponse]
    remembered: Callable[[Outcome], StoredResponse] | None = None

    def to_remember(self, outcome: Outcome) -> StoredResponse:
        return (self.remembered or self.render)(outcome)


class ReplayedResponse(Exception):
    """The request was already answered: the stored `answer` is sent again."""

    def __init__(self, answer: StoredResponse) -> None:
        super().__init__("already answered")
        self.answer = answer
