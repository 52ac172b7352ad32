"""Visibility, results, cancellation and deletion of jobs."""

from datetime import timedelta

from modules.import_export.domain.job import PERSONAL_RETENTION, RETENTION
from shared.infra.injection import resolve
from shared.infra.messaging.deliveries.claims import Claims
from shared.infra.messaging.deliveries.inbox import Inbox
from shared.infra.messaging.workers.delivery_handlers import TransactionalHandler
from shared.kernel.events import OutgoingEvent
from shared.kernel.principal import Principal
from tests.modules.import_export.import_export_app import METADATA, Stand, UserDeleted, table

LEASE = timedelta(seconds=30)


async def test_an_export_is_written_page_by_page(stand: Stand) -> None:
    number = await stand.export()
    assert (await stand.job(number))["result_url"] is None
    await stand.work()
    job = await stand.job(number)
    assert (job["status"], job["done"], job["total"]) == ("succeeded", 1200, 1200)
    result = await stand.client().get(job["result_url"])
    assert result.headers["content-type"].startswith("text/csv")
    assert result.headers["content-disposition"] == f'attachment; filename="books-{number}.csv"'
    assert result.headers["cache-control"] == "private, no-store"
    assert int(result.headers["content-length"]) == len(result.content)
    assert result.text == table(stand.library.books)
    ((blocks,),) = await stand.rows("SELECT count(*) FROM import_export.blocks")
    assert blocks == 3


async def test_jobs_of_other_users_are_not_found(stand: Stand) -> None:
    mine, of_client = await stand.export(), await stand.export("client")
    await stand.work()
    for who in ("colleague", "reader", "stranger"):
        client = stand.client(who)
        for path in (f"/v1/jobs/{mine}", f"/v1/jobs/{mine}/result"):
            assert (await client.get(path)).status_code == 404
        assert (await client.post(f"/v1/jobs/{mine}/cancel")).status_code == 404
        assert (await client.get("/v1/jobs")).json()["total"] == 0
    seen = {
        who: [job["id"] for job in (await stand.client(who).get("/v1/jobs")).json()["items"]]
        for who in ("librarian", "client", "admin")
    }
    assert seen == {"librarian": [of_client, mine], "client": [of_client], "admin": [of_client, mine]}
    assert (await stand.client("client").get(f"/v1/jobs/{mine}")).status_code == 404
    assert (await stand.client("admin").get(f"/v1/jobs/{mine}/result")).status_code == 200


async def test_a_result_requires_the_scope_and_expires(stand: Stand) -> None:
    number = await stand.export()
    await stand.work()
    path = f"/v1/jobs/{number}/result"
    original = stand.people
    stand.people = {**original, "librarian": Principal("1", "user", frozenset(), 1)}
    assert (await stand.client().get(path)).status_code == 403
    stand.people = original
    stand.database.clock_shift = RETENTION + timedelta(minutes=1)
    await stand.prune()
    assert (await stand.client().get(path)).status_code == 404
    assert (await stand.job(number))["result_url"] is None
    assert await stand.left() == (0, 0)


async def test_files_are_deleted_when_they_expire_and_jobs_later(stand: Stand) -> None:
    await stand.started(table([("Emma", 1), ("", 2)]))
    await stand.export(type_="readers")
    await stand.work()
    assert (await stand.left())[0] == 3
    await stand.prune()
    assert (await stand.left())[0] == 2
    stand.database.clock_shift = PERSONAL_RETENTION + timedelta(minutes=1)
    await stand.prune()
    assert (await stand.left())[0] == 1
    stand.database.clock_shift = timedelta(days=31)
    await stand.prune()
    assert await stand.left() == (0, 0)
    assert await stand.rows("SELECT 1 FROM import_export.jobs") == []


