"""The words of letters: complete, the same in both parts, and nothing of a name taken for markup."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from modules.notifications.adapters.outbound.jinja_templates import TEMPLATES, JinjaLetters
from modules.notifications.domain.email_template import (
    LETTERS,
    EmailVerification,
    Letter,
    OrderConfirmed,
    OrderRefunded,
    OrderShipped,
    PasswordChanged,
    PasswordReset,
    RefundFailed,
    Welcome,
)
from modules.notifications.domain.order import Item, Parcel
from modules.notifications.domain.recipient import Recipient
from tests.modules.notifications.twins import ADA, ADAS, GUEST, GUESTS, ITEMS

LETTERS_ABOUT: list[Letter] = [
    Welcome(ADA),
    OrderConfirmed(ADA, ADAS),
    OrderShipped(GUEST, GUESTS, Parcel(2, ITEMS, "Royal Mail", "RM123")),
    OrderRefunded(GUEST, GUESTS, 450),
    RefundFailed(GUEST, GUESTS, 450),
    PasswordReset(ADA, "-a_secret", 30),
    EmailVerification(ADA, "ev_1_secret", 24),
    PasswordChanged(ADA),
]
PLAIN = (Welcome, PasswordReset, EmailVerification, PasswordChanged)
"""Letters that tell of no order."""


class Read(HTMLParser):
    """The words of a page, and the elements that it consists of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words = ""
        self.elements: set[str] = set()
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)


@pytest.fixture
def letters() -> JinjaLetters:
    return JinjaLetters("Tea & Mugs <shop@shop.example>", "https://shop.example")


def test_every_letter_has_its_templates_and_every_template_its_letter() -> None:
    expected = {
        f"{kind}.{part}" for kind in ("layout", *(letter.kind for letter in LETTERS)) for part in ("txt", "html")
    }
    assert {path.name for path in TEMPLATES.iterdir()} == expected
    assert [type(letter) for letter in LETTERS_ABOUT] == list(LETTERS)


@pytest.mark.parametrize("letter", LETTERS_ABOUT, ids=lambda letter: letter.kind)
def test_both_parts_address_somebody_and_tell_the_shop(letters: JinjaLetters, letter: Letter) -> None:
    written = letters.write(letter)
    assert written.text.startswith(f"Hello {letter.recipient.name},\n\n")
    assert written.text.endswith("Tea & Mugs\nhttps://shop.example\n")
    page = Read(written.html)
    assert f"Hello {letter.recipient.name}," in page.words
    assert "Tea & Mugs" in page.words
    assert "Tea &amp; Mugs" in written.html
    assert "{" not in written.subject + written.text + written.html
    assert "\n\n\n" not in written.text


@pytest.mark.parametrize("letter", LETTERS_ABOUT, ids=lambda letter: letter.kind)
def test_both_parts_state_the_same_facts(letters: JinjaLetters, letter: Letter) -> None:
    written = letters.write(letter)
    facts = re.findall(r"\d[\d,.]* GBP|MUG1|Blue mug|Royal Mail|RM123", written.text)
    assert set(facts) == set(re.findall(r"\d[\d,.]* GBP|MUG1|Blue mug|Royal Mail|RM123", Read(written.html).words))
    assert bool(facts) == (not isinstance(letter, PLAIN))


def test_a_confirmation_lists_what_was_bought(letters: JinjaLetters) -> None:
    written = letters.write(OrderConfirmed(ADA, ADAS))
    assert written.subject == "Your order 1 is confirmed"
    for line in (
        "2 x Blue mug (MUG1): 10.00 GBP",
        "1 x Tea (TEA1): 4.50 GBP",
        "Shipping: 3.50 GBP",
        "Total: 18.00 GBP",
        "Of which tax: 3.00 GBP",
    ):
        assert f"\n{line}\n" in written.text


def test_a_confirmation_promises_no_parcel_for_what_is_digital(letters: JinjaLetters) -> None:
    plain = letters.write(OrderConfirmed(ADA, ADAS))
    assert "We write again when it is on its way." in plain.text
    assert "digital" not in plain.text + plain.html
    book = replace(ITEMS[1], is_digital=True)
    mixed = letters.write(OrderConfirmed(ADA, replace(ADAS, items=[ITEMS[0], book])))
    alone = letters.write(OrderConfirmed(ADA, replace(ADAS, items=[book])))
    for part in ("text", "html"):
        assert "when the rest is on its way" in getattr(mixed, part)
        assert "on its way" not in getattr(alone, part)
        for letter in (mixed, alone):
            assert "(TEA1, digital)" in getattr(letter, part)
            assert "Digital items are not sent by post." in getattr(letter, part)
            assert "\n\n\n" not in getattr(letter, part)


