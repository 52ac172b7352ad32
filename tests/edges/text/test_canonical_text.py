"""All text fields are normalized in responses, storage and search."""

from unicodedata import is_normalized, normalize

import pytest

from tests.edges.shop import Shop
from tests.edges.text.hostile import Sender
from tests.edges.text.text_inputs import found, places

DECOMPOSED = "Cafe\u0301 A\u030angstro\u0308m 123"
COMPOSED = normalize("NFC", DECOMPOSED)

_COLUMNS = """
    SELECT table_schema, table_name, column_name FROM information_schema.columns JOIN information_schema.tables
    USING (table_schema, table_name) WHERE table_type = 'BASE TABLE'
    AND data_type IN ('text', 'character varying', 'jsonb', 'json', 'ARRAY')
    AND table_schema NOT IN ('pg_catalog', 'information_schema')
"""


@pytest.mark.timeout(600)
async def test_every_text_field_is_read_in_its_canonical_form(laboratory: Shop) -> None:
    """Sends text to every body and query field of the document, then searches the whole database."""
    sender, taken, wrong = Sender(laboratory), list[str](), list[str]()
    for place in places(laboratory.operations, laboratory.samples):
        if place.kind == "path":
            continue
        response = await sender.send(place, DECOMPOSED)
        if response.status >= 300:
            continue
        taken.append(str(place))
        body = response.json() if response.body.startswith(b"{") else {}
        if not is_normalized("NFC", response.body.decode()):
            wrong.append(f"{place}: comes back as it was sent")
        if place.kind == "body" and isinstance(back := found(body, place.steps), str) and back != COMPOSED:
            wrong.append(f"{place}: {back!a}")
    for schema, table, column in await laboratory.sql(_COLUMNS):
        where = f'"{schema}"."{table}"'
        held = await laboratory.sql(f'SELECT count(*) FROM {where} WHERE "{column}"::text IS NOT NFC NORMALIZED')
        if held[0]["count"]:
            wrong.append(f"{where}.{column} holds {held[0]['count']} texts of another form")
    assert wrong == []
    assert len(taken) > 30, "so many fields take such a text"
    print(f"{len(taken)} fields took it: {taken}")


async def test_searches_find_both_unicode_forms(laboratory: Shop) -> None:
    product = {"sku": "NFC1", "name": f"{COMPOSED} twice", "price_cents": 100}
    await laboratory.done("admin", "POST", "/v1/products", product)
    for text in (COMPOSED, DECOMPOSED):
        response = await laboratory.call("admin", "GET", "/v1/products", query=b"q=" + _encoded(f"{text} twice"))
        assert [item["sku"] for item in response.json()["items"]] == ["NFC1"]


async def test_both_unicode_forms_are_the_same_idempotent_request(laboratory: Shop) -> None:
    headers = {b"idempotency-key": b"canonical-forms"}
    made = [
        await laboratory.call("admin", "POST", "/v1/api-keys", {"name": n, "scopes": ["orders:read"]}, headers=headers)
        for n in (COMPOSED, DECOMPOSED)
    ]
    assert [response.status for response in made] == [201, 409]
    assert made[1].code == "secret_already_issued", "it is the same request, not another one under its key"


def _encoded(text: str) -> bytes:
    return "".join(f"%{byte:02X}" for byte in text.encode()).encode()
