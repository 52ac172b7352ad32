"""Receives the shop's webhooks on this machine until a stop signal."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import typer
from httpx2 import Client, HTTPError, Response

from modules.webhooks.adapters.inbound.local_receiver import Listener, ReceivedWebhook
from shared.infra.cli import EXIT_REJECTED

_PATH = "/v1/webhook-endpoints"
_API_SECONDS = 30.0


def receive_webhooks(shop_url: str, *, key: str, forward_to: str | None, events: str, as_json: bool) -> None:
    """Create an endpoint for the events, show and forward what it receives, and delete it at the end."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    listener = Listener(forward_to, _json if as_json else _line)
    headers = {"Authorization": f"Bearer {key}"}
    with (
        Client(base_url=shop_url, headers=headers, timeout=_API_SECONDS, trust_env=False) as shop,
        listener.running(),
        _registered(shop, listener, events.split(",")),
    ):
        typer.echo(f"listening at {listener.url} for {events}; Ctrl-C ends it", err=True)
        stop.wait()


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
        response = ask()
    except HTTPError as error:
        typer.echo(f"the shop cannot be reached: {type(error).__name__}", err=True)
        raise typer.Exit(EXIT_REJECTED) from None
    if response.is_success:
        return response
    problem: dict[str, Any] = response.json()
    typer.echo(f"{problem.get('code')}: {problem.get('detail')}", err=True)
    raise typer.Exit(EXIT_REJECTED)


def _line(arrived: ReceivedWebhook) -> None:
    mark = "✓" if arrived.verified else "✗ NOT VERIFIED"
    typer.echo(f"{arrived.at:%H:%M:%S}  {arrived.type}  {arrived.subject}  {mark}  {arrived.status}")


def _json(arrived: ReceivedWebhook) -> None:
    typer.echo(orjson.dumps(arrived, option=orjson.OPT_UTC_Z).decode())