async def test_an_abandoned_upload_is_deleted(stand: Stand) -> None:
    async with stand.database.begin() as tx:
        await tx.fetch(
            "INSERT INTO import_export.files (blocks, size, created_at, keep_until) VALUES (0, 0, $1, $2)",
            tx.now,
            tx.now + timedelta(hours=1),
        )
        await tx.commit()
    await stand.prune()
    assert (await stand.left())[0] == 1
    stand.database.clock_shift = timedelta(hours=2)
    await stand.prune()
    assert (await stand.left())[0] == 0


async def test_a_cancelled_job_is_not_processed_further(stand: Stand) -> None:
    number = await stand.started(table([(f"book {n}", n) for n in range(250)]))
    job = await resolve(stand.import_export.claim_job)()
    assert job
    await resolve(stand.import_export.step)(job)
    cancelled = await stand.client().post(f"/v1/jobs/{number}/cancel")
    assert (cancelled.status_code, cancelled.json()["status"], cancelled.json()["done"]) == (200, "cancelled", 100)
    assert await resolve(stand.import_export.step)(job) is None
    await stand.work()
    assert len(await stand.taken()) == 100
    again = await stand.client().post(f"/v1/jobs/{number}/cancel")
    assert (again.status_code, again.json()["code"], again.json()["from"]) == (409, "invalid_transition", "cancelled")


async def test_a_job_fails_when_its_owner_loses_access(stand: Stand) -> None:
    for spoil, code in (("out", "account_inactive"), ("scope", "forbidden")):
        number = await stand.started(table([(f"{spoil} {n}", n) for n in range(250)]), "colleague")
        claimed = await resolve(stand.import_export.claim_job)()
        assert claimed
        held = await resolve(stand.import_export.step)(claimed)
        assert held
        await resolve(stand.import_export.release_job)(held)
        original = stand.people
        if spoil == "out":
            stand.out.add("user:2")
        else:
            stand.people = {**original, "colleague": Principal("2", "user", frozenset(), 2)}
        await stand.work()
        stand.out.clear()
        stand.people = original
        job = await stand.job(number, "colleague")
        assert (job["status"], job["done"], job["failure"]["code"]) == ("failed", 100, code)


async def test_erasing_a_user_deletes_their_jobs_and_personal_exports(stand: Stand) -> None:
    await stand.export("librarian", "readers", **{"from": "Ada"})
    await stand.export("librarian", **{"from": "book"})
    await stand.work()
    mine = await stand.started(table([("Emma", 1)]), "colleague")
    under_way = await stand.export("librarian", "readers")
    job = await resolve(stand.import_export.claim_job)()
    assert job
    assert job.id == mine
    other = await resolve(stand.import_export.claim_job)()
    assert other
    assert other.id == under_way
    held = await resolve(stand.import_export.step)(other)
    assert held is not None
    assert held.done == 500
    async with stand.database.begin() as tx:
        tx.record(OutgoingEvent(UserDeleted(2), aggregate_id="2", sequence=1, metadata=METADATA))
        await tx.commit()
    (subscription,) = resolve(stand.import_export.module).subscriptions()
    lease = await Claims(stand.database).claim({subscription.consumer.name: 10}, LEASE)
    await TransactionalHandler(subscription, Inbox(stand.database), LEASE)(
        [c.event_id for c in lease.claimed], lease.until
    )
    assert await resolve(stand.import_export.step)(held) is None
    assert (await stand.client("admin").get(f"/v1/jobs/{mine}")).status_code == 404
    first, plain = await stand.job(1), await stand.job(2)
    assert (first["status"], first["result_url"]) == ("succeeded", None)
    assert plain["result_url"] is not None
    assert (first["filters"], plain["filters"]) == ({}, {"from": "book"})
    await stand.work()
    job = await stand.job(under_way)
    assert (job["status"], job["done"]) == ("succeeded", 1200)
    assert (await stand.client().get(job["result_url"])).text == table(stand.library.books)


async def test_an_unknown_type_is_rejected_and_known_types_are_listed(stand: Stand) -> None:
    response = await stand.client().get("/v1/jobs", params={"type": "nothing"})
    assert response.status_code == 422
    (error,) = response.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/query/type", "unknown_value")
    assert "There are: " in error["message"]
