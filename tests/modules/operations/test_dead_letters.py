import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import asyncpg
import httpx2
import pytest
from typer.testing import CliRunner

from modules.operations.adapters.inbound.cli import commands
from modules.operations.http_container import OperationsHttpContainer
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from tests.modules.operations.sample_events import deliver, record_dead_letters, sell

LETTERS = "/v1/admin/dead-letters"


async def pending(owner: asyncpg.Connection) -> int:
    return int(await owner.fetchval("SELECT count(*) FROM platform.deliveries WHERE done_at IS NULL"))


async def test_a_dead_letter_is_listed_with_its_error(http: httpx2.AsyncClient, db: Database) -> None:
    await record_dead_letters(db, 1, 2)
    page = (await http.get(LETTERS)).json()
    assert page["total"] == 2
    letter = page["items"][0]
    assert (letter["consumer"], letter["event_type"], letter["attempts"]) == ("sample.count", "sample.apple.sold", 12)
    assert (letter["aggregate_type"], letter["aggregate_id"]) == ("apple", "1")
    assert letter["error"] == "RuntimeError: not today"


async def test_replaying_everything_twice_changes_nothing_more(
    http: httpx2.AsyncClient, db: Database, owner: asyncpg.Connection
) -> None:
    await record_dead_letters(db, 1, 2, 3)
    assert (await http.post(f"{LETTERS}/replay", json={})).json() == {"replayed": 3}
    assert (await http.post(f"{LETTERS}/replay", json={})).json() == {"replayed": 0}
    await deliver(db)
    assert await pending(owner) == 0
    assert (await http.post(f"{LETTERS}/replay", json={})).json() == {"replayed": 0}
    assert await pending(owner) == 0
    assert (await http.get(LETTERS)).json()["total"] == 0


@pytest.mark.parametrize(
    ("body", "replayed"),
    [
        ({"consumer": "sample.count"}, 2),
        ({"type": "sample.apple.sold"}, 2),
        ({"type": "sample.pear.rotted"}, 0),
        ({"ids": [999]}, 0),
    ],
)
async def test_dead_letters_to_replay_can_be_selected(
    http: httpx2.AsyncClient, db: Database, body: dict[str, object], replayed: int
) -> None:
    await record_dead_letters(db, 1, 2)
    assert (await http.post(f"{LETTERS}/replay", json=body)).json() == {"replayed": replayed}


async def test_a_repeat_with_the_same_key_replays_the_response(http: httpx2.AsyncClient, db: Database) -> None:
    await record_dead_letters(db, 1)
    headers = {"Idempotency-Key": "k"}
    first = await http.post(f"{LETTERS}/replay", json={}, headers=headers)
    again = await http.post(f"{LETTERS}/replay", json={}, headers=headers)
    assert first.json() == again.json() == {"replayed": 1}
    assert again.headers["Idempotent-Replayed"] == "true"


async def test_a_discarded_dead_letter_cannot_be_discarded_again(
    http: httpx2.AsyncClient, db: Database, owner: asyncpg.Connection
) -> None:
    await record_dead_letters(db, 1)
    (letter,) = (await http.get(LETTERS)).json()["items"]
    assert (await http.post(f"{LETTERS}/{letter['id']}/discard")).json() == letter
    assert (await http.post(f"{LETTERS}/{letter['id']}/discard")).status_code == 404
    assert await pending(owner) == 0
    kept = await owner.fetchval("SELECT last_error FROM platform.deliveries")
    assert kept == "discarded: RuntimeError: not today"
    diagnosis = (await http.get("/v1/admin/doctor")).json()
    assert diagnosis["healthy"]


async def test_replays_and_discards_are_audited(http: httpx2.AsyncClient, db: Database) -> None:
    await record_dead_letters(db, 1, 2)
    (_, letter) = (await http.get(LETTERS)).json()["items"]
    await http.post(f"{LETTERS}/{letter['id']}/discard")
    await http.post(f"{LETTERS}/replay", json={})
    lines = (await http.get("/v1/audit", params={"actor": "user:1"})).json()["items"]
    assert [line["action"] for line in lines] == ["dead_letters.replayed", "dead_letter.discarded"]


async def test_the_outbox_reports_pending_deliveries_and_lag(http: httpx2.AsyncClient, db: Database) -> None:
    await record_dead_letters(db, 1)
    await sell(db, 2, 3)
    figures = (await http.get("/v1/admin/outbox")).json()
    assert (figures["pending"], figures["dead_letters"]) == (2, 1)
    assert figures["lag_seconds"] >= 0
    (consumer,) = figures["consumers"]
    assert consumer.items() >= {"consumer": "sample.count", "pending": 2, "leased": 0, "dead_letters": 1}.items()


