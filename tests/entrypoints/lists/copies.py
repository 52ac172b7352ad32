"""More rows of a list: copies of an existing row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import asyncpg

ID = {"id": "1000000 + n"}
TIMES = {"created_at": "to_jsonb(now())"}


@dataclass(frozen=True, slots=True)
class Copies:
    """Copies of the table's first row that matches `like`, with these columns changed (SQL; `n` counts up)."""

    table: str
    changes: Mapping[str, str]
    like: str = "true"

    async def make(self, owner: asyncpg.Connection, first: int, last: int) -> None:
        changed = ", ".join(f"'{name}', {sql}" for name, sql in self.changes.items())
        await owner.execute(
            f"INSERT INTO {self.table} OVERRIDING SYSTEM VALUE"
            f" SELECT (jsonb_populate_record(s, jsonb_build_object({changed}))).*"
            f" FROM {self.table} s, generate_series({first}, {last}) n"
            f" WHERE s.ctid = (SELECT min(ctid) FROM {self.table} WHERE {self.like})"
        )


@dataclass(frozen=True, slots=True)
class Rows:
    """`path` is the list's path if the route's is a template; `counted` keeps a stored total correct.

    `whose`: the owner of the rows, if the list shows each caller only their own.
    """

    copies: Sequence[Copies]
    path: str | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    counted: str | None = None
    whose: str | None = None
