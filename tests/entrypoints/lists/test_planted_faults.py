"""The list checks detect lists that skip rows, repeat rows, or query each row separately."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, cast

import httpx2
import pytest
from fastapi import Depends, FastAPI
from starlette.responses import Response

from shared.infra.http.access.gates import public
from shared.infra.http.app import HttpSettings, create_application
from shared.infra.http.lists.paging import ListEndpoint, PageOut, PageParameters
from shared.infra.http.requests.fields import OutModel
from shared.infra.http.responses import rendered
from shared.infra.http.routers import StrictRouter
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.kernel.paging import Page
from shared.kernel.principal import Principal
from tests.entrypoints.lists.pagination import sound_walk, taken
from tests.entrypoints.lists.sample_data import authenticate
from tests.running.http_services import http_services
from tests.statements import noted


class ThingOut(OutModel):
    id: int


class Planted:
    """A list of numbers, newest first; `continued` determines where a page continues."""

    def __init__(self, database: Database | None = None, *, by_place: bool = False, skips: int = 0) -> None:
        self.numbers = list(range(30))
        self._database = database
        self._by_place = by_place
        self._skips = skips
        things = StrictRouter("/v1/things")
        listing = ListEndpoint("things", ("id",), ("-id",))

        @things.get("", operation_id="list_things", response_model=PageOut[ThingOut])
        async def listed(
            window: Annotated[PageParameters, Depends(listing)], _: Annotated[Principal, Depends(public())]
        ) -> Response:
            return rendered.to_response(window.respond(await self.page(window), lambda number: ThingOut(id=number)))

        services = http_services(authenticate)
        app = create_application(
            HttpSettings("1"), [things], [], log_line=lambda _: None, lifespan=_nothing_to_open, services=services
        )
        self.http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://shop")

    async def page(self, window: PageParameters) -> Page[int]:
        after, limit = cast("list[int] | None", window.page_request.after), window.page_request.limit
        newest_first = sorted(self.numbers, reverse=True)
        if after and self._by_place:
            rest = newest_first[after[0] :]
        else:
            rest = [number for number in newest_first if not after or number < after[0]]
        shown = rest[:limit]
        if self._database:
            async with self._database.read() as reading:
                for number in shown:
                    await reading.fetch("SELECT $1::int", number)
        place = (after[0] if after and self._by_place else 0) + len(shown)
        following = [place if self._by_place else shown[-1] - self._skips] if len(rest) > limit else None
        return Page(shown, next_after=following, total=len(self.numbers))

    async def more(self) -> None:
        self.numbers.append(max(self.numbers) + 1)


@asynccontextmanager
async def _nothing_to_open(_app: FastAPI) -> AsyncIterator[None]:
    yield


@pytest.mark.parametrize(
    ("planted", "seen"), [(Planted(by_place=True), "shown twice"), (Planted(skips=1), "missed"), (Planted(), None)]
)
async def test_walks(planted: Planted, seen: str | None) -> None:
    if seen is None:
        await sound_walk(planted.http, "/v1/things", {}, 9, planted.more)
        return
    with pytest.raises(AssertionError, match=seen):
        await sound_walk(planted.http, "/v1/things", {}, 9, planted.more)


async def test_a_question_for_each_row(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(database_url, {}, outbox=Outbox)
    try:
        planted, statements = Planted(database), noted(monkeypatch)
        counts = [await taken(statements, planted.http, f"/v1/things?limit={limit}") for limit in (1, 20)]
    finally:
        await database.close()
    assert counts == [1, 20]
