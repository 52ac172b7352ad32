"""Uploads: limited in size, stored completely or not at all, and one job per idempotency key."""

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest

from modules.import_export.adapters.inbound.http.imports import MAX_BODY_BYTES
from modules.import_export.application.imports.start_import import StartImportCommand
from modules.import_export.application.imports.store_upload import StoreUpload
from modules.import_export.domain.job import Owner
from modules.import_export.ports.files import BLOCK
from shared.infra.injection import resolve
from shared.kernel.principal import SYSTEM
from tests.modules.import_export.import_export_app import METADATA, ImportExportApp, table

FORM = {"Content-Type": "multipart/form-data; boundary=bb"}
HEAD = (
    b'--bb\r\nContent-Disposition: form-data; name="type"\r\n\r\nbooks\r\n'
    b'--bb\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
)
TAIL = b"\r\n--bb--\r\n"
ONE = table([("Emma", 1)])


async def _assert_nothing_stored(app: ImportExportApp) -> None:
    assert await app.stored_counts() == (0, 0)
    assert await app.rows("SELECT 1 FROM import_export.jobs") == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "required"),
        ("title,nonsense\nEmma,1\n", "unknown_column"),
        ("title,title\nEmma,1\n", "duplicate_column"),
        ("copies\n1\n", "missing_column"),
        ("\n", "header_missing"),
        ("title,copies\rEmma,1\r", "line_ends"),
        (b"title,copies\nEmm\xe4,1\n", "invalid_text"),
        (b"title,copies\nEmm\xc3", "invalid_text"),
        (b"title,copies\nEm\0ma,1\n", "invalid_text"),
        ("title,copies\n".encode("utf-16-le"), "invalid_text"),
        (b"PK\x03\x04\x14\0\0\0", "not_csv"),
        (b"title;\xff", "invalid_text"),
        ('"title,copies\nEmma,1\n', "header_missing"),
    ],
)
async def test_a_file_that_is_no_table_of_the_type_is_rejected_immediately(
    app: ImportExportApp, content: bytes | str, code: str
) -> None:
    response = await app.send(content)
    assert response.status_code == 422, response.text
    assert {(error["pointer"], error["code"]) for error in response.json()["errors"]} == {("/file", code)}
    assert "Emm" not in response.text
    await _assert_nothing_stored(app)


async def test_an_invalid_form_stores_nothing(app: ImportExportApp) -> None:
    client = app.client()
    for body, headers, expected in (
        (b"{}", {"Content-Type": "application/json"}, 415),
        (b"", {}, 415),
        (HEAD + b"title\nEmma", FORM, 400),
        (b"nonsense", FORM, 400),
        (HEAD + ONE.encode() + TAIL, {"Content-Type": "multipart/form-data"}, 400),
        (HEAD.replace(b'"type"', b'"kind"') + ONE.encode() + TAIL, FORM, 422),
        (HEAD.replace(b"books", b"planes") + ONE.encode() + TAIL, FORM, 422),
        (HEAD[: HEAD.index(b"--bb", 4)] + b"--bb--\r\n", FORM, 422),
        (HEAD.replace(b"books", b"b" * 2000) + ONE.encode() + TAIL, FORM, 422),
        (HEAD + ONE.encode() + b"\r\n" + HEAD + ONE.encode() + TAIL, FORM, 422),
    ):
        response = await client.post("/v1/imports", content=body, headers=headers)
        assert response.status_code == expected, (body, response.text)
    await _assert_nothing_stored(app)


