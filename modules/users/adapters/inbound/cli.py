"""CLI commands of the users module: create the first administrator and API keys."""

import asyncio
from typing import Annotated

import typer

from shared.infra.cli import Offer, Run, operator_metadata, run_command
from shared.kernel.principal import SYSTEM


def commands(create_first_admin: Offer, grant_api_key: Offer, run: Run = asyncio.run) -> typer.Typer:
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
        from modules.users.application.accounts.create_first_admin import CreateFirstAdmin, CreateFirstAdminCommand

        use_case: CreateFirstAdmin = create_first_admin()
        command = CreateFirstAdminCommand(
            principal=SYSTEM, metadata=operator_metadata(), email=email, username=username, password=password
        )
        user = run_command(use_case(command), run)
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
        from modules.users.application.api_keys.grant_api_key import GrantApiKey, GrantApiKeyCommand

        if all_scopes == bool(scope):
            raise typer.BadParameter("give either --scope or --all-scopes")
        use_case: GrantApiKey = grant_api_key()
        command = GrantApiKeyCommand(
            principal=SYSTEM,
            metadata=operator_metadata(),
            owner=owner,
            name=name,
            scopes=None if all_scopes else frozenset(scope or ()),
            rate_limit=rate_limit,
        )
        created = run_command(use_case(command), run)
        typer.echo(created.secret)
        typer.echo(f"key {created.key.id}; the secret above is not shown again", err=True)

    return app
