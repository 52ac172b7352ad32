"""Visibility, results, cancellation and deletion of jobs."""

from datetime import timedelta

from modules.import_export.domain.job import PERSONAL_RETENTION, RETENTION
from shared.infra.injection import resolve
from shared.infra.messaging.deliveries.claims import Claims
from shared.infra.messaging.deliveries.inbox import Inbox
from shared.infra.messaging.workers.delivery_handlers import TransactionalHandler
from shared.kernel.events import OutgoingEvent
from shared.kernel.principal import Principal
from tests.modules.import_export.import_export_app import METADATA, ImportExportApp, UserDeleted, table

LEASE = timedelta(seconds=30)


async def test_an_export_is_written_page_by_page(app: ImportExportApp) -> None:
    number = await app.export()
    assert (await app.job(number))["result_url"] is None
    await app.work()
    job = await app.job(number)
    assert (job["status"], job["done"], job["total"]) == ("succeeded", 1200, 1200)
    result = await app.client().get(job["result_url"])
    assert result.headers["content-type"].startswith("text/csv")
    assert result.headers["content-disposition"] == f'attachment; filename="books-{number}.csv"'
    assert result.headers["cache-control"] == "private, no-store"
    assert int(result.headers["content-length"]) == len(result.content)
    assert result.text == table(app.library.books)
    ((blocks,),) = await app.rows("SELECT count(*) FROM import_export.blocks")
    assert blocks == 3


async def test_jobs_of_other_users_are_not_found(app: ImportExportApp) -> None:
    mine, of_client = await app.export(), await app.export("client")
    await app.work()
    for who in ("colleague", "reader", "stranger"):
        client = app.client(who)
        for path in (f"/v1/jobs/{mine}", f"/v1/jobs/{mine}/result"):
            assert (await client.get(path)).status_code == 404
        assert (await client.post(f"/v1/jobs/{mine}/cancel")).status_code == 404
        assert (await client.get("/v1/jobs")).json()["total"] == 0
    seen = {
        who: [job["id"] for job in (await app.client(who).get("/v1/jobs")).json()["items"]]
        for who in ("librarian", "client", "admin")
    }
    assert seen == {"librarian": [of_client, mine], "client": [of_client], "admin": [of_client, mine]}
    assert (await app.client("client").get(f"/v1/jobs/{mine}")).status_code == 404
    assert (await app.client("admin").get(f"/v1/jobs/{mine}/result")).status_code == 200


async def test_a_result_requires_the_scope_and_expires(app: ImportExportApp) -> None:
    number = await app.export()
    await app.work()
    path = f"/v1/jobs/{number}/result"
    original = app.principals
    app.principals = {**original, "librarian": Principal("1", "user", frozenset(), 1)}
    assert (await app.client().get(path)).status_code == 403
    app.principals = original
    app.database.clock_shift = RETENTION + timedelta(minutes=1)
    await app.prune()
    assert (await app.client().get(path)).status_code == 404
    assert (await app.job(number))["result_url"] is None
    assert await app.stored_counts() == (0, 0)


async def test_files_are_deleted_when_they_expire_and_jobs_later(app: ImportExportApp) -> None:
    await app.started(table([("Emma", 1), ("", 2)]))
    await app.export(type_="readers")
    await app.work()
    assert (await app.stored_counts())[0] == 3
    await app.prune()
    assert (await app.stored_counts())[0] == 2
    app.database.clock_shift = PERSONAL_RETENTION + timedelta(minutes=1)
    await app.prune()
    assert (await app.stored_counts())[0] == 1
    app.database.clock_shift = timedelta(days=31)
    await app.prune()
    assert await app.stored_counts() == (0, 0)
    assert await app.rows("SELECT 1 FROM import_export.jobs") == []


