"""What whoever assembles the program may have exchange do."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from shared.kernel.events import Cause
from shared.kernel.exchange import LineError


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an import is; `errors` are the first, `failure` says why it failed."""

    job_id: int
    status: str
    done: int
    total: int
    error_count: int
    errors: tuple[LineError, ...]
    failure: str | None

    @property
    def is_over(self) -> bool:
        return self.status not in ("queued", "running")


class RunImport(Protocol):
    """An import on the operator's behalf, worked on by the caller's own process."""

    def __call__(
        self, type_: str, pieces: AsyncIterator[bytes], cause: Cause, *, dry_run: bool = False
    ) -> AsyncIterator[Standing]:
        """Yields how far it is, after each chunk that is committed. Raises Invalid for a file of another type."""
        ...
