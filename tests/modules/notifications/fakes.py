"""In-memory fakes of the ports."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from modules.notifications.domain.email_template import EmailTemplate
from modules.notifications.domain.mail import Mail, SentMail
from modules.notifications.domain.order import Item, Order, Shipment
from modules.notifications.domain.recipient import Recipient
from modules.notifications.ports.email_templates import RenderedEmail
from modules.notifications.ports.mailer import NotSent
from modules.notifications.ports.password_reset_tokens import PasswordResetToken

ADA = Recipient(address="ada@example.com", full_name="Ada Lovelace", username="ada", user_id=7)
GUEST = Recipient(address="grace@example.com", full_name="Grace Hopper")
ITEMS = [
    Item(sku="MUG1", name="Blue mug", quantity=2, total_cents=1000),
    Item(sku="TEA1", name="Tea", quantity=1, total_cents=450),
]
CUSTOMER_ORDER = Order(1, "GBP", ITEMS, 350, 300, 1800, customer_id=7, guest=None)
GUEST_ORDER = Order(2, "GBP", ITEMS, 350, 300, 1800, customer_id=None, guest=GUEST)
DELETED_CUSTOMER_ORDER = Order(3, "GBP", ITEMS, 350, 300, 1800, customer_id=8, guest=None)
ANONYMIZED_ORDER = Order(4, "GBP", ITEMS, 350, 300, 1800, customer_id=None, guest=None)
CANCELLED_ORDER = Order(5, "GBP", ITEMS, 350, 300, 1800, customer_id=7, guest=None, is_active=False)

FAILED_REFUND_ORDER = Order(6, "GBP", ITEMS, 350, 300, 1800, customer_id=7, guest=None, failed_refunds=[41])


class InMemoryMailer:
    def __init__(self) -> None:
        self.sent: list[Mail] = []
        self.refuses = False

    async def send(self, mail: Mail) -> str:
        if self.refuses:
            raise NotSent("the server answered 451")
        self.sent.append(mail)
        return f"<{mail.key}@test>"


class InMemoryRecipients:
    def __init__(self, *recipients: Recipient) -> None:
        self.known = {recipient.user_id: recipient for recipient in recipients}

    async def get_user(self, user_id: int) -> Recipient | None:
        return self.known.get(user_id)


class InMemoryPasswordResetTokens:
    """Issues a token at each call; `tokens` lists the issued ones."""

    def __init__(self, *recipients: Recipient) -> None:
        self.known = dict(enumerate(recipients, start=1))
        self.tokens: list[str] = []

    async def issue(self, reset_id: int) -> PasswordResetToken | None:
        if reset_id not in self.known:
            return None
        self.tokens.append(f"secret-{len(self.tokens)}")
        return PasswordResetToken(self.known[reset_id], self.tokens[-1], 30)


class MemoryOrders:
    """Shipment n belongs to order n."""

    def __init__(self, *orders: Order) -> None:
        self.known = {order.id: order for order in orders}

    async def get_order(self, order_id: int) -> Order | None:
        return self.known.get(order_id)

    async def get_shipment(self, shipment_id: int) -> Shipment | None:
        order = self.known.get(shipment_id)
        return (
            Shipment(order_id=order.id, items=order.items, carrier="Royal Mail", tracking_number="RM123")
            if order
            else None
        )


class PlainEmailTemplates:
    """Renders the kind of a template and its fields."""

    def render(self, template: EmailTemplate) -> RenderedEmail:
        return RenderedEmail(template.kind, repr(template), f"<p>{template.kind}</p>")


class InMemorySentMailRepository:
    def __init__(self) -> None:
        self.records: dict[str, tuple[str, int | None, str]] = {}
        self.times: dict[str, datetime] = {}
        self.clock_shift = timedelta(0)

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + self.clock_shift

    async def was_sent(self, key: str) -> bool:
        return key in self.records

    async def record(self, key: str, kind: str, user_id: int | None, message_id: str) -> None:
        self.records.setdefault(key, (kind, user_id, message_id))
        self.times.setdefault(key, self.now())

    async def list_for_user(self, user_id: int) -> Sequence[SentMail]:
        return [
            SentMail(kind, message_id, self.times[key])
            for key, (kind, owner, message_id) in self.records.items()
            if owner == user_id
        ]

    async def prune(self, retention: timedelta, at_most: int) -> int:
        old = [key for key, at in self.times.items() if at < self.now() - retention][:at_most]
        for key in old:
            del self.records[key], self.times[key]
        return len(old)