async def test_an_abandoned_upload_is_deleted(app: ImportExportApp) -> None:
    async with app.database.begin() as tx:
        await tx.fetch(
            "INSERT INTO import_export.files (blocks, size, created_at, keep_until) VALUES (0, 0, $1, $2)",
            tx.now,
            tx.now + timedelta(hours=1),
        )
        await tx.commit()
    await app.prune()
    assert (await app.stored_counts())[0] == 1
    app.database.clock_shift = timedelta(hours=2)
    await app.prune()
    assert (await app.stored_counts())[0] == 0


async def test_a_cancelled_job_is_not_processed_further(app: ImportExportApp) -> None:
    number = await app.started(table([(f"book {n}", n) for n in range(250)]))
    job = await resolve(app.import_export.claim_job)()
    assert job
    await resolve(app.import_export.step)(job)
    cancelled = await app.client().post(f"/v1/jobs/{number}/cancel")
    assert (cancelled.status_code, cancelled.json()["status"], cancelled.json()["done"]) == (200, "cancelled", 100)
    assert await resolve(app.import_export.step)(job) is None
    await app.work()
    assert len(await app.imported()) == 100
    again = await app.client().post(f"/v1/jobs/{number}/cancel")
    assert (again.status_code, again.json()["code"], again.json()["from"]) == (409, "invalid_transition", "cancelled")


async def test_a_job_fails_when_its_owner_loses_access(app: ImportExportApp) -> None:
    for spoil, code in (("out", "account_inactive"), ("scope", "forbidden")):
        number = await app.started(table([(f"{spoil} {n}", n) for n in range(250)]), "colleague")
        claimed = await resolve(app.import_export.claim_job)()
        assert claimed
        held = await resolve(app.import_export.step)(claimed)
        assert held
        await resolve(app.import_export.release_job)(held)
        original = app.principals
        if spoil == "out":
            app.deactivated.add("user:2")
        else:
            app.principals = {**original, "colleague": Principal("2", "user", frozenset(), 2)}
        await app.work()
        app.deactivated.clear()
        app.principals = original
        job = await app.job(number, "colleague")
        assert (job["status"], job["done"], job["failure"]["code"]) == ("failed", 100, code)


async def test_erasing_a_user_deletes_their_jobs_and_personal_exports(app: ImportExportApp) -> None:
    await app.export("librarian", "readers", **{"from": "Ada"})
    await app.export("librarian", **{"from": "book"})
    await app.work()
    mine = await app.started(table([("Emma", 1)]), "colleague")
    under_way = await app.export("librarian", "readers")
    job = await resolve(app.import_export.claim_job)()
    assert job
    assert job.id == mine
    other = await resolve(app.import_export.claim_job)()
    assert other
    assert other.id == under_way
    held = await resolve(app.import_export.step)(other)
    assert held is not None
    assert held.done == 500
    async with app.database.begin() as tx:
        tx.record(OutgoingEvent(UserDeleted(2), aggregate_id="2", sequence=1, metadata=METADATA))
        await tx.commit()
    (subscription,) = resolve(app.import_export.module).subscriptions()
    lease = await Claims(app.database).claim({subscription.consumer.name: 10}, LEASE)
    await TransactionalHandler(subscription, Inbox(app.database), LEASE)(
        [c.event_id for c in lease.claimed], lease.until
    )
    assert await resolve(app.import_export.step)(held) is None
    assert (await app.client("admin").get(f"/v1/jobs/{mine}")).status_code == 404
    first, plain = await app.job(1), await app.job(2)
    assert (first["status"], first["result_url"]) == ("succeeded", None)
    assert plain["result_url"] is not None
    assert (first["filters"], plain["filters"]) == ({}, {"from": "book"})
    await app.work()
    job = await app.job(under_way)
    assert (job["status"], job["done"]) == ("succeeded", 1200)
    assert (await app.client().get(job["result_url"])).text == table(app.library.books)


async def test_an_unknown_type_is_rejected_and_known_types_are_listed(app: ImportExportApp) -> None:
    response = await app.client().get("/v1/jobs", params={"type": "nothing"})
    assert response.status_code == 422
    (error,) = response.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/query/type", "unknown_value")
    assert "There are: " in error["message"]
