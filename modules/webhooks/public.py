"""The module's settings and the event it publishes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from shared.kernel.events import Event


@dataclass(frozen=True, slots=True)
class WebhookPolicy:
    """`keys`, newest first: endpoints' secrets are derived from them.

    `plain_http` allows `http://` URLs. `private_receivers` allows addresses of this machine
    and of private networks, on any port. `shop_url` is the base URL of the API. `kept_key`
    returns the developer's API key stored on this machine, if there is one.
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

    `reason`: `gone`: it answered 410. `failing`: all deliveries failed for five days.
    """

    type: ClassVar[str] = "webhooks.endpoint.disabled"
    aggregate_type: ClassVar[str] = "webhook_endpoint"

    endpoint_id: int
    reason: Literal["gone", "failing"]


EVENTS: tuple[type[Event], ...] = (EndpointDisabled,)
"""All events that this module publishes."""
