"""`shared` has no noun of a module: it does not know what the modules are about.

The nouns come from the modules: their names, tables, aggregates, audited kinds, the tags of their operations, and the
further nouns of their samples.
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

TECHNICAL = frozenset(noun for samples in all_samples() for noun in samples.technical_nouns)
"""Nouns of modules that are also words of the field."""

ALLOWED = frozenset(use for samples in all_samples() for use in samples.uses_in_shared)

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
    named = {noun for samples in all_samples() for noun in samples.nouns}
    return frozenset(form for noun in (declared - TECHNICAL) | named for form in (noun, plural(noun)))


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
    found = {
        (str(file.relative_to(ROOT)), noun): number
        for file in sorted((ROOT / "shared").rglob("*.py"))
        for number, noun in found_in(file.read_text(), nouns)
    }
    assert ALLOWED - found.keys() == set(), "`uses_in_shared` of the samples names what is not there"
    unexpected = [f"{name}:{number}: {noun}" for (name, noun), number in found.items() if (name, noun) not in ALLOWED]
    assert unexpected == [], "use a neutral example; a word of another meaning belongs in the samples of its module"


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
    assert declared_nouns() >= TECHNICAL, "what no module has needs no exception"


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
        ("for_guests = True", "guests"),
        ("sku_pattern = '^[A-Z]+$'", "sku"),
        ("x = 1  # the shop's", "shop"),
        ("x = 1  # paid by a provider", "provider"),
    ],
)
def test_a_planted_noun_is_found(planted: str, noun: str, nouns: frozenset[str]) -> None:
    assert noun in {found for _, found in found_in(planted, nouns)}


def test_a_technical_word_is_not_reported(nouns: frozenset[str]) -> None:
    source = "def sorted_by(order: str) -> None:\n    return log.level(order)  # returns events, in order"
    assert list(found_in(source, nouns)) == []
