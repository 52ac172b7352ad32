"""Names of new modules: their spellings, and those that are refused."""

import asyncpg
import pytest

from entrypoints.development.new_module.names import ModuleNames, RefusedName, names_of, plural_of, singular_of
from entrypoints.development.new_module.reserved_words import RESERVED_WORDS
from entrypoints.development.new_module.template_files import Spelling


@pytest.mark.parametrize(
    ("singular", "plural"),
    [
        ("supplier", "suppliers"),
        ("gift_card", "gift_cards"),
        ("category", "categories"),
        ("day", "days"),
        ("box", "boxes"),
        ("batch", "batches"),
        ("address", "addresses"),
        ("house", "houses"),
    ],
)
def test_singular_and_plural(singular: str, plural: str) -> None:
    assert (plural_of(singular), singular_of(plural)) == (plural, singular)


def test_the_noun_is_given_or_follows_from_the_name() -> None:
    assert names_of("suppliers", None) == ModuleNames("suppliers", "supplier")
    assert names_of("loyalty", "member") == ModuleNames("loyalty", "member")
    with pytest.raises(RefusedName, match="`loyalty` is no plural: give the singular of what it manages with --noun"):
        names_of("loyalty", None)


@pytest.mark.parametrize(
    ("noun", "phrase"),
    [("invoice", "an invoice"), ("supplier", "a supplier"), ("unit", "a unit"), ("umbrella", "an umbrella")],
)
def test_the_article_fits_the_noun(noun: str, phrase: str) -> None:
    spelled = Spelling(ModuleNames("things", noun))
    assert spelled("Create a gift card.") == f"Create {phrase}."
    assert spelled("A gift card is …") == f"{phrase.capitalize()} is …"


def test_every_spelling_is_replaced() -> None:
    spelled = Spelling(ModuleNames("freight", "parcel_label"))
    old = "gift_desk GiftDesk Gift desk; gift_card gift-cards GiftCardOut; Gift cards of a gift card"
    new = "freight Freight Freight; parcel_label parcel-labels ParcelLabelOut; Parcel labels of a parcel label"
    assert spelled(old) == new


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Suppliers", "lower-case words joined by underscores"),
        ("gift-cards", "lower-case words joined by underscores"),
        ("2suppliers", "lower-case words joined by underscores"),
        ("suppliers_", "lower-case words joined by underscores"),
        ("", "lower-case words joined by underscores"),
        ("a" * 31, "at most 30 characters"),
        ("class", "a word of Python"),
        ("match", "a word of Python"),
        ("filter", "a word of Python"),
        ("pg_tables", "a word of PostgreSQL"),
        ("window", "a word of PostgreSQL"),
    ],
)
def test_an_invalid_name_is_rejected(name: str, reason: str) -> None:
    with pytest.raises(RefusedName, match=reason):
        names_of(name, "supplier")
    with pytest.raises(RefusedName, match=reason):
        names_of("suppliers", name)


async def test_the_reserved_words_are_those_of_the_server(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    rows = await connection.fetch("SELECT word FROM pg_get_keywords() WHERE catcode IN ('R', 'T')")
    await connection.close()
    assert {row["word"] for row in rows} == RESERVED_WORDS
