"""`tradepost listen`: receive the shop's webhooks on this machine."""

from collections.abc import Callable
from typing import Annotated

import typer

from modules.webhooks.public import WebhookPolicy


def commands(policy: Callable[[], WebhookPolicy]) -> typer.Typer:
    """The command to mount. The policy provides defaults for omitted options."""
    app = typer.Typer()

    @app.command()
    def listen(
        forward_to: Annotated[
            str | None, typer.Option(help="URL to forward messages to; if omitted, they are only shown.")
        ] = None,
        events: Annotated[
            str, typer.Option(help="Event types, separated by commas: orders.*,users.user.updated.")
        ] = "*",
        url: Annotated[
            str | None, typer.Option(help="URL of the shop; the default is taken from the settings.")
        ] = None,
        api_key: Annotated[
            str | None, typer.Option(help="API key with webhooks:manage; the default is the stored development key.")
        ] = None,
        *,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON lines.")] = False,
    ) -> None:
        """Receive the shop's webhooks until stopped. Each message is shown, verified and forwarded unchanged."""
        from modules.webhooks.adapters.inbound.listen import receive_webhooks

        key = api_key or policy().kept_key()
        if key is None:
            raise typer.BadParameter("give a key with the scope webhooks:manage", param_hint="--api-key")
        receive_webhooks(url or policy().shop_url, key=key, forward_to=forward_to, events=events, as_json=as_json)

    return app