@pytest.mark.parametrize("path", [LETTERS, "/v1/admin/outbox", "/v1/admin/doctor", "/v1/audit"])
async def test_customers_have_no_access(http: httpx2.AsyncClient, path: str) -> None:
    assert (await http.get(path, headers={"Authorization": "Bearer customer"})).status_code == 403
    assert (await http.get(path, headers={"Authorization": ""})).status_code == 401


RunCommand = Callable[..., Awaitable[str]]


@pytest.fixture
async def run_command(operations: OperationsHttpContainer) -> RunCommand:
    """Run a command on a thread and return its output; its coroutine runs on this loop."""

    async def run(*arguments: str) -> str:
        loop = asyncio.get_running_loop()
        app = commands(
            partial(resolve, operations.run_doctor),
            partial(resolve, operations.list_dead_letters),
            partial(resolve, operations.replay),
            partial(resolve, operations.hold),
            partial(resolve, operations.discard),
            partial(resolve, operations.documents),
            lambda work: asyncio.run_coroutine_threadsafe(work, loop).result(),
        )
        return (await asyncio.to_thread(CliRunner().invoke, app, ["dead-letters", *arguments])).output

    return run


async def test_commands_list_replay_and_discard_dead_letters(run_command: RunCommand, db: Database) -> None:
    await record_dead_letters(db, 1, 2)
    assert len((await run_command("list")).splitlines()) == 2
    assert '"error":"RuntimeError: not today"' in await run_command("list", "--json", "--consumer", "sample.count")
    assert "RuntimeError: not today" in await run_command("discard", "1")
    assert "no such dead letter" in await run_command("discard", "1")
    assert await run_command("replay", "2") == "1 replayed\n"
    assert await run_command("replay") == "0 replayed\n"


@pytest.mark.parametrize(
    ("chosen", "matching"),
    [
        (["--consumer", "sample.count"], 2),
        (["--type", "sample.apple.sold"], 2),
        (["--type", "sample.pear.rotted"], 0),
        (["--consumer", "sample.count", "--type", "sample.pear.rotted"], 0),
    ],
)
async def test_commands_select_by_consumer_and_type(
    run_command: RunCommand, db: Database, chosen: list[str], matching: int
) -> None:
    await record_dead_letters(db, 1, 2)
    assert len((await run_command("list", *chosen)).splitlines()) == matching
    assert await run_command("replay", *chosen) == f"{matching} replayed\n"
    assert len((await run_command("list")).splitlines()) == 2 - matching


async def test_commands_select_by_id(run_command: RunCommand, db: Database, owner: asyncpg.Connection) -> None:
    await record_dead_letters(db, 1, 2, 3)
    newest, middle, oldest = (line.split()[0] for line in (await run_command("list")).splitlines())
    assert await run_command("replay", oldest, newest, "999") == "2 replayed\n"
    assert (await run_command("list")).split()[0] == middle
    assert await pending(owner) == 2
    actors = [row["actor"] for row in await owner.fetch("SELECT actor FROM platform.audit_log")]
    assert actors == ["operator"]


async def test_a_discarded_delivery_is_not_delivered_again(
    run_command: RunCommand, db: Database, owner: asyncpg.Connection
) -> None:
    await record_dead_letters(db, 1)
    await run_command("discard", (await run_command("list")).split()[0])
    assert await run_command("list") == ""
    assert await run_command("replay") == "0 replayed\n"
    assert await pending(owner) == 0


async def test_a_consumer_or_a_type_that_does_not_exist_is_refused(http: httpx2.AsyncClient) -> None:
    for field, word, close in (
        ("consumer", "sample.cont", "sample.count"),
        ("type", "sample.aple.sold", "sample.apple.sold"),
    ):
        listed = await http.get("/v1/admin/dead-letters", params={field: word})
        replayed = await http.post("/v1/admin/dead-letters/replay", json={field: word})
        for response, pointer in ((listed, f"/query/{field}"), (replayed, f"/{field}")):
            assert response.status_code == 422
            (error,) = response.json()["errors"]
            assert (error["pointer"], error["code"]) == (pointer, "unknown_value")
            assert f"Did you mean `{close}`?" in error["message"]


async def test_held_deliveries_are_made_only_when_they_are_replayed(
    http: httpx2.AsyncClient, db: Database, owner: asyncpg.Connection, run_command: RunCommand
) -> None:
    await sell(db, 1, 2)
    assert await run_command("hold", "sampl") == "0 held\n"
    assert await run_command("hold", "sample", "--reason", "restored") == "2 held\n"
    await deliver(db)
    letters = (await http.get(LETTERS)).json()["items"]
    assert [letter["error"] for letter in letters] == ["restored", "restored"]
    assert (await http.post(f"{LETTERS}/replay", json={})).json() == {"replayed": 2}
    await deliver(db)
    assert await pending(owner) == 0
    (entry,) = await owner.fetch("SELECT changes FROM platform.audit_log WHERE action = 'dead_letters.held'")
    assert '"held": 2' in entry["changes"]
