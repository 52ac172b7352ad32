"""From the event to the mail server, with the real inbox and real SMTP."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from modules.orders.public import RefundFailed
from modules.users.public import PasswordResetRequested, UserPasswordChanged, UserRegistered
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from tests.modules.notifications.notifications_app import NotificationsApp, Server, about, events


@pytest.fixture
async def app(database_url: str) -> AsyncIterator[NotificationsApp]:
    server, db = Server(), Database(database_url, {}, pool_size=4, outbox=Outbox)
    listening = await asyncio.get_running_loop().create_server(lambda: SMTP(server), "127.0.0.1", 0)
    yield NotificationsApp(db, server, f"smtp://127.0.0.1:{listening.sockets[0].getsockname()[1]}")
    listening.close()
    await db.close()


@pytest.mark.parametrize(("order_id", "address"), [(1, "ada@example.com"), (2, "grace@example.com")])
async def test_repeated_deliveries_send_each_mail_once(app: NotificationsApp, order_id: int, address: str) -> None:
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
async def test_a_failed_refund_sends_a_correction_mail(app: NotificationsApp, after_success: bool) -> None:
    money: dict[str, Any] = {"refund_id": 1, "payment_id": 1, "amount_cents": 400}
    await app.record((RefundFailed(**about(2), **money, after_success=after_success), "2"))
    for _ in range(2):
        await app.deliver()
    assert [str(message["Subject"]) for _, message in app.server.mails] == (
        ["The refund of 400 JPY for your order 2 did not reach you"] if after_success else []
    )


async def test_a_mail_resent_after_a_crash_has_the_same_id(app: NotificationsApp) -> None:
    """The process ended between sending and recording."""
    await app.record(*events(1)[:1])
    for _ in range(2):
        await app.deliver()
        async with app._db.begin() as tx:
            await tx.fetch("DELETE FROM notifications.sent_mails")
            await tx.commit()
    (_, first), (_, resend_by_kind) = app.server.mails
    assert first["Message-ID"] == resend_by_kind["Message-ID"]


async def test_a_deleted_user_gets_no_mail(app: NotificationsApp) -> None:
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


async def test_no_personal_data_is_stored(app: NotificationsApp) -> None:
    await app.record((UserRegistered(7, "customer"), "7"), *events(1), *events(2))
    await app.deliver()
    maildir = await app.rows("SELECT * FROM notifications.sent_mails")
    assert len(maildir) == 7
    assert {row["kind"] for row in maildir} == {"welcome", "order_confirmed", "order_shipped", "order_refunded"}
    assert {row["user_id"] for row in maildir} == {7, None}
    assert not [name for name in ("Ada", "Grace", "ada@", "grace@") if name in str(maildir)]


async def test_secrets_are_only_in_the_mail(app: NotificationsApp) -> None:
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
