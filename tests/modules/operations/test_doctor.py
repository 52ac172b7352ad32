"""Each check finds the corruption it is for."""

from datetime import timedelta

import asyncpg
import httpx2
import pytest
from typer.testing import CliRunner

from modules.operations.http_container import OperationsHttpContainer
from modules.operations.public import Finding
from shared.infra.injection import override
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.kernel.module import Violation
from tests.modules.operations.sample_checks import doctor_cli, violations_by_check, warnings
from tests.modules.operations.sample_events import deliver, record_dead_letters, sell

REGISTER_CONSUMERS_EARLIER = "UPDATE platform.consumers SET registered_at = now() - interval '1 day'"


async def test_a_consistent_shop_is_healthy(http: httpx2.AsyncClient, db: Database, owner: asyncpg.Connection) -> None:
    await owner.execute(REGISTER_CONSUMERS_EARLIER)
    await sell(db, 1, 2)
    await deliver(db)
    await sell(db, 3)
    assert await violations_by_check(http) == {}


async def test_a_request_without_a_response_is_a_warning(http: httpx2.AsyncClient, owner: asyncpg.Connection) -> None:
    await owner.execute(
        "INSERT INTO platform.idempotency_keys (scope, key, fingerprint, status, headers, body, created_at)"
        " VALUES ('user:7 POST /v1/orders', 'k', '', 0, '{}', '', now() - interval '11 minutes'),"
        " ('user:7 POST /v1/orders', 'l', '', 0, '{}', '', now()), ('user:7 POST /v1/orders', 'm', '', 201, '{}', '',"
        " now() - interval '1 day')"
    )
    diagnosis = (await http.get("/v1/admin/doctor")).json()
    (found,) = [check for check in diagnosis["checks"] if check["violations"]]
    assert (found["check"], found["warning"], len(found["violations"])) == ("operations.no_pending_responses", True, 1)
    assert diagnosis["healthy"]


async def test_a_missing_event_in_the_middle_is_found(
    http: httpx2.AsyncClient, db: Database, owner: asyncpg.Connection
) -> None:
    await sell(db, 1, 3)
    found = await violations_by_check(http)
    assert list(found) == ["operations.event_sequences_gapless"]
    assert found["operations.event_sequences_gapless"][0] == {
        "subject": "apple:1",
        "detail": "has 2 events, numbered from 1 to 3",
    }


async def test_a_missing_first_event_is_found_unless_old_ones_were_pruned(
    http: httpx2.AsyncClient, db: Database, operations: OperationsHttpContainer, owner: asyncpg.Connection
) -> None:
    await sell(db, 2, 3)
    assert list(await violations_by_check(http)) == ["operations.event_sequences_gapless"]
    await owner.execute(
        "INSERT INTO platform.audit_log (at, actor, action, resource, request_id, changes) "
        "VALUES (now(), 'system', 'events.pruned', 'events', 'r', '{}')"
    )
    assert await violations_by_check(http) == {}


async def test_an_event_without_its_delivery_is_found(
    http: httpx2.AsyncClient, db: Database, owner: asyncpg.Connection
) -> None:
    await owner.execute(REGISTER_CONSUMERS_EARLIER)
    await sell(db, 1)
    await owner.execute("DELETE FROM platform.deliveries")
    found = await violations_by_check(http)
    assert list(found) == ["operations.deliveries_exist"]
    assert "sample.count" in found["operations.deliveries_exist"][0]["detail"]


async def test_older_events_are_not_required_for_new_consumers(
    http: httpx2.AsyncClient, db: Database, owner: asyncpg.Connection
) -> None:
    await owner.execute(REGISTER_CONSUMERS_EARLIER)
    await sell(db, 1)
    await owner.execute("INSERT INTO platform.consumers VALUES ('sample.apple.sold', 'sample.late', false)")
    assert await violations_by_check(http) == {}


async def test_a_delivery_that_is_both_pending_and_dead_is_found(
    http: httpx2.AsyncClient, db: Database, owner: asyncpg.Connection
) -> None:
    await record_dead_letters(db, 1)
    await owner.execute(
        "INSERT INTO platform.deliveries (event_id, consumer, created_at, due_at) "
        "SELECT event_id, consumer, now(), now() FROM platform.dead_letters"
    )
    assert list(await violations_by_check(http)) == ["operations.delivery_in_one_state"]


async def test_a_delivery_that_is_both_pending_and_done_is_found(
    http: httpx2.AsyncClient, db: Database, owner: asyncpg.Connection
) -> None:
    await sell(db, 1)
    await deliver(db)
    await owner.execute(
        "INSERT INTO platform.deliveries (event_id, consumer, created_at, due_at) "
        "SELECT event_id, consumer, now(), now() FROM platform.deliveries"
    )
    assert list(await violations_by_check(http)) == ["operations.delivery_in_one_state"]


