"""Who is sent which letter, how often, and who is sent none."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from modules.notifications.application import prune_sent_mails
from modules.notifications.application.mail_sender import Post
from modules.notifications.application.prune_sent_mails import PruneSent
from modules.notifications.application.recipients import Buyers
from modules.notifications.application.send_order_confirmation import SendConfirmation
from modules.notifications.application.send_password_change import SendPasswordChange
from modules.notifications.application.send_password_reset import SendPasswordReset
from modules.notifications.application.send_refund_failure import SendRefundCorrection
from modules.notifications.application.send_refund_notice import SendRefundNote
from modules.notifications.application.send_shipping_notice import SendShippingNote
from modules.notifications.application.send_welcome import SendWelcome
from modules.notifications.ports.mailer import NotSent
from tests.modules.notifications.twins import (
    ADA,
    ADAS,
    BOUNCED,
    ERASED,
    FALLEN,
    GUESTS,
    NOBODYS,
    MemoryMailer,
    MemoryOrders,
    MemoryRecipients,
    MemoryResets,
    MemorySentMails,
    PlainLetters,
)

Send = Callable[[str, int], Awaitable[None]]


class Desk:
    def __init__(self) -> None:
        self.mailer, self.sent = MemoryMailer(), MemorySentMails()
        orders, people = MemoryOrders(ADAS, GUESTS, NOBODYS, ERASED, FALLEN, BOUNCED), MemoryRecipients(ADA)
        post = Post(PlainLetters(), self.mailer, self.sent)
        buyers = Buyers(people)
        self.welcome = SendWelcome(people, post)
        refund = SendRefundNote(orders, buyers, post)

        correction = SendRefundCorrection(orders, buyers, post)

        async def refunded(key: str, order_id: int) -> None:
            await refund(key, order_id, 41, 450)

        async def did_not_arrive(key: str, order_id: int) -> None:
            await correction(key, order_id, 450)

        self.resets = MemoryResets(ADA)
        self.password_reset = SendPasswordReset(self.resets, post)
        self.password_changed = SendPasswordChange(people, post)
        self.letters: dict[str, Send] = {
            "order_confirmed": SendConfirmation(orders, buyers, post),
            "order_shipped": SendShippingNote(orders, buyers, post),
            "order_refunded": refunded,
            "refund_failed": did_not_arrive,
        }


ABOUT_ORDERS = ["order_confirmed", "order_shipped", "order_refunded", "refund_failed"]


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_a_new_user_is_greeted(desk: Desk) -> None:
    await desk.welcome("k", 7)
    assert [mail.recipient for mail in desk.mailer.sent] == ["ada@example.com"]
    assert desk.sent.noted == {"k": ("welcome", 7, "<k@test>")}


async def test_who_was_erased_is_not_greeted(desk: Desk) -> None:
    await desk.welcome("k", 8)
    assert not desk.mailer.sent
    assert not desk.sent.noted


@pytest.mark.parametrize("kind", ABOUT_ORDERS)
async def test_a_buyer_is_told(desk: Desk, kind: str) -> None:
    await desk.letters[kind]("k", ADAS.id)
    (mail,) = desk.mailer.sent
    assert (mail.recipient, mail.subject) == ("ada@example.com", kind)
    assert desk.sent.noted == {"k": (kind, 7, "<k@test>")}


@pytest.mark.parametrize("kind", ABOUT_ORDERS)
async def test_a_guest_is_told_at_the_address_of_the_order(desk: Desk, kind: str) -> None:
    await desk.letters[kind]("k", GUESTS.id)
    assert [mail.recipient for mail in desk.mailer.sent] == ["grace@example.com"]
    assert desk.sent.noted == {"k": (kind, None, "<k@test>")}


@pytest.mark.parametrize("kind", ABOUT_ORDERS)
@pytest.mark.parametrize("order_id", [NOBODYS.id, ERASED.id, 999])
async def test_where_nobody_is_left_nobody_is_told(desk: Desk, kind: str, order_id: int) -> None:
    await desk.letters[kind]("k", order_id)
    assert not desk.mailer.sent
    assert not desk.sent.noted


async def test_an_order_that_fell_meanwhile_is_not_called_confirmed(desk: Desk) -> None:
    await desk.letters["order_confirmed"]("k", FALLEN.id)
    assert not desk.mailer.sent
    await desk.letters["order_refunded"]("k", FALLEN.id)
    assert [mail.subject for mail in desk.mailer.sent] == ["order_refunded"]


@pytest.mark.parametrize("is_manual", [False, True])
async def test_a_refund_is_told_by_the_way_it_went(desk: Desk, is_manual: bool) -> None:
    order = replace(GUESTS, manual_refunds=[41] if is_manual else [40])
    post = Post(PlainLetters(), desk.mailer, desk.sent)
    await SendRefundNote(MemoryOrders(order), Buyers(MemoryRecipients(ADA)), post)("k", order.id, 41, 450)
    (mail,) = desk.mailer.sent
    assert f"is_manual={is_manual}" in mail.text


async def test_a_refund_that_has_failed_meanwhile_is_not_announced(desk: Desk) -> None:
    await desk.letters["order_refunded"]("k", BOUNCED.id)
    assert not desk.mailer.sent
    await desk.letters["refund_failed"]("k", BOUNCED.id)
    assert [mail.subject for mail in desk.mailer.sent] == ["refund_failed"]


@pytest.mark.parametrize("kind", ["welcome", *ABOUT_ORDERS])
async def test_the_same_delivery_sends_one_mail_and_another_one_more(desk: Desk, kind: str) -> None:
    send, about = (desk.welcome, 7) if kind == "welcome" else (desk.letters[kind], ADAS.id)
    for key in ("k", "k", "k", "other"):
        await send(key, about)
    assert [mail.key for mail in desk.mailer.sent] == ["k", "other"]


async def test_a_mail_that_did_not_get_off_is_not_noted(desk: Desk) -> None:
    desk.mailer.refuses = True
    with pytest.raises(NotSent):
        await desk.welcome("k", 7)
    assert not desk.sent.noted
    desk.mailer.refuses = False
    await desk.welcome("k", 7)
    assert len(desk.mailer.sent) == 1


async def test_what_was_sent_is_remembered_for_ninety_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prune_sent_mails, "BATCH", 2)
    sent = MemorySentMails()
    for number in range(5):
        await sent.note(str(number), "welcome", 7, "<m>")
    sent.clock_shift = timedelta(days=90)
    await PruneSent(sent)()
    assert len(sent.noted) == 5
    sent.clock_shift = timedelta(days=90, seconds=1)
    await PruneSent(sent)()
    assert not sent.noted


async def test_a_token_is_made_for_the_mail_that_carries_it(desk: Desk) -> None:
    await desk.password_reset("k", 1)
    await desk.password_reset("k", 1)
    await desk.password_reset("nobody's", 2)
    (mail,) = desk.mailer.sent
    assert mail.recipient == "ada@example.com"
    assert desk.resets.tokens == ["secret-0"]
    assert desk.sent.noted == {"k": ("password_reset", 7, "<k@test>")}


async def test_a_mail_that_is_tried_again_carries_another_token(desk: Desk) -> None:
    desk.mailer.refuses = True
    with pytest.raises(NotSent) as refused:
        await desk.password_reset("k", 1)
    assert "secret" not in str(refused.value)
    desk.mailer.refuses = False
    await desk.password_reset("k", 1)
    assert desk.resets.tokens == ["secret-0", "secret-1"]
    assert len(desk.mailer.sent) == 1


async def test_who_has_another_password_is_told(desk: Desk) -> None:
    for _ in range(2):
        await desk.password_changed("k", 7)
    await desk.password_changed("erased", 8)
    assert [mail.subject for mail in desk.mailer.sent] == ["password_changed"]