def test_what_is_not_charged_is_not_mentioned(letters: JinjaLetters) -> None:
    written = letters.write(OrderConfirmed(ADA, replace(ADAS, shipping_cents=0, tax_cents=0)))
    assert "Shipping" not in written.text + written.html
    assert "tax" not in written.text + written.html


def test_a_parcel_is_told_with_and_without_its_carrier(letters: JinjaLetters) -> None:
    told = letters.write(OrderShipped(GUEST, GUESTS, Parcel(2, ITEMS[:1], "Royal Mail", "RM123")))
    assert told.subject == "Your order 2 is on its way"
    assert "\n2 x Blue mug (MUG1)\n\nCarrier: Royal Mail\nTracking number: RM123\n" in told.text
    plain = letters.write(OrderShipped(GUEST, GUESTS, Parcel(2, ITEMS[:1], None, None)))
    assert "Carrier" not in plain.text + plain.html
    assert "None" not in plain.text + plain.html


def test_a_refund_names_its_amount(letters: JinjaLetters) -> None:
    written = letters.write(OrderRefunded(GUEST, GUESTS, 450))
    assert written.subject == "We have refunded 4.50 GBP of your order 2"
    for text in (written.text, written.html):
        assert ", the way it was paid." in text
        assert "It can take your bank some days to show it." in text
        assert "by hand" not in text


def test_a_refund_by_other_means_is_not_said_to_come_the_way_it_was_paid(letters: JinjaLetters) -> None:
    written = letters.write(OrderRefunded(GUEST, GUESTS, 450, is_manual=True))
    assert written.subject == "We have refunded 4.50 GBP of your order 2"
    assert "of your order 2 by hand, such as in cash or by bank transfer, not to a card.\n" in written.text
    for text in (written.text, written.html):
        assert "by hand, such as in cash or by bank transfer, not to a card." in text
        assert "the way it was paid" not in text
        assert "your bank" not in text


@pytest.mark.parametrize("letter", LETTERS_ABOUT, ids=lambda letter: letter.kind)
def test_a_name_is_never_markup(letters: JinjaLetters, letter: Letter) -> None:
    plain = Read(letters.write(letter).html)
    evil = "<script>alert(1)</script>\"'><img src=x onerror=y> & {{ 7*7 }} {% raw %}"
    mean = replace(letter, recipient=Recipient("a@b.c", evil, evil, 7))
    if not isinstance(mean, PLAIN):
        mean = replace(mean, order=replace(ADAS, items=[Item(evil, evil, 1, 1)]))  # type: ignore[call-arg]
    if isinstance(mean, OrderShipped):
        mean = replace(mean, parcel=Parcel(1, [Item(evil, evil, 1, 1)], evil, evil))
    written = letters.write(mean)
    page = Read(written.html)
    assert page.elements == plain.elements
    assert f"Hello {evil}," in page.words
    assert f"Hello {evil}," in written.text
    assert "49" not in written.text


def test_the_link_to_a_new_password_keeps_its_secret_from_servers(letters: JinjaLetters) -> None:
    """What follows the `#` is never sent to where the link leads, nor told to the next page."""
    letter = PasswordReset(ADA, "-a_secret", 30)
    written = letters.write(letter)
    link = "https://shop.example/reset-password#token=-a_secret"
    assert f"\n{link}\n" in written.text
    assert f'href="{link}"' in written.html
    assert "within 30 minutes" in written.text
    assert "a_secret" not in written.subject + repr(letter)


def test_a_name_of_several_lines_stays_in_its_subject(letters: JinjaLetters) -> None:
    written = letters.write(Welcome(Recipient("a@b.c", "Ada\r\nBcc: all@b.c", "ada", 7)))
    assert written.subject == "Welcome, Ada Bcc: all@b.c"
    assert written.text.startswith("Hello Ada Bcc: all@b.c,\n")


def test_a_fact_that_is_missing_is_an_error_and_no_empty_space(letters: JinjaLetters) -> None:
    letters._environment.globals.pop("shop_url")
    with pytest.raises(UndefinedError):
        letters.write(Welcome(ADA))


def test_nothing_is_fetched_to_read_a_letter() -> None:
    """Neither pictures nor styles nor scripts: opening a mail tells nobody."""
    for path in Path(TEMPLATES).glob("*.html"):
        assert not re.search(r"<(img|link|script|iframe)|url\(|@import", path.read_text())
