"""The module with a real inbox and a real SMTP server; users and orders in memory."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from modules.notifications.public import MailPolicy
from modules.notifications.worker_container import NotificationsWorkerContainer
from modules.orders.public import (
    OrderConfirmed,
    OrderSummary,
    RefundSucceeded,
    ShipmentCreated,
    ShipmentSummary,
    SummaryLine,
)
from modules.users.public import Customer, EmailVerification, PasswordReset
from shared.infra.injection import resolve
from shared.infra.messaging.deliveries.claims import Claims
from shared.infra.messaging.deliveries.consumer_registry import register
from shared.infra.messaging.deliveries.inbox import Inbox
from shared.infra.messaging.workers.delivery_handlers import create_handler
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
                tx.record(OutgoingEvent(event, aggregate_id=id_, sequence=1, metadata=EventMetadata("user:7", "r1")))
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
