"""The module's settings and the event it publishes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from shared.kernel.events import Event


@dataclass(frozen=True, slots=True)
class WebhookPolicy:
    """`keys`, newest first, are what endpoints' secrets are derived from.

    `plain_http`: `http://` will do. `private_receivers`: addresses of this machine and of
    private networks may be called, on any port. `shop_url` is where the API answers, and
    `kept_key` looks up a developer's API key, if there is one on this machine.
    """

    keys: tuple[str, ...] = field(repr=False)
    version: str
    shop_url: str
    plain_http: bool = False
    private_receivers: bool = False
    kept_key: Callable[[], str | None] = lambda: None


@dataclass(frozen=True, slots=True)
class EndpointDisabled(Event):
    """The endpoint was disabled by the shop; nothing is sent until it is activated again.

    `reason`: `gone`, it answered 410; `failing`, nothing got through for five days.
    """

    type: ClassVar[str] = "webhooks.endpoint.disabled"
    aggregate_type: ClassVar[str] = "webhook_endpoint"

    endpoint_id: int
    reason: Literal["gone", "failing"]


EVENTS: tuple[type[Event], ...] = (EndpointDisabled,)
"""Everything this module publishes."""
