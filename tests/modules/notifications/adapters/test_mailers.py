import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.headerregistry import HeaderRegistry
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP
from typer.testing import CliRunner

from modules.notifications.adapters.inbound.cli import commands
from modules.notifications.adapters.outbound.mailers import create_mailer
from modules.notifications.adapters.outbound.messages import build_message
from modules.notifications.domain.mail import Mail
from modules.notifications.ports.mailer import NotSent
from modules.notifications.public import MailPolicy

SENDER = "Shop <shop@shop.example>"
MAIL = Mail(
    key="delivery-1",
    recipient="ada@example.com",
    subject="Willkommen, Ädä",
    text="Hello\n.\nthere\n",
    html="<p>Hello Ädä</p>",
)


class SmtpHandler:
    """Accepts mail, or refuses it with `refusal`."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        self.recipients: list[str] = []
        self.refusal: str | None = None

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        self.recipients.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.received.append(envelope.content)
        return "250 OK"


@pytest.fixture
async def smtp_server() -> AsyncIterator[tuple[SmtpHandler, str]]:
    handler = SmtpHandler()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(handler), "127.0.0.1", 0)
    yield handler, f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


def settings(url: str | None, folder: Path = Path("/nowhere")) -> MailPolicy:
    return MailPolicy(SENDER, "http://shop", folder, url)


async def test_mail_is_sent_by_smtp_with_a_stable_message_id(smtp_server: tuple[SmtpHandler, str]) -> None:
    handler, url = smtp_server
    mailer = create_mailer(settings(url))
    first, second = await mailer.send(MAIL), await mailer.send(MAIL)
    other = await mailer.send(replace(MAIL, key="delivery-2"))
    assert first == second != other
    messages = [message_from_bytes(content, policy=policy.default) for content in handler.received]
    assert messages[0]["Message-ID"] == first
    assert first.endswith("@shop.example>")
    assert messages[0]["To"] == "ada@example.com"
    assert messages[0]["Auto-Submitted"] == "auto-generated"


async def test_a_mail_has_a_text_and_an_html_part(smtp_server: tuple[SmtpHandler, str]) -> None:
    handler, url = smtp_server
    await create_mailer(settings(url)).send(MAIL)
    message = message_from_bytes(handler.received[0], policy=policy.default)
    assert message.get_content_type() == "multipart/alternative"
    parts = [(part.get_content_type(), part.get_content().replace("\r\n", "\n")) for part in message.iter_parts()]
    assert parts == [("text/plain", "Hello\n.\nthere\n"), ("text/html", "<p>Hello Ädä</p>\n")]


async def test_a_mail_is_sent_to_its_recipient_only(smtp_server: tuple[SmtpHandler, str]) -> None:
    handler, url = smtp_server
    await create_mailer(settings(url)).send(replace(MAIL, recipient='"all@b.c, x"@example.com'))
    assert handler.recipients == ['"all@b.c, x"@example.com']


@pytest.mark.parametrize(
    "subject", ["Order 5", "Willkommen, Ädä", "Bestellung für Größe, " * 8 + "Ende", "Order 5, " * 20 + "."]
)
def test_headers_are_encoded_and_folded(subject: str) -> None:
    message = build_message(replace(MAIL, subject=subject), '"Söhne, Ltd" <shop@shop.example>')
    head = message.as_bytes().partition(b"\n\n")[0]
    assert head.isascii()
    assert max(map(len, head.splitlines())) <= 78
    read = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert read["Subject"] == subject
    assert [(address.display_name, address.addr_spec) for address in read["From"].addresses] == [
        ("Söhne, Ltd", "shop@shop.example")
    ]


def test_headers_are_not_parsed_while_a_mail_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    """The standard library's parser takes most of the time of a mail."""

    def parse(*_: object) -> None:
        raise AssertionError("a header was parsed")

    monkeypatch.setattr(HeaderRegistry, "__call__", parse)
    assert build_message(MAIL, SENDER).as_bytes()


@pytest.mark.parametrize("response", ["550 no such user ada@example.com", "451 later, ada@example.com"])
async def test_a_rejected_mail_reports_no_address(smtp_server: tuple[SmtpHandler, str], response: str) -> None:
    handler, url = smtp_server
    handler.refusal = response
    with pytest.raises(NotSent) as caught:
        await create_mailer(settings(url)).send(MAIL)
    assert response[:3] in str(caught.value)
    assert "ada" not in str(caught.value)


@pytest.mark.parametrize("address", ["ada@", "ada lovelace@example.com", "üda@example.com"])
async def test_an_invalid_address_is_not_echoed(smtp_server: tuple[SmtpHandler, str], address: str) -> None:
    """This server accepts ASCII addresses only."""
    _, url = smtp_server
    with pytest.raises(NotSent) as caught:
        await create_mailer(settings(url)).send(replace(MAIL, recipient=address))
    assert "da" not in str(caught.value).partition("address")[2]
    assert "example.com" not in str(caught.value)


async def test_international_domains_are_encoded_as_idna(
    smtp_server: tuple[SmtpHandler, str],
) -> None:
    handler, url = smtp_server
    await create_mailer(settings(url)).send(replace(MAIL, recipient="ada@exämple.com"))
    assert handler.recipients == ["ada@xn--exmple-cua.com"]


async def test_an_unreachable_server_raises_not_sent() -> None:
    with pytest.raises(NotSent):
        await create_mailer(settings("smtp://127.0.0.1:1")).send(MAIL)


async def test_without_a_server_mails_are_written_to_files(tmp_path: Path) -> None:
    folder = tmp_path / "home" / "mail"
    message_id = await create_mailer(settings(None, folder)).send(MAIL)
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
