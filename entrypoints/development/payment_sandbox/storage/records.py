"""Stored objects and queries. Keys of a body that begin with `_` are internal."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from entrypoints.development.payment_sandbox.payments.schedule import Schedule
from entrypoints.development.payment_sandbox.stripe_api.objects import Body


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """The first response for an idempotency key."""

    fingerprint: str
    status: int
    content: bytes
    request: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQuery:
    """A page of objects of a kind, newest first; `before` and `after` are ids in that order."""

    kind: str
    limit: int
    after: str | None = None
    before: str | None = None
    intent: str | None = None
    charge: str | None = None
    since: int | None = None
    until: int | None = None


class Records:
    """The stored objects, within one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.schedule = Schedule(connection)

    def add(self, body: Body) -> None:
        kind = body["object"]
        self._connection.execute(
            "INSERT INTO objects (id, kind, intent, charge, created, body) VALUES (?, ?, ?, ?, ?, ?)",
            (body["id"], kind, body.get("payment_intent"), body.get("charge"), body["created"], json.dumps(body)),
        )
        for name, value in body.get("metadata", {}).items():
            self._connection.execute("INSERT INTO labels VALUES (?, ?, ?, ?)", (kind, name, value, body["id"]))

    def change(self, body: Body) -> None:
        self._connection.execute("UPDATE objects SET body = ? WHERE id = ?", (json.dumps(body), body["id"]))

    def get(self, kind: str, id_: str) -> Body | None:
        return self._first("SELECT body FROM objects WHERE id = ? AND kind = ?", (id_, kind))

    def any(self, id_: str) -> Body | None:
        return self._first("SELECT body FROM objects WHERE id = ?", (id_,))

    def page(self, wanted: PageQuery) -> list[Body]:
        """Return one object more than the limit if there are more."""
        conditions: list[tuple[str, object]] = [("kind = ?", wanted.kind)]
        edge = "(SELECT number FROM objects WHERE id = ?)"
        optional: Iterable[tuple[str, object]] = (
            (f"number < {edge}", wanted.after),
            (f"number > {edge}", wanted.before),
            ("intent = ?", wanted.intent),
            ("charge = ?", wanted.charge),
            ("created >= ?", wanted.since),
            ("created <= ?", wanted.until),
        )
        conditions += [(text, value) for text, value in optional if value is not None]
        order = "ASC" if wanted.before else "DESC"
        where = " AND ".join(text for text, _ in conditions)
        rows = self._connection.execute(
            f"SELECT body FROM objects WHERE {where} ORDER BY number {order} LIMIT ?",  # noqa: S608 constant SQL
            [*(value for _, value in conditions), wanted.limit + 1],
        )
        return [json.loads(body) for (body,) in rows]

    def with_metadata(self, kind: str, labels: Mapping[str, str]) -> list[Body]:
        """All objects of the kind with the given metadata, newest first."""
        first, *_ = labels.items()
        rows = self._connection.execute(
            "SELECT body FROM objects WHERE id IN (SELECT id FROM labels WHERE kind = ? AND name = ? AND value = ?)"
            " ORDER BY number DESC",
            (kind, *first),
        )
        bodies = [json.loads(body) for (body,) in rows]
        return [body for body in bodies if labels.items() <= body["metadata"].items()]

    def stored_response(self, key: str, since: int) -> StoredResponse | None:
        row = self._connection.execute(
            "SELECT fingerprint, status, content, request FROM answers WHERE key = ? AND at >= ?", (key, since)
        ).fetchone()
        return None if row is None else StoredResponse(*row)

    def store_response(self, key: str, response: StoredResponse, now: int) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?)",
            (key, response.fingerprint, response.status, response.content, response.request, now),
        )

    def record_capture(self, charge: Body) -> None:
        labels = charge["metadata"]
        self._connection.execute(
            "INSERT INTO captures VALUES (?, ?, ?, ?)",
            (charge["id"], labels.get("payment_id"), labels.get("order_id"), charge["amount_captured"]),
        )

    def captures_by(self, label: str) -> dict[str, int]:
        column = {"payment_id": "payment_id", "order_id": "order_id"}[label]
        return dict(
            self._connection.execute(
                f"SELECT {column}, count(*) FROM captures WHERE {column} IS NOT NULL GROUP BY 1"  # noqa: S608 constant column
            )
        )

    def _first(self, query: str, parameters: Sequence[object]) -> Body | None:
        row = self._connection.execute(query, parameters).fetchone()
        return None if row is None else json.loads(row[0])
