"""Samples of import and export jobs for the tests of the whole program."""

import asyncio

from modules.import_export.http_container import ImportExportHttpContainer
from shared.infra.injection import resolve
from tests.edges.access.access_samples import AccessSamples
from tests.edges.shop import Shop
from tests.module_samples import ModuleSamples


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


SAMPLES = ModuleSamples(
    access=AccessSamples(
        objects={"/v1/jobs/{job_id}": job},
        # a result holds other people's data: its owner must also hold the scope it was made with
        need_more_than_owning={"download_job_result"},
    ),
)
