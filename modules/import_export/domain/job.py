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
"""A worker that has not committed a chunk for so long is taken to be dead."""

MAX_ATTEMPTS = 5
"""Turns in a row that came to nothing; then the job fails."""

MAX_ERRORS = 100
"""Shown with the job itself; its file of errors has `MAX_LISTED`."""

MAX_LISTED = 10_000

MAX_PREVIEW = 10
"""Lines that a dry run shows as they would be taken."""

RETENTION = timedelta(days=7)
"""A result; of persons' data only `PERSONAL_RETENTION`."""

PERSONAL_RETENTION = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why nothing more is done, in a word and in a sentence."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A line as it would be taken by a type, in JSON's own types."""

    line: int
    type: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Owner:
    """Who asked: the principal's name, and the user behind it (None: the shop's operator)."""

    name: str
    user_id: int | None


@dataclass(frozen=True, slots=True)
class Position:
    """Up to where it is done: in the file by bytes and line, in a list by the last row's key."""

    offset: int = 0
    line: int = 1
    after: After | None = None


START = Position()


@dataclass(frozen=True, slots=True)
class Job:
    """`done` lines or rows of `total` (None: not known) are behind it, `error_count` lines of them were not taken.

    `claims` counts its turns: whoever holds the last one works on it until `leased_until`.
    `layout` is an import's, `export_layout` an export's, None: that of its type.
    `chunks` counts the pieces of its result. `upload_id` and `result_id` name files;
    the result is kept until `result_until`.
    """

    id: int
    kind: Kind
    type: str
    owner: Owner
    cause: EventMetadata
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
    tries: int = 0
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
        """How its effects name it."""
        return f"job:{self.id}"

    def claim(self, now: datetime) -> "Job":
        """With a turn of its own, which ends all turns before it."""
        return replace(
            self,
            status="running",
            started_at=self.started_at or now,
            claims=self.claims + 1,
            tries=self.tries + 1,
            leased_until=now + LEASE,
        )

    def advance(self, lines: int, errors: Sequence[LineError], position: Position, now: datetime) -> "Job":
        """So many lines further."""
        done = self.done + lines
        room = MAX_ERRORS - len(self.errors)
        return replace(
            self,
            done=done,
            total=None if self.total is None else max(self.total, done),
            error_count=self.error_count + len({error.line for error in errors}),
            errors=[*self.errors, *errors[:room]] if room > 0 else self.errors,
            position=position,
            tries=0,
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
        """Raises Conflict `invalid_transition` for one that has ended."""
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
