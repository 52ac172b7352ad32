"""`tradepost mail`: read the mail stored in the development maildir."""

import mailbox
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Annotated

import typer


def commands(folder: Callable[[], Path]) -> typer.Typer:
    """Create the commands. `folder` returns the maildir; it is called when a command runs."""
    app = typer.Typer()
    mail = typer.Typer(help="Read the mail that was sent in development.", no_args_is_help=True)
    app.add_typer(mail, name="mail")

    @mail.command("list")
    def listed() -> None:
        """List the mails, oldest first: number, date, recipient, subject."""
        for number, message in enumerate(_messages(folder()), start=1):
            typer.echo(f"{number:>4}  {message['date']}  {message['to']}  {message['subject']}")

    @mail.command()
    def show(
        number: Annotated[int, typer.Argument(help="The number that `mail list` shows; 0 is the newest.")] = 0,
    ) -> None:
        """Print one mail."""
        messages = _messages(folder())
        if not messages or not 0 <= number <= len(messages):
            typer.echo("there is no such mail", err=True)
            raise typer.Exit(1)
        message = messages[number - 1]
        for name in ("From", "To", "Date", "Subject", "Message-ID"):
            typer.echo(f"{name}: {message[name]}")
        body = message.get_body(("plain",))
        typer.echo(f"\n{body.get_content() if body else ''}")

    return app


def _messages(folder: Path) -> list[EmailMessage]:
    if not folder.exists():
        return []
    maildir = mailbox.Maildir(folder)
    messages = [message_from_bytes(maildir.get_bytes(key), policy=policy.default) for key in maildir.iterkeys()]
    return sorted(messages, key=lambda message: message["date"].datetime)
