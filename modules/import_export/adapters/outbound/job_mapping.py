"""Maps rows of this module's tables to domain objects and back."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, TypeAlias

import asyncpg
from sqlalchemy import RowMapping

from modules.import_export.domain.job import Failure, Job, Owner, Position, PreviewLine
from modules.import_export.domain.layout import Layout
from shared.kernel.events import EventMetadata
from shared.kernel.import_export import LineError, ParseOptions

Row: TypeAlias = asyncpg.Record | RowMapping | Mapping[str, Any]

_PLAIN = (
    "id", "kind", "type", "status", "dry_run", "filters", "total", "done", "error_count", "listed", "chunks",
    "claims", "attempts", "leased_until", "upload_id", "result_id", "result_until", "created_at", "started_at",
    "finished_at",
)  # fmt: skip
_IMMUTABLE = frozenset({"kind", "type", "dry_run", "created_at", "upload_id"})
"""Columns that never change."""


def job_of(row: Row) -> Job:
    """Errors and preview are empty if their columns were not selected."""
    layout, failure = row["layout"], row["failure"]
    return Job(
        **{name: row[name] for name in _PLAIN},
        owner=Owner(row["owner"], row["owner_id"] or None),
        metadata=EventMetadata(row["owner"], row["request_id"], traceparent=row["traceparent"]),
        layout=_layout(layout) if layout and row["kind"] == "import" else None,
        export_layout=layout["name"] if layout and row["kind"] == "export" else None,
        errors=[LineError(*error) for error in row.get("errors", ())],
        shown=[PreviewLine(**shown) for shown in row.get("shown", ())],
        failure=Failure(**failure) if failure else None,
        position=Position(row["at_offset"], row["at_line"], row["after"]),
    )


def changes_of(job: Job) -> dict[str, object]:
    """The values of all mutable columns."""
    return {
        **{name: getattr(job, name) for name in _PLAIN if name not in _IMMUTABLE},
        "errors": [[e.line, e.column, e.code, e.message] for e in job.errors],
        "shown": [asdict(shown) for shown in job.shown],
        "failure": asdict(job.failure) if job.failure else None,
        "at_offset": job.position.offset,
        "at_line": job.position.line,
        "after": None if job.position.after is None else list(job.position.after),
    }


def _layout(values: Mapping[str, Any]) -> Layout:
    """Jobs from before formats existed have no `names` and `reading`."""
    columns, names = tuple(values["columns"]), tuple(values.get("names", ()))
    reading = ParseOptions(**values.get("reading", {}))
    return Layout(**{**values, "columns": columns, "names": names, "reading": reading})