async def test_the_size_limit_holds_without_content_length(app: ImportExportApp) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield HEAD + b"title,copies\n"
        while sent < 2 * MAX_BODY_BYTES:
            sent += BLOCK
            yield b"x,1\n" * (BLOCK // 4)

    response = await app.client().post("/v1/imports", content=endless(), headers=FORM)
    assert response.status_code in (413, 422)
    assert sent <= MAX_BODY_BYTES + BLOCK
    reported = await app.client().post(
        "/v1/imports", content=b"x", headers={**FORM, "Content-Length": str(MAX_BODY_BYTES + 1)}
    )
    assert (reported.status_code, reported.json()["code"]) == (413, "body_too_large")
    await _assert_nothing_stored(app)


async def test_an_interrupted_upload_stores_nothing(app: ImportExportApp) -> None:
    going = asyncio.Event()

    async def pieces() -> AsyncIterator[bytes]:
        yield b"title,copies\n" + b"x,1\n" * BLOCK
        going.set()
        await asyncio.Event().wait()

    async def send() -> None:
        async with resolve(app.import_export.store_upload)(pieces()):
            raise AssertionError("the upload must not complete")

    sending = asyncio.create_task(send())
    await going.wait()
    while (await app.stored_counts())[1] < 4:
        await asyncio.sleep(0.01)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    await _assert_nothing_stored(app)


async def test_an_upload_interrupted_after_the_job_started_is_kept(app: ImportExportApp) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield ONE.encode()

    started = resolve(app.import_export.start_import)
    with pytest.raises(asyncio.CancelledError):
        async with resolve(app.import_export.store_upload)(pieces()) as taken:
            job = await started(
                StartImportCommand(
                    principal=SYSTEM, metadata=METADATA, owner=Owner("user:1", 1), type="books", file=taken
                )
            )
            raise asyncio.CancelledError
    await app.work()
    assert (await app.job(job.id))["status"] == "succeeded"
    assert await app.imported() == [("Emma", "1")]


async def test_an_upload_is_stored_in_blocks_of_one_size() -> None:
    class Kept:
        def __init__(self) -> None:
            self.blocks: list[bytes] = []

        async def open(self) -> int:
            return 1

        async def append(self, file_id: int, number: int, block: bytes) -> None:
            assert (file_id, number) == (1, len(self.blocks))
            self.blocks.append(block)

        async def discard(self, file_id: int) -> None:
            self.blocks.clear()

    async def pieces() -> AsyncIterator[bytes]:
        for size in (1, 100_000, BLOCK, 3 * BLOCK, 7):
            yield b"a" * size

    kept = Kept()
    async with StoreUpload(kept)(pieces()) as taken:
        assert taken.size == 100_008 + 4 * BLOCK
    assert [len(block) for block in kept.blocks] == [BLOCK] * 4 + [100_008]


async def test_one_key_starts_one_job_regardless_of_the_form_encoding(app: ImportExportApp) -> None:
    first = await app.send(ONE, key="k1")
    again = await app.client().post(
        "/v1/imports", content=HEAD + ONE.encode() + TAIL, headers={**FORM, "Idempotency-Key": "k1"}
    )
    assert (again.status_code, again.json(), again.headers["location"]) == (
        202,
        first.json(),
        first.headers["location"],
    )
    assert again.headers["idempotent-replayed"] == "true"
    other = await app.send(table([("Dune", 1)]), key="k1")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert (await app.send(ONE, key="k1", dry_run="true")).status_code == 422
    assert await app.stored_counts() == (1, 1)


async def test_fingerprints_of_uploads_depend_on_the_fingerprint_key(app: ImportExportApp) -> None:
    assert (await app.send(ONE, key="k1")).status_code == 202
    assert (await ImportExportApp(app.database).send(ONE, key="k1")).status_code == 202
    stranger = await ImportExportApp(app.database, fingerprint_key=b"b").send(ONE, key="k1")
    assert stranger.json()["code"] == "idempotency_key_reused"


async def test_an_import_requires_the_scope_of_its_type(app: ImportExportApp) -> None:
    for who, expected in ((None, 401), ("stranger", 403), ("reader", 403), ("client", 202)):
        response: httpx2.Response = await app.client(who).post(
            "/v1/imports", content=HEAD + ONE.encode() + TAIL, headers=FORM
        )
        assert response.status_code == expected
    assert (await app.stored_counts())[0] == 1


async def test_a_flag_is_true_or_false(app: ImportExportApp) -> None:
    for word, expected in (("True", 202), ("false", 202), ("0", 422), ("yes", 422)):
        assert (await app.send(ONE, dry_run=word)).status_code == expected, word
