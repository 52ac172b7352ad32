"""A job: a table that is imported or exported chunk by chunk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from modules.import_export.domain.layout import Layout
from shared.kernel.errors import Conflict
from shared.kernel.events import EventMetadata
from shared.kernel.import_export import After, LineError

Kind = Literal["import", "export"]
Status = Literal["queued", "running", "succeeded", "failed", "cancelled"]

LEASE = timedelta(seconds=15)
"""After this time without a committed chunk, another worker may claim the job."""

MAX_ATTEMPTS = 5
"""Consecutive turns without a committed chunk after which the job fails."""

MAX_ERRORS = 100
"""Stored with the job itself; the file of errors contains up to `MAX_LISTED`."""

MAX_LISTED = 10_000

MAX_PREVIEW = 10
"""Number of lines in the preview of a dry run."""

RETENTION = timedelta(days=7)
"""Retention time of a result; results with personal data have `PERSONAL_RETENTION`."""

PERSONAL_RETENTION = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the job failed: a code and a sentence."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A line as it would be imported as a type; the values are JSON types."""

    line: int
    type: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Owner:
    """The principal's name and the user it acts for (None: the shop's operator)."""

    name: str
    user_id: int | None


@dataclass(frozen=True, slots=True)
class Position:
    """The position after the processed part: byte offset and line in a file, or the key of the last row of a list."""

    offset: int = 0
    line: int = 1
    after: After | None = None


START = Position()


@dataclass(frozen=True, slots=True)
class Job:
    """`done` lines or rows of `total` (None: unknown) are processed; `error_count` of them were rejected.

    `claims` counts the claims by workers: the holder of the latest one processes the job until `leased_until`.
    `layout` is set for imports, `export_layout` for exports (None: the type's default layout).
    `chunks` counts the blocks of the result. `upload_id` and `result_id` are ids of files;
    the result expires at `result_until`.
    """

    id: int
    kind: Kind
    type: str
    owner: Owner
    metadata: EventMetadata
    status: Status
    created_at: datetime
    dry_run: bool = False
    filters: Mapping[str, object] = field(default_factory=dict)
    layout: Layout | None = None
    export_layout: str | None = None
    total: int | None = None
    done: int = 0
    error_count: int = 0
    listed: int = 0
    errors: Sequence[LineError] = ()
    shown: Sequence[PreviewLine] = ()
    failure: Failure | None = None
    position: Position = START
    chunks: int = 0
    claims: int = 0
    attempts: int = 0
    leased_until: datetime | None = None
    upload_id: int | None = None
    result_id: int | None = None
    result_until: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None

    @property
    def is_active(self) -> bool:
        return self.status in ("queued", "running")

    @property
    def reference(self) -> str:
        """Identifies the job in the changes that it causes."""
        return f"job:{self.id}"

    def claim(self, now: datetime) -> "Job":
        """Start a turn with a new claim, which invalidates all earlier claims."""
        return replace(
            self,
            status="running",
            started_at=self.started_at or now,
            claims=self.claims + 1,
            attempts=self.attempts + 1,
            leased_until=now + LEASE,
        )

    def advance(self, lines: int, errors: Sequence[LineError], position: Position, now: datetime) -> "Job":
        """Add processed lines and their errors, and renew the lease."""
        done = self.done + lines
        remaining = MAX_ERRORS - len(self.errors)
        return replace(
            self,
            done=done,
            total=None if self.total is None else max(self.total, done),
            error_count=self.error_count + len({error.line for error in errors}),
            errors=[*self.errors, *errors[:remaining]] if remaining > 0 else self.errors,
            position=position,
            attempts=0,
            leased_until=now + LEASE,
        )

    def end(self, status: Status, now: datetime, failure: Failure | None = None, *, personal: bool = False) -> "Job":
        """Completed work is kept; a partial export has no result."""
        has_result = self.result_id is not None and (self.kind == "import" or status == "succeeded")
        return replace(
            self,
            status=status,
            total=self.done if status == "succeeded" else self.total,
            failure=failure,
            leased_until=None,
            result_until=now + (PERSONAL_RETENTION if personal else RETENTION) if has_result else None,
            finished_at=now,
        )

    def cancel(self, now: datetime) -> "Job":
        """Raises Conflict `invalid_transition` if the job has ended."""
        if not self.is_active:
            raise Conflict("invalid_transition", "The job has ended.", **{"from": self.status, "allowed": []})
        return self.end("cancelled", now)

    def restart(self) -> "Job":
        """Restart from the beginning; the current worker loses its claim."""
        return replace(
            self,
            claims=self.claims + 1,
            leased_until=None,
            position=START,
            done=0,
            total=None,
            chunks=0,
            result_id=None,
        )

    def without_personal_data(self) -> "Job":
        """Without its result and filters, which may contain personal data."""
        return replace(self, result_id=None, result_until=None, filters={})
