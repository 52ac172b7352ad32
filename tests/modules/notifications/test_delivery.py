"""From the event to the mail server, with the real inbox and real SMTP."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from modules.notifications.public import MailPolicy
from modules.notifications.worker_container import NotificationsWorkerContainer
from modules.orders.public import (
    OrderConfirmed,
    OrderSummary,
    RefundFailed,
    RefundSucceeded,
    ShipmentCreated,
    ShipmentSummary,
    SummaryLine,
)
from modules.users.public import (
    Customer,
    EmailVerification,
    PasswordReset,
    PasswordResetRequested,
    UserPasswordChanged,
    UserRegistered,
)
from shared.infra.injection import resolve
from shared.infra.messaging.deliveries.claims import Claims
from shared.infra.messaging.deliveries.consumers import register
from shared.infra.messaging.deliveries.inbox import Inbox
from shared.infra.messaging.delivery_handlers import create_handler
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.kernel.events import Event, EventMetadata, OutgoingEvent
from shared.kernel.transaction import Transaction

LEASE = timedelta(seconds=30)
EVIL = "Ada <b>\r\nBcc: all@example.com"


class MemoryUsers:
    def __init__(self) -> None:
        self.known = {7: Customer(7, "ada@example.com", "ada", EVIL, is_active=True)}

    async def get_customers(self, tx: Transaction, ids: Sequence[int]) -> Mapping[int, Customer]:
        return {id_: self.known[id_] for id_ in ids if id_ in self.known}

    async def get_customer(self, user_id: int) -> Customer | None:
        return self.known.get(user_id)

    async def issue_password_reset(self, reset_id: int) -> PasswordReset | None:
        return PasswordReset(self.known[7], "secret", 30) if reset_id == 1 else None

    async def issue_email_verification(self, user_id: int) -> EmailVerification | None:
        return EmailVerification(self.known[7], "ev_secret", 24) if user_id == 9 else None


class MemoryOrders:
    """Order 1 is Ada's, 2 a guest's, 3 a deleted user's; shipment n belongs to order n."""

    lines = (SummaryLine(sku="MUG1", name="Blue mug", quantity=2, total_cents=1000),)

    async def get_summary(self, order_id: int) -> OrderSummary | None:
        customer = {1: 7, 2: None, 3: 8}[order_id]
        guest = ("Grace", "grace@example.com") if customer is None else (None, None)
        return OrderSummary(
            id=order_id,
            status="confirmed",
            payment_status="paid",
            customer_id=customer,
            guest_name=guest[0],
            guest_email=guest[1],
            currency="JPY",
            lines=self.lines,
            shipping_cents=0,
            tax_cents=0,
            total_cents=1000,
            created_at=datetime(2026, 1, 1, tzinfo=UTC),
            version=2,
        )

    async def get_shipment(self, shipment_id: int) -> ShipmentSummary | None:
        return ShipmentSummary(
            id=shipment_id,
            order_id=shipment_id,
            location_code="MAIN",
            carrier="Royal Mail",
            tracking_number="RM123",
            lines=self.lines,
        )


