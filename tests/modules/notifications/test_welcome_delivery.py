"""From the event that somebody registered to the mail in the box, through the real inbox."""

import mailbox
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from modules.notifications.container import NotificationsContainer
from modules.notifications.public import MailPolicy
from modules.users.public import Customer, UserRegistered
from shared.infra.queue.applying import handler
from shared.infra.sql.database import Database
from shared.infra.sql.deliveries.claims import Claims
from shared.infra.sql.deliveries.consumers import register
from shared.infra.sql.deliveries.inbox import Inbox
from shared.kernel.events import Cause, Recorded
from shared.kernel.transaction import Transaction

LEASE = timedelta(seconds=30)


class MemoryUsers:
    def __init__(self) -> None:
        self.known = {7: Customer(7, "ada@example.com", "ada", None, is_active=True)}

    async def customers(self, tx: Transaction, ids: Sequence[int]) -> Mapping[int, Customer]:
        return {id_: self.known[id_] for id_ in ids if id_ in self.known}

    async def customer(self, user_id: int) -> Customer | None:
        return self.known.get(user_id)


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url, {}, pool_size=4)
    yield made
    await made.close()


async def test_one_registration_one_mail_however_often_it_is_delivered(db: Database, tmp_path: Path) -> None:
    container = NotificationsContainer(
        database=db, users=MemoryUsers(), policy=MailPolicy("shop@localhost", "http://shop", tmp_path / "mail")
    )
    (subscription,) = container.subscriptions()
    await register(db, [subscription])
    async with db.begin() as tx:
        for user_id in (7, 8):
            tx.record(Recorded(UserRegistered(user_id, "customer"), str(user_id), 1, Cause("user:7", "r1")))
        await tx.commit()
    handle = handler(subscription, Inbox(db), LEASE)
    for _ in range(2):
        lease = await Claims(db).claim({subscription.consumer: 10}, LEASE)
        await handle([claimed.event_id for claimed in lease.claimed], lease.until)
        async with db.begin() as tx:
            await tx.fetch("UPDATE platform.deliveries SET done_at = NULL, leased_until = NULL")
            await tx.commit()
    messages = list(mailbox.Maildir(tmp_path / "mail"))
    assert [message["To"] for message in messages] == ["ada@example.com"]
