"""Samples of import and export jobs for the tests of the whole program."""

import asyncio

import httpx2

from modules.import_export.http_container import ImportExportHttpContainer
from shared.infra.injection import resolve
from tests.edges.access.access_samples import AccessSamples
from tests.edges.shop import Shop
from tests.entrypoints.lists.copies import ID, TIMES, Copies, Rows
from tests.entrypoints.lists.list_samples import Filling, ListSamples, Singles
from tests.entrypoints.lists.world import ADA
from tests.module_samples import ModuleSamples
from tests.openapi.document_samples import DocumentSamples
from tests.openapi.walk import Walk


async def job(shop: Shop) -> str:
    """A finished job of Ada, created while she was staff, because exports need a scope."""
    if "job" not in shop.facts:
        path = f"/v1/users/{shop.people['ada'].id}"
        await shop.done("admin", "PATCH", path, {"role": "support"})
        shop.facts["job"] = await shop.done("ada", "POST", "/v1/exports", {"type": "coupons"})
        while await resolve(shop.container.of(ImportExportHttpContainer).worker).turn(asyncio.Event()):
            pass
        await shop.done("admin", "PATCH", path, {"role": "customer"})
    return str(shop.facts["job"]["id"])


async def fill_lists(filling: Filling) -> Singles:
    await filling.owner.execute(
        """
        WITH file AS (INSERT INTO import_export.files (blocks, size, created_at) VALUES (1, 2, now()) RETURNING id),
            block AS (INSERT INTO import_export.blocks SELECT id, 0, 'a\n' FROM file)
        INSERT INTO import_export.jobs (kind, type, owner, owner_id, request_id, status, dry_run, filters, total,
            done, error_count, listed, errors, at_offset, at_line, chunks, claims, attempts, result_id,
            result_until, created_at, finished_at)
        SELECT 'export', 'coupons', 'user:' || $1::bigint, $1, 'r', 'succeeded', false, '{}', 1, 1, 0, 0, '[]',
            0, 1, 1, 1, 0, id, now() + interval '7 days', now(), now() FROM file
        """,
        ADA,
    )
    return {"/v1/jobs/{job_id}": "/v1/jobs/1", "/v1/jobs/{job_id}/result": "/v1/jobs/1/result"}


def send_examples(walk: Walk) -> None:
    walk.step("create_import")
    walk.step("create_export")


async def leave_personal_data(client: httpx2.AsyncClient, _mark: str) -> None:
    created = await client.post("/v1/exports", json={"type": "orders"})
    created.raise_for_status()


SAMPLES = ModuleSamples(
    needs=["users"],
    access=AccessSamples(
        objects={"/v1/jobs/{job_id}": job},
        # a result holds other people's data: its owner must also hold the scope it was made with
        need_more_than_owning={"download_job_result"},
    ),
    lists=ListSamples(
        fill=fill_lists,
        rows={"/v1/jobs": Rows([Copies("import_export.jobs", {**ID, **TIMES})], whose="ada")},
        filter_values={"/v1/jobs": {"type": "products"}},
    ),
    document=DocumentSamples(
        send_examples=send_examples,
        never_cached={"download_job_result"},
        # The names of an export's filters depend on its type.
        unsayable={"POST /v1/imports": {"invalid_text", "value_error"}, "POST /v1/exports": {"unknown_field"}},
    ),
    leave_personal_data=leave_personal_data,
    technical_nouns={
        "block": "a block of code",
        "file": "of a disk or an upload",
        "import export": "the protocols of tables that modules import and export",
        "job": "what a module does periodically",
    },
)
