"""A shop whose tables are imported and exported over HTTP, with the files of other shops."""

import asyncio
import csv
import io
from typing import Any

import httpx2

from entrypoints.api_program import ApiProgram
from modules.import_export.http_container import ImportExportHttpContainer
from shared.infra.injection import resolve
from shared.kernel.principal import Principal

SCOPES = frozenset(
    {"catalog:write", "inventory:read", "inventory:write", "coupons:read", "coupons:write", "orders:read"}
    | {"orders:create", "users:read", "payments:record"}
)


STAFF = Principal("1", "user", SCOPES, 1)


Row = dict[str, str]


class Shop:
    def __init__(self, program: ApiProgram, http: httpx2.AsyncClient) -> None:
        self.program = program
        self.http = http
        self.caller = STAFF

    async def get(self, path: str, **query: str) -> Any:
        response = await self.http.get(path, params=query)
        assert response.status_code == 200, response.text
        return response.json()

    async def post(self, path: str, json: object) -> Any:
        response = await self.http.post(path, json=json)
        assert response.status_code in (201, 202), response.text
        return response.json()

    async def work(self) -> None:
        while await resolve(self.program.of(ImportExportHttpContainer).worker).turn(asyncio.Event()):
            pass

    async def send(self, type_: str, content: bytes, fields: dict[str, str]) -> httpx2.Response:
        files = {"file": ("table.csv", content, "text/csv")}
        return await self.http.post("/v1/imports", data={"type": type_, **fields}, files=files)

    async def take(self, type_: str, text: str | bytes, **fields: str) -> Any:
        """The finished job."""
        response = await self.send(type_, text.encode() if isinstance(text, str) else text, fields)
        assert response.status_code == 202, response.text
        await self.work()
        return await self.get(response.headers["location"])

    async def file(self, type_: str, layout: str | None = None, /, **filters: object) -> str:
        """The content of an export."""
        job = await self.post("/v1/exports", {"type": type_, "filters": filters, "layout": layout})
        assert job["layout"] == (layout or type_)
        await self.work()
        job = await self.get(f"/v1/jobs/{job['id']}")
        assert (job["status"], job["done"]) == ("succeeded", job["total"]), job
        return (await self.http.get(job["result_url"])).text

    async def rows(self, type_: str, **filters: object) -> list[Row]:
        return list(csv.DictReader(io.StringIO(await self.file(type_, None, **filters), newline="")))

    async def rows_of(self, query: str) -> list[Any]:
        async with self.program.database().snapshot() as tx:
            return list(await tx.fetch(query))

    async def wrong(self) -> list[object]:
        async with self.program.database().snapshot() as tx:
            promises = [check for check in self.program.checks() if not check.on_request and not check.warning]
            return [found for check in promises for found in await check.run(tx)]


SHOPIFY = (
    "\ufeffHandle,Title,Body (HTML),Option1 Name,Option1 Value,Variant SKU,Variant Inventory Tracker,"
    "Variant Inventory Qty,Variant Price,Variant Barcode,Image Src,Status,Color (product.metafields.custom.color)\r\n"
    'tee,Tee,"<p>Soft &amp; ""warm"".\r\nReally.</p>",Size,S,tees,shopify,5,19.5,4.006381333931E+12,,active,\r\n'
    "tee,,,,L,TEEL,shopify,4,19.50,4.00638E+12,,,\r\n"
    "tee,,,,XL,TEEXL,shopify,3,1.999,,,,\r\n"
    "tee,,,,XXL,TEE-XXL,shopify,2,20,,,,\r\n"
    "tee,,,,,,,,,,https://x.example/2.png,,\r\n"
    'mug,Mug,,Title,Default Title,MUG,shopify,8,"1,299.00","=""0012""",,active,\r\n'
    'jug,Jug,,Title,Default Title,JUG,shopify,9,8,"=""0012""",,draft,\r\n'
)
