"""Which mails are sent to which recipients, and how often."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from modules.notifications.application import prune_sent_mails
from modules.notifications.application.mail_sender import MailSender
from modules.notifications.application.prune_sent_mails import PruneSentMails
from modules.notifications.application.recipients import RecipientResolver
from modules.notifications.application.send_order_confirmation import SendOrderConfirmation
from modules.notifications.application.send_password_change import SendPasswordChange
from modules.notifications.application.send_password_reset import SendPasswordReset
from modules.notifications.application.send_refund_failure import SendRefundFailure
from modules.notifications.application.send_refund_notice import SendRefundNotice
from modules.notifications.application.send_shipping_notice import SendShippingNotice
from modules.notifications.application.send_welcome import SendWelcome
from modules.notifications.ports.mailer import NotSent
from tests.modules.notifications.fakes import (
    ADA,
    ANONYMIZED_ORDER,
    CANCELLED_ORDER,
    CUSTOMER_ORDER,
    DELETED_CUSTOMER_ORDER,
    FAILED_REFUND_ORDER,
    GUEST_ORDER,
    InMemoryMailer,
    InMemoryPasswordResetTokens,
    InMemoryRecipients,
    InMemorySentMailRepository,
    MemoryOrders,
    PlainEmailTemplates,
)

Send = Callable[[str, int], Awaitable[None]]


class MailUseCases:
    def __init__(self) -> None:
        self.mailer, self.sent = InMemoryMailer(), InMemorySentMailRepository()
        orders, people = (
            MemoryOrders(
                CUSTOMER_ORDER,
                GUEST_ORDER,
                DELETED_CUSTOMER_ORDER,
                ANONYMIZED_ORDER,
                CANCELLED_ORDER,
                FAILED_REFUND_ORDER,
            ),
            InMemoryRecipients(ADA),
        )
        mail_sender = MailSender(PlainEmailTemplates(), self.mailer, self.sent)
        recipients = RecipientResolver(people)
        self.welcome = SendWelcome(people, mail_sender)
        refund = SendRefundNotice(orders, recipients, mail_sender)

        correction = SendRefundFailure(orders, recipients, mail_sender)

        async def refunded(key: str, order_id: int) -> None:
            await refund(key, order_id, 41, 450)

        async def refund_failed(key: str, order_id: int) -> None:
            await correction(key, order_id, 450)

        self.reset_tokens = InMemoryPasswordResetTokens(ADA)
        self.password_reset = SendPasswordReset(self.reset_tokens, mail_sender)
        self.password_changed = SendPasswordChange(people, mail_sender)
        self.templates: dict[str, Send] = {
            "order_confirmed": SendOrderConfirmation(orders, recipients, mail_sender),
            "order_shipped": SendShippingNotice(orders, recipients, mail_sender),
            "order_refunded": refunded,
            "refund_failed": refund_failed,
        }


ORDER_MAILS = ["order_confirmed", "order_shipped", "order_refunded", "refund_failed"]


@pytest.fixture
def mails() -> MailUseCases:
    return MailUseCases()


async def test_a_new_user_gets_a_welcome_mail(mails: MailUseCases) -> None:
    await mails.welcome("k", 7)
    assert [mail.recipient for mail in mails.mailer.sent] == ["ada@example.com"]
    assert mails.sent.records == {"k": ("welcome", 7, "<k@test>")}


async def test_an_erased_user_gets_no_welcome_mail(mails: MailUseCases) -> None:
    await mails.welcome("k", 8)
    assert not mails.mailer.sent
    assert not mails.sent.records


@pytest.mark.parametrize("kind", ORDER_MAILS)
async def test_a_buyer_gets_a_mail(mails: MailUseCases, kind: str) -> None:
    await mails.templates[kind]("k", CUSTOMER_ORDER.id)
    (mail,) = mails.mailer.sent
    assert (mail.recipient, mail.subject) == ("ada@example.com", kind)
    assert mails.sent.records == {"k": (kind, 7, "<k@test>")}


@pytest.mark.parametrize("kind", ORDER_MAILS)
async def test_a_guest_gets_mail_at_the_address_of_the_order(mails: MailUseCases, kind: str) -> None:
    await mails.templates[kind]("k", GUEST_ORDER.id)
    assert [mail.recipient for mail in mails.mailer.sent] == ["grace@example.com"]
    assert mails.sent.records == {"k": (kind, None, "<k@test>")}


@pytest.mark.parametrize("kind", ORDER_MAILS)
@pytest.mark.parametrize("order_id", [DELETED_CUSTOMER_ORDER.id, ANONYMIZED_ORDER.id, 999])
async def test_no_mail_is_sent_without_a_recipient(mails: MailUseCases, kind: str, order_id: int) -> None:
    await mails.templates[kind]("k", order_id)
    assert not mails.mailer.sent
    assert not mails.sent.records


async def test_a_meanwhile_cancelled_order_gets_no_confirmation_mail(mails: MailUseCases) -> None:
    await mails.templates["order_confirmed"]("k", CANCELLED_ORDER.id)
    assert not mails.mailer.sent
    await mails.templates["order_refunded"]("k", CANCELLED_ORDER.id)
    assert [mail.subject for mail in mails.mailer.sent] == ["order_refunded"]


@pytest.mark.parametrize("is_manual", [False, True])
async def test_a_refund_mail_names_its_method(mails: MailUseCases, is_manual: bool) -> None:
    order = replace(GUEST_ORDER, manual_refunds=[41] if is_manual else [40])
    mail_sender = MailSender(PlainEmailTemplates(), mails.mailer, mails.sent)
    await SendRefundNotice(MemoryOrders(order), RecipientResolver(InMemoryRecipients(ADA)), mail_sender)(
        "k", order.id, 41, 450
    )
    (mail,) = mails.mailer.sent
    assert f"is_manual={is_manual}" in mail.text


async def test_a_meanwhile_failed_refund_gets_no_mail(mails: MailUseCases) -> None:
    await mails.templates["order_refunded"]("k", FAILED_REFUND_ORDER.id)
    assert not mails.mailer.sent
    await mails.templates["refund_failed"]("k", FAILED_REFUND_ORDER.id)
    assert [mail.subject for mail in mails.mailer.sent] == ["refund_failed"]


@pytest.mark.parametrize("kind", ["welcome", *ORDER_MAILS])
async def test_each_delivery_sends_one_mail(mails: MailUseCases, kind: str) -> None:
    send, about = (mails.welcome, 7) if kind == "welcome" else (mails.templates[kind], CUSTOMER_ORDER.id)
    for key in ("k", "k", "k", "other"):
        await send(key, about)
    assert [mail.key for mail in mails.mailer.sent] == ["k", "other"]


async def test_an_unsent_mail_is_not_recorded(mails: MailUseCases) -> None:
    mails.mailer.refuses = True
    with pytest.raises(NotSent):
        await mails.welcome("k", 7)
    assert not mails.sent.records
    mails.mailer.refuses = False
    await mails.welcome("k", 7)
    assert len(mails.mailer.sent) == 1


async def test_sent_mails_are_recorded_for_ninety_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prune_sent_mails, "BATCH_SIZE", 2)
    sent = InMemorySentMailRepository()
    for number in range(5):
        await sent.record(str(number), "welcome", 7, "<m>")
    sent.clock_shift = timedelta(days=90)
    await PruneSentMails(sent)()
    assert len(sent.records) == 5
    sent.clock_shift = timedelta(days=90, seconds=1)
    await PruneSentMails(sent)()
    assert not sent.records


async def test_a_token_is_created_when_its_mail_is_sent(mails: MailUseCases) -> None:
    await mails.password_reset("k", 1)
    await mails.password_reset("k", 1)
    await mails.password_reset("unknown", 2)
    (mail,) = mails.mailer.sent
    assert mail.recipient == "ada@example.com"
    assert mails.reset_tokens.tokens == ["secret-0"]
    assert mails.sent.records == {"k": ("password_reset", 7, "<k@test>")}


async def test_a_retried_mail_has_a_new_token(mails: MailUseCases) -> None:
    mails.mailer.refuses = True
    with pytest.raises(NotSent) as refused:
        await mails.password_reset("k", 1)
    assert "secret" not in str(refused.value)
    mails.mailer.refuses = False
    await mails.password_reset("k", 1)
    assert mails.reset_tokens.tokens == ["secret-0", "secret-1"]
    assert len(mails.mailer.sent) == 1


async def test_a_changed_password_is_mailed_once(mails: MailUseCases) -> None:
    for _ in range(2):
        await mails.password_changed("k", 7)
    await mails.password_changed("erased", 8)
    assert [mail.subject for mail in mails.mailer.sent] == ["password_changed"]
