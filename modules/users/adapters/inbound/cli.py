"""Commands of this module: the first administrator, and keys for programs."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Annotated, Any, TypeVar
from uuid import uuid4

import typer

from modules.users.application.create_api_key import CreatedKey
from modules.users.application.create_first_admin import CreateFirstAdmin, FirstAdmin
from modules.users.application.grant_api_key import GrantApiKey, KeyGrant
from modules.users.domain.user import User
from shared.kernel.errors import Invalid, Refusal
from shared.kernel.events import Cause

Result = TypeVar("Result")
Run = Callable[[Coroutine[Any, Any, Any]], Any]
"""Runs a command to its end and closes what it opened; `asyncio.run` where nothing is to be closed."""


def commands(
    create_first_admin: Callable[[], CreateFirstAdmin],
    grant_api_key: Callable[[], GrantApiKey],
    run: Run = asyncio.run,
) -> typer.Typer:
    """The commands to mount; their use cases are made when one of them runs."""
    app = typer.Typer()

    @app.command("create-admin")
    def create_admin(
        email: Annotated[str, typer.Option(help="Where mail for the administrator goes.")],
        username: Annotated[str, typer.Option(help="What they sign in as.")] = "admin",
        password: Annotated[
            str,
            typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, envvar="TRADEPOST_ADMIN_PASSWORD"),
        ] = "",
    ) -> None:
        """Create the first administrator."""
        user: User = _run(run, create_first_admin()(FirstAdmin(_cause(), email, username, password)))
        typer.echo(f"administrator {user.username.text} <{user.email.address}> has id {user.id}")

    @app.command("api-key")
    def api_key(
        owner: Annotated[str, typer.Option(help="E-mail address or user name of the user it acts for.")],
        name: Annotated[str, typer.Option(help="What the key is for.")],
        scope: Annotated[list[str], typer.Option(help="What it may do; repeat for several.")],
        rate_limit: Annotated[str | None, typer.Option(help="Requests per seconds, like 6000/60.")] = None,
    ) -> None:
        """Create an API key and print its secret, once."""
        grant = KeyGrant(_cause(), owner, name, frozenset(scope), rate_limit)
        created: CreatedKey = _run(run, grant_api_key()(grant))
        typer.echo(created.secret)
        typer.echo(f"key {created.key.id}; the secret above is not shown again", err=True)

    return app


def _run(run: Run, work: Coroutine[Any, Any, Result]) -> Result:
    try:
        result: Result = run(work)
    except Refusal as refusal:
        lines = [f"{error.pointer.strip('/')}: {error.message}" for error in getattr(refusal, "errors", ())]
        for line in lines if isinstance(refusal, Invalid) and lines else [refusal.detail]:
            typer.echo(line, err=True)
        raise typer.Exit(1) from None
    return result


def _cause() -> Cause:
    return Cause(actor="operator", request_id=f"cli-{uuid4().hex}")
