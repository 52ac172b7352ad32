"""CLI commands of the users module: create the first administrator and API keys."""

import asyncio
from collections.abc import Callable
from typing import Annotated

import typer

from modules.users.application.accounts.create_first_admin import CreateFirstAdmin, CreateFirstAdminCommand
from modules.users.application.api_keys.create_api_key import CreatedKey
from modules.users.application.api_keys.grant_api_key import GrantApiKey, GrantApiKeyCommand
from modules.users.domain.user import User
from shared.infra.cli import Run, operator_metadata, run_command
from shared.kernel.principal import SYSTEM


def commands(
    create_first_admin: Callable[[], CreateFirstAdmin],
    grant_api_key: Callable[[], GrantApiKey],
    run: Run = asyncio.run,
) -> typer.Typer:
    """Create the commands. Their use cases are created when a command runs."""
    app = typer.Typer()

    @app.command("create-admin")
    def create_admin(
        email: Annotated[str, typer.Option(help="E-mail address of the administrator.")],
        username: Annotated[str, typer.Option(help="User name of the administrator.")] = "admin",
        password: Annotated[
            str,
            typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, envvar="TRADEPOST_ADMIN_PASSWORD"),
        ] = "",
    ) -> None:
        """Create the first administrator."""
        user: User = run_command(
            create_first_admin()(
                CreateFirstAdminCommand(
                    principal=SYSTEM, metadata=operator_metadata(), email=email, username=username, password=password
                )
            ),
            run,
        )
        typer.echo(f"administrator {user.username.text} <{user.email.address}> has id {user.id}")

    @app.command("api-key")
    def api_key(
        owner: Annotated[str, typer.Option(help="E-mail address or user name of the key's owner.")],
        name: Annotated[str, typer.Option(help="Name of the key.")],
        scope: Annotated[
            list[str] | None, typer.Option(help="Scope of the key; repeat the option for several.")
        ] = None,
        rate_limit: Annotated[str | None, typer.Option(help="Rate limit as requests/seconds, like 6000/60.")] = None,
        *,
        all_scopes: Annotated[bool, typer.Option("--all-scopes", help="All scopes of the key's owner.")] = False,
    ) -> None:
        """Create an API key and print its secret, once."""
        if all_scopes == bool(scope):
            raise typer.BadParameter("give either --scope or --all-scopes")
        grant = GrantApiKeyCommand(
            principal=SYSTEM,
            metadata=operator_metadata(),
            owner=owner,
            name=name,
            scopes=None if all_scopes else frozenset(scope or ()),
            rate_limit=rate_limit,
        )
        created: CreatedKey = run_command(grant_api_key()(grant), run)
        typer.echo(created.secret)
        typer.echo(f"key {created.key.id}; the secret above is not shown again", err=True)

    return app
