"""Validation of an endpoint's URL and event types."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from modules.webhooks.domain.endpoint import Endpoint
from modules.webhooks.domain.globs import MAX_TYPES, TEST_TYPE, distinct, is_glob
from modules.webhooks.domain.urls import allowed_url
from modules.webhooks.ports.sender import ReceiverPolicy
from modules.webhooks.public import WebhookPolicy
from shared.kernel.errors import FieldError, Invalid
from shared.kernel.events import Event
from shared.kernel.values.known_values import require_known, unmatched_types


class EndpointValidator:
    def __init__(self, receivers: ReceiverPolicy, policy: WebhookPolicy, events: Sequence[type[Event]] = ()) -> None:
        self._receivers = receivers
        self._policy = policy
        self._types = frozenset(event.type for event in events)

    async def url(self, text: str) -> str:
        """The normalized URL. Raises Invalid `url_not_allowed`. Every delivery checks the address again."""
        policy = self._policy
        url = allowed_url(text, plain_http=policy.plain_http, private=policy.private_receivers)
        await self._receivers.check(url)
        return url

    def event_types(self, globs: Sequence[str]) -> tuple[str, ...]:
        """The globs without duplicates. Raises Invalid."""
        errors = self.unmatched("/event_types", globs)
        if not 1 <= len(globs) <= MAX_TYPES:
            errors.append(FieldError("/event_types", "length", f"Give 1 to {MAX_TYPES} event types."))
        if errors:
            raise Invalid(errors)
        return distinct(globs)

    def unmatched(self, place: str, globs: Sequence[str]) -> list[FieldError]:
        """Errors of globs that match no event type. If no types are configured, only the syntax is checked."""
        pointers = [f"{place}/{number}" for number in range(len(globs))]
        if self._types:
            return unmatched_types(pointers, globs, self._types)
        return [
            FieldError(pointer, "pattern", "An event type has the form orders.order.placed, orders.* or *.")
            for pointer, glob in zip(pointers, globs, strict=True)
            if not is_glob(glob)
        ]

    def known_type(self, event_type: str | None) -> None:
        """Raises Invalid for an unknown message type."""
        if self._types:
            require_known([("/query/type", event_type, self._types | {TEST_TYPE}, "type of messages")])


def audited(endpoint: Endpoint) -> dict[str, object]:
    """The fields of an endpoint for the audit log. Of the URL only the host, as the rest is often secret."""
    host = urlsplit(endpoint.url).hostname
    return {"host": host, "event_types": list(endpoint.event_types), "active": endpoint.active}


def resource(endpoint_id: int) -> str:
    """The endpoint's resource name in the audit log."""
    return f"webhook_endpoint:{endpoint_id}"
