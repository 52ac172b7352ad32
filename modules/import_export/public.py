"""The public surface of the module."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from shared.kernel.events import EventMetadata
from shared.kernel.import_export import LineError, ParseOptions


@dataclass(frozen=True, slots=True)
class Preview:
    """A line as it would be imported; the values are JSON types."""

    line: int
    type: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportProgress:
    """The progress of an import. `errors` and `preview` contain only the first entries."""

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
    """Runs an import for the operator in the calling process."""

    def __call__(
        self,
        type_: str | None,
        pieces: AsyncIterator[bytes],
        metadata: EventMetadata,
        *,
        dry_run: bool = False,
        reading: ParseOptions | None = None,
    ) -> AsyncIterator[ImportProgress]:
        """Yield the progress after each committed chunk. With `type_` None, the type is detected from the header.

        Raises Invalid for a file of another type.
        """
        ...
