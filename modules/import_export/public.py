"""The public surface of the module."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from shared.kernel.events import EventMetadata
from shared.kernel.import_export import LineError, ParseOptions


@dataclass(frozen=True, slots=True)
class Preview:
    """A line as a dry run would take it, in JSON's own types."""

    line: int
    type: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import is; `errors` and `preview` are the first, `failure` says why it failed."""

    job_id: int
    type: str
    format: str
    status: str
    done: int
    total: int
    error_count: int
    errors: tuple[LineError, ...]
    preview: tuple[Preview, ...]
    failure: str | None

    @property
    def is_over(self) -> bool:
        return self.status not in ("queued", "running")


class RunImport(Protocol):
    """An import on the operator's behalf, worked on by the caller's own process."""

    def __call__(
        self,
        type_: str | None,
        pieces: AsyncIterator[bytes],
        cause: EventMetadata,
        *,
        dry_run: bool = False,
        reading: ParseOptions | None = None,
    ) -> AsyncIterator[ImportProgress]:
        """Yields how far it is, after each chunk that is committed; `type_` None: the header tells.

        Raises Invalid for a file of another type.
        """
        ...
