"""In-memory twins of the ports."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from modules.notifications.domain.email_template import Letter
from modules.notifications.domain.mail import Mail, SentMail
from modules.notifications.domain.order import Item, Order, Parcel
from modules.notifications.domain.recipient import Recipient
from modules.notifications.ports.email_templates import Written
from modules.notifications.ports.mailer import NotSent
from modules.notifications.ports.resets import Reset

ADA = Recipient("ada@example.com", "Ada Lovelace", "ada", 7)
GUEST = Recipient("grace@example.com", "Grace Hopper")
ITEMS = [Item("MUG1", "Blue mug", 2, 1000), Item("TEA1", "Tea", 1, 450)]
ADAS = Order(1, "GBP", ITEMS, 350, 300, 1800, customer_id=7, guest=None)
GUESTS = Order(2, "GBP", ITEMS, 350, 300, 1800, customer_id=None, guest=GUEST)
NOBODYS = Order(3, "GBP", ITEMS, 350, 300, 1800, customer_id=8, guest=None)
ERASED = Order(4, "GBP", ITEMS, 350, 300, 1800, customer_id=None, guest=None)
FALLEN = Order(5, "GBP", ITEMS, 350, 300, 1800, customer_id=7, guest=None, stands=False)

BOUNCED = Order(6, "GBP", ITEMS, 350, 300, 1800, customer_id=7, guest=None, failed_refunds=[41])


class MemoryMailer:
    def __init__(self) -> None:
        self.sent: list[Mail] = []
        self.refuses = False

    async def send(self, mail: Mail) -> str:
        if self.refuses:
            raise NotSent("the server answered 451")
        self.sent.append(mail)
        return f"<{mail.key}@test>"


class MemoryRecipients:
    def __init__(self, *recipients: Recipient) -> None:
        self.known = {recipient.user_id: recipient for recipient in recipients}

    async def user(self, user_id: int) -> Recipient | None:
        return self.known.get(user_id)


class MemoryResets:
    """A token each time it is asked; `tokens` are those that were made."""

    def __init__(self, *recipients: Recipient) -> None:
        self.known = dict(enumerate(recipients, start=1))
        self.tokens: list[str] = []

    async def reset(self, reset_id: int) -> Reset | None:
        if reset_id not in self.known:
            return None
        self.tokens.append(f"secret-{len(self.tokens)}")
        return Reset(self.known[reset_id], self.tokens[-1], 30)


class MemoryOrders:
    """Parcel n is one of order n."""

    def __init__(self, *orders: Order) -> None:
        self.known = {order.id: order for order in orders}

    async def order(self, order_id: int) -> Order | None:
        return self.known.get(order_id)

    async def parcel(self, shipment_id: int) -> Parcel | None:
        order = self.known.get(shipment_id)
        return Parcel(order.id, order.items, "Royal Mail", "RM123") if order else None


class PlainLetters:
    """Says of a letter no more than what kind it is."""

    def write(self, letter: Letter) -> Written:
        return Written(letter.kind, repr(letter), f"<p>{letter.kind}</p>")


class MemorySentMails:
    def __init__(self) -> None:
        self.noted: dict[str, tuple[str, int | None, str]] = {}
        self.times: dict[str, datetime] = {}
        self.clock_shift = timedelta(0)

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + self.clock_shift

    async def has(self, key: str) -> bool:
        return key in self.noted

    async def note(self, key: str, kind: str, user_id: int | None, message_id: str) -> None:
        self.noted.setdefault(key, (kind, user_id, message_id))
        self.times.setdefault(key, self.now())

    async def to(self, user_id: int) -> Sequence[SentMail]:
        return [
            SentMail(kind, message_id, self.times[key])
            for key, (kind, owner, message_id) in self.noted.items()
            if owner == user_id
        ]

    async def prune(self, kept_for: timedelta, at_most: int) -> int:
        old = [key for key, at in self.times.items() if at < self.now() - kept_for][:at_most]
        for key in old:
            del self.noted[key], self.times[key]
        return len(old)
