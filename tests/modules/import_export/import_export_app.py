"""The module over a real database, with a test module `Library` that imports and exports tables."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

import httpx2
from fastapi import FastAPI

from modules.import_export.http_container import ImportExportHttpContainer
from shared.infra.http.app import HttpSettings, create_application
from shared.infra.injection import resolve
from shared.infra.messaging.deliveries.consumer_registry import register
from shared.infra.sql.database import Database
from shared.infra.sql.transaction import sql
from shared.kernel.errors import Conflict, FieldError, Invalid, Unauthenticated
from shared.kernel.events import Event, EventMetadata
from shared.kernel.import_export import (
    After,
    Cells,
    Exportable,
    Filters,
    Format,
    Importable,
    ImportContext,
    Line,
    LineError,
    ParseOptions,
    Row,
    Rows,
    TranslatedLine,
)
from shared.kernel.principal import Principal
from shared.kernel.transaction import AuditEntry, Transaction
from tests.running.http_services import http_services

BOOKS = frozenset({"books:write", "books:read"})
PRINCIPALS = {
    "librarian": Principal("1", "user", BOOKS, 1),
    "colleague": Principal("2", "user", BOOKS, 2),
    "reader": Principal("3", "user", frozenset({"books:read"}), 3),
    "stranger": Principal("4", "user", frozenset({"orders:create"}), 4),
    "client": Principal("9", "client", BOOKS, 1),
    "admin": Principal("5", "user", frozenset({*BOOKS, "system:admin"}), 5),
}
COLUMNS = ("title", "copies")
METADATA = EventMetadata("user:5", "r1")
Json = Any


@dataclass(frozen=True, slots=True)
class UserDeleted(Event):
    type: ClassVar[str] = "users.user.deleted"
    aggregate_type: ClassVar[str] = "user"
    user_id: int


class Library:
    """Writes an audit entry for every line it applies, in the given transaction.

    The title `conflict` makes the whole batch fail with Conflict; `mistake` raises RuntimeError.
    """

    def __init__(self) -> None:
        self.batch_sizes: list[int] = []
        self.books: list[list[object]] = [[f"book {number:05}", number] for number in range(1, 1201)]

    async def apply(self, tx: Transaction, lines: Sequence[Line], context: ImportContext) -> Sequence[LineError]:
        self.batch_sizes.append(len(lines))
        errors: list[LineError] = []
        for line in lines:
            title = line.cells["title"]
            if title == "mistake":
                raise RuntimeError("simulated bug")
            if not title:
                errors.append(LineError(line.number, "title", "required", "A title is expected."))
                continue
            tx.audit(
                AuditEntry(
                    "book.imported",
                    resource=title,
                    metadata=context.metadata,
                    changes={"copies": line.cells.get("copies", "")},
                )
            )
        if any(line.cells["title"] == "conflict" for line in lines):
            await sql(tx).flush()
            raise Conflict("title_taken", "The title is taken.")
        return errors

    def read(self, given: Filters) -> Filters:
        if set(given) - {"from"}:
            raise Invalid([FieldError("/filters/to", "unknown_field", "There is no such field.")])
        return given

    async def page(self, given: Filters, after: After | None, limit: int) -> Rows:
        last = str(after[0] if after else given.get("from", ""))
        rows = [book for book in self.books if str(book[0]) > last]
        shown = rows[:limit]
        return Rows(shown, [shown[-1][0]] if len(rows) > limit else None, len(rows) if after is None else None)

    def imports(self) -> list[Importable]:
        return [Importable("books", "books:write", COLUMNS, ["title"], _title, self.apply, ["id"], 100, [SERIES])]

    def exports(self) -> list[Exportable]:
        return [
            Exportable(type="books", scopes=["books:read"], columns=COLUMNS, read=self.read, page=self.page),
            Exportable(
                type="readers", scopes=["books:read"], columns=COLUMNS, read=self.read, page=self.page, personal=True
            ),
        ]


class Series:
    """Another program's format: a volume inherits the series' title from the last line that has one."""

    target_types = ("books",)
    column_sources: ClassVar = {"title": "series"}

    def __init__(self, columns: Sequence[str], reading: ParseOptions) -> None:
        pass

    def context_keys(self, cells: Cells) -> Sequence[str]:
        return () if cells["series"] else ["series"]

    def translate(self, cells: Cells, context: Mapping[str, Cells]) -> TranslatedLine:
        series = {"title": cells["series"]} if cells["series"] else context["series"]
        title = f"{series['title']} {cells['volume']}"
        return TranslatedLine([Row("books", {"title": title, "copies": "1"})], context={"series": series})


def _title(cells: Cells) -> tuple[str, ...]:
    return (cells["title"],)


SERIES = Format("series", columns={"series", "volume"}, signatures=[frozenset({"series", "volume"})], open=Series)


class ImportExportApp:
    """Builds the module and its HTTP application. `deactivated` holds the names of deactivated principals."""

    def __init__(self, database: Database, library: Library | None = None, fingerprint_key: bytes = b"a") -> None:
        self.database = database
        self.library = library or Library()
        self.principals: dict[str, Principal] = dict(PRINCIPALS)
        self.deactivated: set[str] = set()
        services = http_services(
            self._authenticate,
            keys_required=False,
            fingerprint_key=fingerprint_key,
        )
        self.import_export = ImportExportHttpContainer(
            database=database,
            all_imports=self.library.imports(),
            all_exports=self.library.exports(),
            users_resolve_principal=self._resolve_principal,
        )
        settings, routers = HttpSettings("1.2.3"), [resolve(self.import_export.router)]
        self.asgi_app = create_application(
            settings, routers, [], log_line=lambda _: None, lifespan=_nothing_to_open, services=services
        )

    async def _authenticate(self, token: str) -> Principal:
        if token not in self.principals:
            raise Unauthenticated("token_invalid", "The token is invalid.")
        return self.principals[token]

    async def _resolve_principal(self, name: str) -> Principal:
        if name in self.deactivated:
            raise Unauthenticated("account_inactive", "The account is not active.")
        return next(principal for principal in self.principals.values() if principal.name == name)

    async def open(self) -> None:
        await register(self.database, [each.consumer for each in resolve(self.import_export.module).subscriptions()])

    def client(self, who: str | None = "librarian") -> httpx2.AsyncClient:
        headers = {"Authorization": f"Bearer {who}"} if who else {}
        return httpx2.AsyncClient(
            transport=httpx2.ASGITransport(self.asgi_app), base_url="http://shop", headers=headers
        )

    async def send(
        self, content: bytes | str, who: str = "librarian", *, key: str | None = None, **fields: str
    ) -> httpx2.Response:
        """Upload a file as a multipart form."""
        data = {"type": "books", **fields}
        headers = {"Idempotency-Key": key} if key else {}
        body = content.encode() if isinstance(content, str) else content
        files = {"file": ("books.csv", body, "text/csv")}
        return await self.client(who).post("/v1/imports", data=data, files=files, headers=headers)

    async def started(self, content: bytes | str, who: str = "librarian", **fields: str) -> int:
        response = await self.send(content, who, **fields)
        assert response.status_code == 202, response.text
        number: int = response.json()["id"]
        return number

    async def export(self, who: str = "librarian", type_: str = "books", **filters: object) -> int:
        response = await self.client(who).post("/v1/exports", json={"type": type_, "filters": filters})
        assert response.status_code == 202, response.text
        number: int = response.json()["id"]
        return number

    async def job(self, number: int, who: str = "librarian") -> Json:
        response = await self.client(who).get(f"/v1/jobs/{number}")
        assert response.status_code == 200, response.text
        return response.json()

    async def work(self) -> None:
        """Process time slices until no job is left."""
        while await resolve(self.import_export.worker).turn(asyncio.Event()):
            pass

    async def prune(self) -> None:
        (job,) = resolve(self.import_export.module).jobs()
        await job.run()

    async def imported(self) -> list[tuple[str, str]]:
        """Titles and copies in the order of import."""
        rows = await self.rows(
            "SELECT resource, changes FROM platform.audit_log WHERE action = 'book.imported' ORDER BY id"
        )
        return [(row["resource"], row["changes"]["copies"]) for row in rows]

    async def rows(self, text: str) -> list[Any]:
        async with self.database.begin() as tx:
            rows = await tx.fetch(text)
            await tx.commit()
        return list(rows)

    async def stored_counts(self) -> tuple[int, int]:
        """The numbers of stored files and blocks."""
        ((files, blocks),) = await self.rows(
            "SELECT (SELECT count(*) FROM import_export.files), (SELECT count(*) FROM import_export.blocks)"
        )
        return files, blocks


def table(lines: Iterable[Sequence[object]], header: Sequence[str] = COLUMNS) -> str:
    return "\r\n".join(",".join(map(str, line)) for line in [header, *lines]) + "\r\n"


@asynccontextmanager
async def _nothing_to_open(_: FastAPI) -> AsyncIterator[None]:
    yield
