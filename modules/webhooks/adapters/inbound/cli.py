"""`tradepost listen`: receive the shop's webhooks on this machine."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import orjson
import typer
from httpx2 import Client, HTTPError, Response

from modules.webhooks.adapters.inbound.subscriptions import Listener, ReceivedWebhook
from modules.webhooks.public import WebhookPolicy
from shared.infra.cli import EXIT_REJECTED

_PATH = "/v1/webhook-endpoints"
_API_SECONDS = 30.0


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
        key = api_key or policy().kept_key()
        if key is None:
            raise typer.BadParameter("give a key with the scope webhooks:manage", param_hint="--api-key")
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        listener = Listener(forward_to, _json if as_json else _line)
        headers = {"Authorization": f"Bearer {key}"}
        with (
            Client(base_url=url or policy().shop_url, headers=headers, timeout=_API_SECONDS, trust_env=False) as shop,
            listener.running(),
            _registered(shop, listener, events.split(",")),
        ):
            typer.echo(f"listening at {listener.url} for {events}; Ctrl-C ends it", err=True)
            stop.wait()

    return app


@contextmanager
def _registered(shop: Client, listener: Listener, globs: list[str]) -> Iterator[None]:
    """Create an endpoint and delete it when the block ends."""
    request = {"url": listener.url, "event_types": [glob.strip() for glob in globs], "description": "tradepost listen"}
    made = _answered(lambda: shop.post(_PATH, json=request)).json()
    listener.secret = made["secret"]
    try:
        yield
    finally:
        _answered(lambda: shop.delete(f"{_PATH}/{made['id']}"))


def _answered(ask: Callable[[], Response]) -> Response:
    """The shop's response. An error is printed and exits the command."""
    try:
        answer = ask()
    except HTTPError as error:
        typer.echo(f"the shop cannot be reached: {type(error).__name__}", err=True)
        raise typer.Exit(EXIT_REJECTED) from None
    if answer.is_success:
        return answer
    problem: dict[str, Any] = answer.json()
    typer.echo(f"{problem.get('code')}: {problem.get('detail')}", err=True)
    raise typer.Exit(EXIT_REJECTED)


def _line(arrived: ReceivedWebhook) -> None:
    mark = "✓" if arrived.verified else "✗ NOT VERIFIED"
    typer.echo(f"{arrived.at:%H:%M:%S}  {arrived.type}  {arrived.subject}  {mark}  {arrived.status}")


def _json(arrived: ReceivedWebhook) -> None:
    typer.echo(orjson.dumps(arrived, option=orjson.OPT_UTC_Z).decode())