class Server:
    """Accepts mail."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], EmailMessage]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.mails.append((envelope.rcpt_tos, message))
        return "250 OK"


class NotificationsApp:
    """The notifications module, connected to the SMTP server."""

    def __init__(self, db: Database, server: Server, url: str) -> None:
        self._db = db
        self.server = server
        self.container = NotificationsWorkerContainer(
            database=db,
            users=MemoryUsers(),
            orders=MemoryOrders(),
            policy=MailPolicy("Shop <shop@shop.example>", "http://shop", Path("/nowhere"), url),
        )

    async def record(self, *events: tuple[Event, str]) -> None:
        await register(self._db, [each.consumer for each in resolve(self.container.module).subscriptions()])
        async with self._db.begin() as tx:
            for event, id_ in events:
                tx.record(OutgoingEvent(event, id_, 1, EventMetadata("user:7", "r1")))
            await tx.commit()

    async def deliver(self) -> None:
        """Deliver all events again."""
        async with self._db.begin() as tx:
            await tx.fetch("UPDATE platform.deliveries SET done_at = NULL, leased_until = NULL")
            await tx.commit()
        for subscription in resolve(self.container.module).subscriptions():
            handle = create_handler(subscription, Inbox(self._db), LEASE)
            lease = await Claims(self._db).claim({subscription.consumer.name: 10}, LEASE)
            await handle([claimed.event_id for claimed in lease.claimed], lease.until)

    async def rows(self, statement: str) -> Sequence[Mapping[str, Any]]:
        async with self._db.read() as reading:
            return [dict(row) for row in await reading.fetch(statement)]


@pytest.fixture
async def app(database_url: str) -> AsyncIterator[NotificationsApp]:
    server, db = Server(), Database(database_url, {}, pool_size=4, outbox=Outbox)
    listening = await asyncio.get_running_loop().create_server(lambda: SMTP(server), "127.0.0.1", 0)
    yield NotificationsApp(db, server, f"smtp://127.0.0.1:{listening.sockets[0].getsockname()[1]}")
    listening.close()
    await db.close()


def about(order_id: int) -> dict[str, Any]:
    return {
        "order_id": order_id,
        "customer_id": None,
        "status": "confirmed",
        "payment_status": "paid",
        "currency": "JPY",
        "total_cents": 1000,
        "version": 2,
    }


def events(order_id: int) -> list[tuple[Event, str]]:
    """All events of an order that send a mail. Each has its own aggregate id here."""
    recorded: list[Event] = [
        OrderConfirmed(**about(order_id)),
        ShipmentCreated(**about(order_id), shipment_id=order_id, location_code="MAIN"),
        RefundSucceeded(**about(order_id), refund_id=1, payment_id=1, amount_cents=400),
    ]
    return [(event, f"{order_id}.{number}") for number, event in enumerate(recorded)]


@pytest.mark.parametrize(("order_id", "address"), [(1, "ada@example.com"), (2, "grace@example.com")])
async def test_a_buyer_is_told_once_of_everything_however_often_it_is_delivered(
    app: NotificationsApp, order_id: int, address: str
) -> None:
    await app.record(*events(order_id))
    for _ in range(3):
        await app.deliver()
    assert [recipients for recipients, _ in app.server.mails] == [[address]] * 3
    assert {str(message["Subject"]) for _, message in app.server.mails} == {
        f"Your order {order_id} is confirmed",
        f"Your order {order_id} is on its way",
        f"We have refunded 400 JPY of your order {order_id}",
    }
    assert len(await app.rows("SELECT FROM notifications.sent_mails")) == 3
    assert not await app.rows("SELECT FROM platform.deliveries WHERE done_at IS NULL")


@pytest.mark.parametrize("after_success", [True, False])
async def test_a_refund_that_did_not_arrive_is_corrected(app: NotificationsApp, after_success: bool) -> None:
    money: dict[str, Any] = {"refund_id": 1, "payment_id": 1, "amount_cents": 400}
    await app.record((RefundFailed(**about(2), **money, after_success=after_success), "2"))
    for _ in range(2):
        await app.deliver()
    assert [str(message["Subject"]) for _, message in app.server.mails] == (
        ["The refund of 400 JPY for your order 2 did not reach you"] if after_success else []
    )


async def test_a_mail_sent_again_after_a_crash_is_known_by_its_id(app: NotificationsApp) -> None:
    """The process ended between sending and recording."""
    await app.record(*events(1)[:1])
    for _ in range(2):
        await app.deliver()
        async with app._db.begin() as tx:
            await tx.fetch("DELETE FROM notifications.sent_mails")
            await tx.commit()
    (_, first), (_, resend_by_kind) = app.server.mails
    assert first["Message-ID"] == resend_by_kind["Message-ID"]


async def test_who_was_deleted_is_told_nothing(app: NotificationsApp) -> None:
    await app.record(*events(3), (UserRegistered(8, "customer"), "8"))
    await app.deliver()
    assert not app.server.mails
    assert not await app.rows("SELECT FROM platform.deliveries WHERE done_at IS NULL")


async def test_a_name_adds_no_header_and_no_markup(app: NotificationsApp) -> None:
    await app.record((UserRegistered(7, "customer"), "7"), *events(1))
    await app.deliver()
    assert len(app.server.mails) == 4
    for recipients, message in app.server.mails:
        assert recipients == ["ada@example.com"]
        assert message["Bcc"] is None
        assert message.get_content_type() == "multipart/alternative"
        html = message.get_body(("html",))
        assert html is not None
        assert "Hello Ada &lt;b&gt; Bcc: all@example.com," in html.get_content()


async def test_nothing_personal_is_kept(app: NotificationsApp) -> None:
    await app.record((UserRegistered(7, "customer"), "7"), *events(1), *events(2))
    await app.deliver()
    maildir = await app.rows("SELECT * FROM notifications.sent_mails")
    assert len(maildir) == 7
    assert {row["kind"] for row in maildir} == {"welcome", "order_confirmed", "order_shipped", "order_refunded"}
    assert {row["user_id"] for row in maildir} == {7, None}
    assert not [name for name in ("Ada", "Grace", "ada@", "grace@") if name in str(maildir)]


async def test_no_secret_stays_behind_but_in_the_mail(app: NotificationsApp) -> None:
    await app.record((PasswordResetRequested(1), "1"), (PasswordResetRequested(2), "2"), (UserPasswordChanged(7), "7"))
    for _ in range(2):
        await app.deliver()
    by_subject = {str(message["Subject"]): message for _, message in app.server.mails}
    assert (len(app.server.mails), set(by_subject)) == (2, {"Set a new password", "Your password was changed"})
    part = by_subject["Set a new password"].get_body(("plain",))
    assert part
    assert "http://shop/reset-password#token=secret" in part.get_content()
    for table in ("platform.events", "platform.deliveries", "platform.dead_letters", "notifications.sent_mails"):
        assert not await app.rows(f"SELECT FROM {table} t WHERE t::text LIKE '%secret%'")
