"""Contract tests of the ports, for the real adapters and the in-memory fakes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from modules.notifications.adapters.outbound.maildir_mailer import MaildirMailer
from modules.notifications.adapters.outbound.sent_mails import SqlSentMailRepository
from modules.notifications.adapters.outbound.smtp_mailer import SmtpMailer
from modules.notifications.adapters.outbound.users_gateway import UsersRecipients
from modules.notifications.domain.mail import Mail
from modules.notifications.domain.recipient import Recipient
from modules.notifications.ports.mailer import Mailer, NotSent
from modules.notifications.ports.recipients import Recipients
from modules.notifications.ports.sent_mails import SentMailRepository
from modules.users.application.accounts.register_user import RegisterUserCommand
from modules.users.http_container import UsersHttpContainer
from modules.users.public import UserPolicy
from shared.infra.injection import resolve
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.kernel.events import EventMetadata
from shared.kernel.principal import ANONYMOUS
from tests.modules.notifications.fakes import ADA, InMemoryMailer, InMemoryRecipients, InMemorySentMailRepository

SENDER = "Shop <shop@shop.example>"
MAIL = Mail(key="delivery-1", recipient="ada@example.com", subject="Hello", text="Hello\n", html="<p>Hello</p>")


class SmtpHandler:
    """An SMTP server that can be made to refuse recipients."""

    refuses = False

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if self.refuses:
            return f"451 later, {address}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802
        return "250 OK"


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url, {}, pool_size=4, outbox=Outbox)
    yield made
    await made.close()


@pytest.fixture(params=["in_memory", "smtp", "maildir"])
async def mailer_and_failure(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[tuple[Mailer, Callable[[], object]]]:
    """A mailer, and a function that makes it fail."""
    smtp_handler, in_memory, folder = SmtpHandler(), InMemoryMailer(), tmp_path / "mail"
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(smtp_handler), "127.0.0.1", 0)
    mailers: dict[str, tuple[Mailer, Callable[[], object]]] = {
        "in_memory": (in_memory, lambda: setattr(in_memory, "refuses", True)),
        "smtp": (
            SmtpMailer(f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}", SENDER),
            lambda: setattr(smtp_handler, "refuses", True),
        ),
        "maildir": (MaildirMailer(folder, SENDER), lambda: folder.write_text("no folder")),
    }
    yield mailers[request.param]
    server.close()


async def test_a_mail_has_the_same_name_each_time_it_is_sent(
    mailer_and_failure: tuple[Mailer, Callable[[], object]],
) -> None:
    mailer, _ = mailer_and_failure
    first, resend_by_kind = await mailer.send(MAIL), await mailer.send(MAIL)
    other = await mailer.send(replace(MAIL, key="delivery-2"))
    assert first == resend_by_kind != other
    assert (first[0], first[-1]) == ("<", ">")


async def test_an_undeliverable_mail_is_not_recorded_as_sent(
    mailer_and_failure: tuple[Mailer, Callable[[], object]],
) -> None:
    mailer, fail = mailer_and_failure
    fail()
    with pytest.raises(NotSent) as refused:
        await mailer.send(MAIL)
    assert "ada" not in str(refused.value)


@pytest.fixture(params=["in_memory", "sql"])
def sent(request: pytest.FixtureRequest, db: Database) -> SentMailRepository:
    return InMemorySentMailRepository() if request.param == "in_memory" else SqlSentMailRepository(db)


@pytest.mark.parametrize("user_id", [7, None])
async def test_a_sent_mail_is_recorded_once(sent: SentMailRepository, user_id: int | None) -> None:
    assert not await sent.was_sent("a")
    for message_id in ("<1@shop>", "<2@shop>"):
        await sent.record("a", "welcome", user_id, message_id)
    assert await sent.was_sent("a")
    assert not await sent.was_sent("b")


async def test_sent_mails_are_recorded(sent: SentMailRepository) -> None:
    for key, kind, user_id in (
        ("a", "welcome", 7),
        ("b", "password_changed", 7),
        ("c", "welcome", 8),
        ("d", "x", None),
    ):
        await sent.record(key, kind, user_id, f"<{key}@shop>")
    assert sorted((mail.kind, mail.message_id) for mail in await sent.list_for_user(7)) == [
        ("password_changed", "<b@shop>"),
        ("welcome", "<a@shop>"),
    ]
    assert not await sent.list_for_user(9)


async def test_old_records_are_deleted_in_batches(sent: SentMailRepository, db: Database) -> None:
    clock = sent if isinstance(sent, InMemorySentMailRepository) else db
    for key in ("a", "b", "c"):
        await sent.record(key, "welcome", None, "<1@shop>")
    clock.clock_shift = timedelta(days=2)
    await sent.record("new", "welcome", None, "<1@shop>")
    retention = timedelta(days=1)
    assert [await sent.prune(retention, 2) for _ in range(3)] == [2, 1, 0]
    assert [await sent.was_sent(key) for key in ("a", "b", "c", "new")] == [False, False, False, True]


@pytest.fixture(params=["in_memory", "users"])
async def known(request: pytest.FixtureRequest, db: Database) -> tuple[Recipients, int]:
    """The recipients port and Ada's id."""
    if request.param == "in_memory":
        return InMemoryRecipients(ADA), 7
    users = UsersHttpContainer(
        database=db,
        policy=UserPolicy(signing_keys=("k" * 32,)),
    )
    command = RegisterUserCommand(
        principal=ANONYMOUS,
        metadata=EventMetadata("anonymous", "r"),
        email="ada@example.com",
        username="ada",
        password="correct horse battery",
        full_name="Ada Lovelace",
    )
    return UsersRecipients(resolve(users.api)), (await resolve(users.register_user)(command)).id


async def test_a_known_user_has_a_recipient(known: tuple[Recipients, int]) -> None:
    recipients, id_ = known
    assert await recipients.get_user(id_) == Recipient(
        address="ada@example.com", full_name="Ada Lovelace", username="ada", user_id=id_
    )
    assert await recipients.get_user(999_999) is None


async def test_mails_sent_at_the_same_time_share_transactions(db: Database) -> None:
    sent = SqlSentMailRepository(db)
    keys = [f"together-{number}" for number in range(6)]
    assert await asyncio.gather(*(sent.was_sent(key) for key in keys)) == [False] * 6
    await asyncio.gather(*(sent.record(key, "welcome", 7, f"<{key}@shop.example>") for key in [*keys, keys[0]]))
    assert await asyncio.gather(*(sent.was_sent(key) for key in [*keys, "other"])) == [True] * 6 + [False]
    async with db.read() as reading:
        rows = await reading.fetch(
            "SELECT DISTINCT xmin::text FROM notifications.sent_mails WHERE key = ANY($1::text[])", keys
        )
    assert len(rows) == 1
