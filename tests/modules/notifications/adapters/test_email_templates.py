"""E-mail templates: complete, the same content in both parts, and names are escaped."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from modules.notifications.adapters.outbound.jinja_templates import TEMPLATES, JinjaEmailTemplates
from modules.notifications.domain.email_template import (
    EMAIL_TEMPLATES,
    EmailTemplate,
    EmailVerification,
    OrderConfirmed,
    OrderRefunded,
    OrderShipped,
    PasswordChanged,
    PasswordReset,
    RefundFailed,
    Welcome,
)
from modules.notifications.domain.order import Item, Shipment
from modules.notifications.domain.recipient import Recipient
from tests.modules.notifications.fakes import ADA, CUSTOMER_ORDER, GUEST, GUEST_ORDER, ITEMS

EXAMPLES: list[EmailTemplate] = [
    Welcome(ADA),
    OrderConfirmed(ADA, CUSTOMER_ORDER),
    OrderShipped(GUEST, GUEST_ORDER, Shipment(order_id=2, items=ITEMS, carrier="Royal Mail", tracking_number="RM123")),
    OrderRefunded(GUEST, GUEST_ORDER, 450),
    RefundFailed(GUEST, GUEST_ORDER, 450),
    PasswordReset(ADA, "-a_secret", 30),
    EmailVerification(ADA, "ev_1_secret", 24),
    PasswordChanged(ADA),
]
WITHOUT_ORDER = (Welcome, PasswordReset, EmailVerification, PasswordChanged)
"""Templates without an order."""


class Read(HTMLParser):
    """The text and the elements of an HTML page."""

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
def templates() -> JinjaEmailTemplates:
    return JinjaEmailTemplates("Tea & Mugs <shop@shop.example>", "https://shop.example")


def test_every_email_has_templates_and_every_template_an_email() -> None:
    expected = {
        f"{kind}.{part}"
        for kind in ("layout", *(template.kind for template in EMAIL_TEMPLATES))
        for part in ("txt", "html")
    }
    assert {path.name for path in TEMPLATES.iterdir()} == expected
    assert [type(template) for template in EXAMPLES] == list(EMAIL_TEMPLATES)


@pytest.mark.parametrize("template", EXAMPLES, ids=lambda template: template.kind)
def test_both_parts_name_the_recipient_and_the_shop(templates: JinjaEmailTemplates, template: EmailTemplate) -> None:
    email = templates.render(template)
    assert email.text.startswith(f"Hello {template.recipient.name},\n\n")
    assert email.text.endswith("Tea & Mugs\nhttps://shop.example\n")
    page = Read(email.html)
    assert f"Hello {template.recipient.name}," in page.words
    assert "Tea & Mugs" in page.words
    assert "Tea &amp; Mugs" in email.html
    assert "{" not in email.subject + email.text + email.html
    assert "\n\n\n" not in email.text


@pytest.mark.parametrize("template", EXAMPLES, ids=lambda template: template.kind)
def test_both_parts_state_the_same_facts(templates: JinjaEmailTemplates, template: EmailTemplate) -> None:
    email = templates.render(template)
    facts = re.findall(r"\d[\d,.]* GBP|MUG1|Blue mug|Royal Mail|RM123", email.text)
    assert set(facts) == set(re.findall(r"\d[\d,.]* GBP|MUG1|Blue mug|Royal Mail|RM123", Read(email.html).words))
    assert bool(facts) == (not isinstance(template, WITHOUT_ORDER))


def test_a_confirmation_lists_what_was_bought(templates: JinjaEmailTemplates) -> None:
    email = templates.render(OrderConfirmed(ADA, CUSTOMER_ORDER))
    assert email.subject == "Your order 1 is confirmed"
    for line in (
        "2 x Blue mug (MUG1): 10.00 GBP",
        "1 x Tea (TEA1): 4.50 GBP",
        "Shipping: 3.50 GBP",
        "Total: 18.00 GBP",
        "Of which tax: 3.00 GBP",
    ):
        assert f"\n{line}\n" in email.text


def test_a_confirmation_shows_the_gift_message_line_by_line_and_escaped(templates: JinjaEmailTemplates) -> None:
    given = {"note": "Ring twice.", "gift_message": "For <b>Ada</b>\nfrom Tea & Mugs"}
    email = templates.render(OrderConfirmed(ADA, replace(CUSTOMER_ORDER, buyer_texts=given)))
    assert "\n\nYour gift message:\n    For <b>Ada</b>\n    from Tea & Mugs\n\nWe write again" in email.text
    assert "For &lt;b&gt;Ada&lt;/b&gt;\nfrom Tea &amp; Mugs</blockquote>" in email.html
    assert "Ring twice." not in email.text + email.html
    assert "\n\n\n" not in email.text
    without = templates.render(OrderConfirmed(ADA, CUSTOMER_ORDER))
    assert "gift" not in without.text + without.html


def test_a_confirmation_of_digital_items_mentions_no_shipment(templates: JinjaEmailTemplates) -> None:
    plain = templates.render(OrderConfirmed(ADA, CUSTOMER_ORDER))
    assert "We write again when it is on its way." in plain.text
    assert "digital" not in plain.text + plain.html
    book = replace(ITEMS[1], is_digital=True)
    mixed = templates.render(OrderConfirmed(ADA, replace(CUSTOMER_ORDER, items=[ITEMS[0], book])))
    alone = templates.render(OrderConfirmed(ADA, replace(CUSTOMER_ORDER, items=[book])))
    for part in ("text", "html"):
        assert "when the rest is on its way" in getattr(mixed, part)
        assert "on its way" not in getattr(alone, part)
        for template in (mixed, alone):
            assert "(TEA1, digital)" in getattr(template, part)
            assert "Digital items are not sent by post." in getattr(template, part)
            assert "\n\n\n" not in getattr(template, part)


def test_zero_amounts_are_omitted(templates: JinjaEmailTemplates) -> None:
    email = templates.render(OrderConfirmed(ADA, replace(CUSTOMER_ORDER, shipping_cents=0, tax_cents=0)))
    assert "Shipping" not in email.text + email.html
    assert "tax" not in email.text + email.html


def test_a_shipment_mail_works_with_and_without_a_carrier(templates: JinjaEmailTemplates) -> None:
    email = templates.render(
        OrderShipped(
            GUEST, GUEST_ORDER, Shipment(order_id=2, items=ITEMS[:1], carrier="Royal Mail", tracking_number="RM123")
        )
    )
    assert email.subject == "Your order 2 is on its way"
    assert "\n2 x Blue mug (MUG1)\n\nCarrier: Royal Mail\nTracking number: RM123\n" in email.text
    plain = templates.render(
        OrderShipped(GUEST, GUEST_ORDER, Shipment(order_id=2, items=ITEMS[:1], carrier=None, tracking_number=None))
    )
    assert "Carrier" not in plain.text + plain.html
    assert "None" not in plain.text + plain.html


def test_a_refund_names_its_amount(templates: JinjaEmailTemplates) -> None:
    email = templates.render(OrderRefunded(GUEST, GUEST_ORDER, 450))
    assert email.subject == "We have refunded 4.50 GBP of your order 2"
    for text in (email.text, email.html):
        assert ", the way it was paid." in text
        assert "It can take your bank some days to show it." in text
        assert "by hand" not in text


def test_a_manual_refund_names_another_way_than_the_payment(templates: JinjaEmailTemplates) -> None:
    email = templates.render(OrderRefunded(GUEST, GUEST_ORDER, 450, is_manual=True))
    assert email.subject == "We have refunded 4.50 GBP of your order 2"
    assert "of your order 2 by hand, such as in cash or by bank transfer, not to a card.\n" in email.text
    for text in (email.text, email.html):
        assert "by hand, such as in cash or by bank transfer, not to a card." in text
        assert "the way it was paid" not in text
        assert "your bank" not in text


@pytest.mark.parametrize("template", EXAMPLES, ids=lambda template: template.kind)
def test_names_are_escaped_in_html(templates: JinjaEmailTemplates, template: EmailTemplate) -> None:
    plain = Read(templates.render(template).html)
    evil = "<script>alert(1)</script>\"'><img src=x onerror=y> & {{ 7*7 }} {% raw %}"
    mean = replace(template, recipient=Recipient(address="a@b.c", full_name=evil, username=evil, user_id=7))
    if not isinstance(mean, WITHOUT_ORDER):
        mean = replace(
            mean, order=replace(CUSTOMER_ORDER, items=[Item(sku=evil, name=evil, quantity=1, total_cents=1)])
        )  # type: ignore[call-arg]
    if isinstance(mean, OrderShipped):
        mean = replace(
            mean,
            shipment=Shipment(
                order_id=1,
                items=[Item(sku=evil, name=evil, quantity=1, total_cents=1)],
                carrier=evil,
                tracking_number=evil,
            ),
        )
    email = templates.render(mean)
    page = Read(email.html)
    assert page.elements == plain.elements
    assert f"Hello {evil}," in page.words
    assert f"Hello {evil}," in email.text
    assert "49" not in email.text


def test_the_password_link_has_its_token_in_the_fragment(templates: JinjaEmailTemplates) -> None:
    """Browsers send the fragment after `#` neither to the server nor in a Referer."""
    template = PasswordReset(ADA, "-a_secret", 30)
    email = templates.render(template)
    link = "https://shop.example/reset-password#token=-a_secret"
    assert f"\n{link}\n" in email.text
    assert f'href="{link}"' in email.html
    assert "within 30 minutes" in email.text
    assert "a_secret" not in email.subject + repr(template)


def test_a_multiline_name_stays_in_the_subject_header(templates: JinjaEmailTemplates) -> None:
    email = templates.render(
        Welcome(Recipient(address="a@b.c", full_name="Ada\r\nBcc: all@b.c", username="ada", user_id=7))
    )
    assert email.subject == "Welcome, Ada Bcc: all@b.c"
    assert email.text.startswith("Hello Ada Bcc: all@b.c,\n")


def test_a_missing_template_variable_raises(templates: JinjaEmailTemplates) -> None:
    templates._environment.globals.pop("shop_url")
    with pytest.raises(UndefinedError):
        templates.render(Welcome(ADA))


def test_emails_load_no_external_resources() -> None:
    """No external images, styles or scripts: opening a mail sends no request."""
    for path in Path(TEMPLATES).glob("*.html"):
        assert not re.search(r"<(img|link|script|iframe)|url\(|@import", path.read_text())
