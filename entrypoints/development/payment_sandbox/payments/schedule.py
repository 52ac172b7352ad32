"""The schedule of webhook deliveries and payment events."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from entrypoints.development.payment_sandbox.stripe_api.objects import Body


@dataclass(frozen=True, slots=True)
class Delivery:
    number: int
    event: Body
    tries: int


@dataclass(frozen=True, slots=True)
class Step:
    kind: str
    subject: str


class Schedule:
    """The schedule, within one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def schedule_deliveries(self, event: str, due: Sequence[float]) -> None:
        self._connection.executemany("INSERT INTO deliveries (event, due) VALUES (?, ?)", [(event, at) for at in due])

    def due_deliveries(self, now: float, limit: int) -> list[Delivery]:
        rows = self._connection.execute(
            "SELECT d.number, o.body, d.tries FROM deliveries d JOIN objects o ON o.id = d.event "
            "WHERE d.due <= ? ORDER BY d.due LIMIT ?",
            (now, limit),
        )
        return [Delivery(number, json.loads(body), tries) for number, body, tries in rows]

    def delivered(self, numbers: Iterable[int]) -> None:
        self._connection.executemany("DELETE FROM deliveries WHERE number = ?", [(number,) for number in numbers])

    def deliver_later(self, again: Iterable[tuple[int, float]]) -> None:
        self._connection.executemany(
            "UPDATE deliveries SET tries = tries + 1, due = ? WHERE number = ?",
            [(due, number) for number, due in again],
        )

    def waiting_deliveries(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM deliveries").fetchone()[0])

    def schedule_event(self, due: float, kind: str, subject: str) -> None:
        self._connection.execute("INSERT INTO steps (due, kind, subject) VALUES (?, ?, ?)", (due, kind, subject))

    def take_steps(self, now: float) -> list[Step]:
        """Remove and return the due steps."""
        rows = self._connection.execute(
            "DELETE FROM steps WHERE due <= ? RETURNING kind, subject, number", (now,)
        ).fetchall()
        return [Step(kind, subject) for kind, subject, _ in sorted(rows, key=lambda row: int(row[2]))]

    def next_due(self) -> float | None:
        """When the next delivery or step is due."""
        row = self._connection.execute(
            "SELECT min(due) FROM (SELECT min(due) AS due FROM deliveries UNION ALL SELECT min(due) FROM steps)"
        ).fetchone()
        return None if row[0] is None else float(row[0])
