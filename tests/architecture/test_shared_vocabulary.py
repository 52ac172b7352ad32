"""`shared` has no noun of a module: it does not know what the modules are about.

The nouns come from the modules: their names, tables, aggregates, audited kinds and the tags of their operations.
"""

import io
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import MetaData

from entrypoints.api_program import ApiProgram
from entrypoints.development.new_module.shared_words import words
from tests.module_samples import all_samples
from tests.settings import settings_of

ROOT = Path(__file__).parents[2]

TECHNICAL = {
    "api key": "a way to authenticate",
    "auth": "part of the token endpoint's path",
    "block": "a block of code",
    "dead letter": "a delivery of an event that has failed for good",
    "delivery": "of an event to a consumer",
    "delivery attempt": "of an event to a consumer",
    "document": "of JSON, or the OpenAPI document",
    "endpoint": "of HTTP",
    "event": "what modules publish",
    "file": "of a disk or an upload",
    "import export": "the protocols of tables that modules import and export",
    "job": "what a module does periodically",
    "level": "of logging, nesting or isolation",
    "location": "the header of HTTP",
    "notification": "of a waiting process",
    "operation": "of the OpenAPI document",
    "order": "a sequence",
    "progress": "of work",
    "refresh token": "a way to authenticate",
    "refused": "an answer of 4xx",
    "report": "to report",
    "return": "to return from a call",
    "session": "of the database, or of a signed-in caller",
    "transfer": "the transfer encoding of HTTP",
    "user": "a kind of principal",
}
"""Nouns of modules that are also words of the field, and their meaning in `shared`; samples of modules add to them."""

STILL_FOUND = {"orders", "order id", "reports", "return id", "transfers", "transfer id", "locations", "location id"}
"""Forms of technical words that are a module's."""

ALLOWED = {
    ("shared/infra/http/lists/paging.py", "orders"),  # sort orders
    ("shared/kernel/import_export.py", "stock"),  # options of an import, stored by these names with its job
    ("shared/kernel/import_export.py", "locations"),
}

pytestmark = pytest.mark.architecture


def singular(noun: str) -> str:
    if noun.endswith("ies"):
        return f"{noun[:-3]}y"
    return noun.removesuffix("s") if not noun.endswith("ss") else noun


def plural(noun: str) -> str:
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def declared_nouns() -> set[str]:
    """The nouns as the modules write them."""
    program = ApiProgram(settings_of, "test")
    names = {tag for api in program.apis().values() for tag in api.tags}
    for module in program.modules():
        names |= {
            module.name,
            *(each.name for each in module.audited),
            *(each.aggregate_type for each in module.events),
        }
        if isinstance(module.metadata, MetaData):
            names |= {table.name for table in module.metadata.sorted_tables}
    return {singular(words(name)) for name in names}


def searched(declared: set[str]) -> frozenset[str]:
    """The words to look for."""
    technical = TECHNICAL.keys() | {noun for samples in all_samples() for noun in samples.technical_nouns}
    found = {form for noun in declared - technical for form in (noun, plural(noun))}
    return frozenset(found | {noun for noun in STILL_FOUND if singular(noun.removesuffix(" id")) in declared})


def found_in(source: str, nouns: frozenset[str]) -> Iterator[tuple[int, str]]:
    """The lines of identifiers, texts and comments with a noun, and the noun."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in (tokenize.NAME, tokenize.STRING, tokenize.COMMENT):
            for number, line in enumerate(token.string.splitlines()):
                padded = f" {words(line)} "
                yield from ((token.start[0] + number, noun) for noun in nouns if f" {noun} " in padded)


@pytest.fixture(scope="module")
def nouns() -> frozenset[str]:
    return searched(declared_nouns())


def test_shared_has_no_noun_of_a_module(nouns: frozenset[str]) -> None:
    found = [
        f"{name}:{number}: {noun}"
        for file in sorted((ROOT / "shared").rglob("*.py"))
        for number, noun in found_in(file.read_text(), nouns)
        if ((name := str(file.relative_to(ROOT))), noun) not in ALLOWED
    ]
    assert found == [], "use a neutral example; a word of another meaning belongs in the samples of its module"


def test_the_nouns_are_those_of_all_modules(nouns: frozenset[str]) -> None:
    assert nouns >= {
        "orders",
        "refund",
        "shipments",
        "coupon",
        "product",
        "stock level",
        "webhooks",
        "sent mail",
        "sale",
    }
    assert declared_nouns() >= TECHNICAL.keys(), "what no module has needs no exception"


@pytest.mark.parametrize(
    ("planted", "noun"),
    [
        ("def refund_of(thing: object) -> None: ...", "refund"),
        ("class ProductFilter: ...", "product"),
        ("ORDER_ID = 7", "order id"),
        ("path = '/v1/orders/7'", "orders"),
        ('"""A page of things.\n\nAs coupons have them.\n"""', "coupons"),
        ("x = 1  # the shipment's number", "shipment"),
        ("stock_level = 3", "stock level"),
    ],
)
def test_a_planted_noun_is_found(planted: str, noun: str, nouns: frozenset[str]) -> None:
    assert noun in {found for _, found in found_in(planted, nouns)}


def test_a_technical_word_is_not_reported(nouns: frozenset[str]) -> None:
    source = "def sorted_by(order: str) -> None:\n    return log.level(order)  # returns events, in order"
    assert list(found_in(source, nouns)) == []
