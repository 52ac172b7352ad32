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
"""The status of an answer that is still to come: its request waits for somebody outside."""

HOLDER = "Holder"
"""The header of an unfinished answer that numbers the process at work on it; `GONE` when that has ended since."""

GONE = "gone"


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """An answer as it leaves, and as a repeat of the same request gets it again.

    One that is `PENDING` never leaves; its headers say what the request has made so far.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply(Generic[Outcome]):
    """How a use case's outcome is answered: travels with the command, so that the answer is
    stored in the effect's own transaction.

    `remembered` renders what a repeat shall see where that differs from the first answer
    (a secret is shown once).
    """

    claim: IdempotencyKey
    render: Callable[[Outcome], StoredResponse]
    remembered: Callable[[Outcome], StoredResponse] | None = None

    def to_remember(self, outcome: Outcome) -> StoredResponse:
        return (self.remembered or self.render)(outcome)


class ReplayedResponse(Exception):
    """The claim has been answered before: the edge sends `answer` again and nothing happens."""

    def __init__(self, answer: StoredResponse) -> None:
        super().__init__("already answered")
        self.answer = answer