@pytest.mark.parametrize("finished", [True, False])
async def test_a_delivery_without_its_event_is_found(
    http: httpx2.AsyncClient, db: Database, owner: asyncpg.Connection, finished: bool
) -> None:
    await sell(db, 1)
    if finished:
        await deliver(db)
    await owner.execute("DELETE FROM platform.events")
    found = await violations_by_check(http)
    assert list(found) == ["operations.deliveries_have_events"]
    assert "sample.count" in found["operations.deliveries_have_events"][0]["detail"]


async def test_a_dead_letter_without_its_event_is_found(
    http: httpx2.AsyncClient, db: Database, owner: asyncpg.Connection
) -> None:
    await record_dead_letters(db, 1)
    await owner.execute("DELETE FROM platform.events")
    assert list(await violations_by_check(http)) == ["operations.deliveries_have_events"]


async def test_an_event_recorded_twice_on_two_days_is_found(
    http: httpx2.AsyncClient, db: Database, owner: asyncpg.Connection
) -> None:
    await sell(db, 1)
    twice = """
        INSERT INTO platform.events SELECT (jsonb_populate_record(e, jsonb_build_object('id', $1::uuid))).*
        FROM platform.events e
    """
    with pytest.raises(asyncpg.UniqueViolationError):
        await owner.execute(twice, await owner.fetchval("SELECT uuidv7()"))
    await owner.execute(twice, await owner.fetchval("SELECT uuidv7(interval '1 day')"))
    assert list(await violations_by_check(http)) == ["operations.event_sequences_gapless"]


async def test_an_overdue_delivery_is_found(http: httpx2.AsyncClient, db: Database) -> None:
    await sell(db, 1)
    db.clock_shift = timedelta(seconds=299)
    assert await violations_by_check(http) == {}
    db.clock_shift = timedelta(seconds=305)
    assert list(await violations_by_check(http)) == ["operations.no_overdue_deliveries"]


async def test_running_as_the_database_owner_is_a_warning(
    operations: OperationsHttpContainer, owner: asyncpg.Connection, owner_database_url: str
) -> None:
    # Migrations revoke these rights from the owner too if both roles are the same.
    await owner.execute("REVOKE UPDATE, DELETE, TRUNCATE ON platform.audit_log FROM tradepost_owner")
    assert await warnings(operations) == {
        "operations.event_days_exist": [],
        "operations.no_pending_responses": [],
        "operations.feed_in_sequence": [],
        "operations.least_privilege": [],
        "operations.deployment_is_complete": [],
    }
    owning = Database(owner_database_url, {}, pool_size=1, outbox=Outbox)
    override(operations.database, owning)
    operations.reset_singletons()
    try:
        (violation,) = (await warnings(operations))["operations.least_privilege"]
    finally:
        await owning.close()
    assert violation.subject == "role tradepost_owner"


@pytest.mark.parametrize("right", ["UPDATE", "DELETE", "TRUNCATE"])
async def test_write_access_to_the_audit_log_is_a_warning(
    operations: OperationsHttpContainer, owner: asyncpg.Connection, right: str
) -> None:
    await owner.execute(f"GRANT {right} ON platform.audit_log TO tradepost_program")
    (violation,) = (await warnings(operations))["operations.least_privilege"]
    assert violation.subject == "role tradepost_program"


def test_the_command_shows_a_warning_and_succeeds() -> None:
    app = doctor_cli(
        Finding(
            "orders.weight", promise="orders weigh", violations=[Violation("order:7", "weighs little")], warning=True
        )
    )
    plain = CliRunner().invoke(app, ["doctor"])
    assert plain.exit_code == 0
    assert plain.output.startswith("WARN   orders.weight")
    assert "order:7: weighs little" in plain.output
    as_json = CliRunner().invoke(app, ["doctor", "--json"])
    assert as_json.exit_code == 0
    assert '"healthy":true' in as_json.output
    assert '"warning":true' in as_json.output


@pytest.mark.parametrize(("violations", "code"), [([], 0), ([Violation("order:7", "weighs nothing")], 1)])
def test_the_exit_code_reports_violations(violations: list[Violation], code: int) -> None:
    app = doctor_cli(Finding("orders.weight", promise="orders weigh", violations=violations))
    plain = CliRunner().invoke(app, ["doctor"])
    assert plain.exit_code == code
    assert ("order:7: weighs nothing" in plain.output) == bool(code)
    as_json = CliRunner().invoke(app, ["doctor", "--json"])
    assert as_json.exit_code == code
    assert f'"healthy":{"false" if code else "true"}' in as_json.output


async def test_an_event_before_its_predecessor_in_the_feed_is_reported(
    http: httpx2.AsyncClient, db: Database, owner: asyncpg.Connection
) -> None:
    await sell(db, 1, 2)
    await owner.execute("UPDATE platform.events SET xid = '3' WHERE sequence = 2")
    diagnosis = (await http.get("/v1/admin/doctor")).json()
    (found,) = [check for check in diagnosis["checks"] if check["check"] == "operations.feed_in_sequence"]
    assert found["violations"] == [{"subject": "apple:1", "detail": "has event 2 before the previous one in the feed"}]
