import asyncio
from collections.abc import AsyncIterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP
from typer.testing import CliRunner

from modules.notifications.adapters.inbound.cli import commands
from modules.notifications.adapters.outbound.mailers import mailer_for
from modules.notifications.domain.mail import Mail
from modules.notifications.ports.mailer import NotSent
from modules.notifications.public import MailPolicy

SENDER = "Shop <shop@shop.example>"
MAIL = Mail("delivery-1", "ada@example.com", "Willkommen, Ädä", "Hello\n.\nthere\n")


class Post:
    """Takes mail, or refuses it with the answer it is told to give."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        self.refusal: str | None = None

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.received.append(envelope.content)
        return "250 OK"


@pytest.fixture
async def post() -> AsyncIterator[tuple[Post, str]]:
    handler = Post()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(handler), "127.0.0.1", 0)
    yield handler, f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


def policy(url: str | None, folder: Path = Path("/nowhere")) -> MailPolicy:
    return MailPolicy(SENDER, "http://shop", folder, url)


async def test_mail_goes_over_smtp_and_a_repeat_can_be_told(post: tuple[Post, str]) -> None:
    handler, url = post
    mailer = mailer_for(policy(url))
    first, second = await mailer.send(MAIL), await mailer.send(MAIL)
    other = await mailer.send(Mail("delivery-2", MAIL.recipient, MAIL.subject, MAIL.text))
    assert first == second != other
    messages = [message_from_bytes(content) for content in handler.received]
    assert messages[0]["Message-ID"] == first
    assert first.endswith("@shop.example>")
    assert messages[0]["To"] == "ada@example.com"
    assert b"Hello" in messages[0].get_payload(decode=True)


@pytest.mark.parametrize("answer", ["550 no such user ada@example.com", "451 later, ada@example.com"])
async def test_a_refusal_names_no_address(post: tuple[Post, str], answer: str) -> None:
    handler, url = post
    handler.refusal = answer
    with pytest.raises(NotSent) as caught:
        await mailer_for(policy(url)).send(MAIL)
    assert answer[:3] in str(caught.value)
    assert "ada" not in str(caught.value)


async def test_an_absent_server_is_not_sent() -> None:
    with pytest.raises(NotSent):
        await mailer_for(policy("smtp://127.0.0.1:1")).send(MAIL)


async def test_without_a_server_mail_lies_where_it_can_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "home" / "mail"
    message_id = await mailer_for(policy(None, folder)).send(MAIL)
    app, runner = commands(lambda: folder), CliRunner()
    listed = runner.invoke(app, ["mail", "list"])
    assert "ada@example.com" in listed.output
    assert "Willkommen, Ädä" in listed.output
    shown = runner.invoke(app, ["mail", "show", "1"])
    assert message_id in shown.output
    assert "Hello" in shown.output
    assert runner.invoke(app, ["mail", "show"]).output == shown.output
    assert runner.invoke(app, ["mail", "show", "2"]).exit_code == 1


def test_an_empty_mailbox_lists_nothing(tmp_path: Path) -> None:
    result = CliRunner().invoke(commands(lambda: tmp_path / "none"), ["mail", "list"])
    assert (result.exit_code, result.output) == (0, "")
