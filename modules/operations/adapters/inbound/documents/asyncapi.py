"""The AsyncAPI 3 document of the event feed and the webhooks."""

from collections.abc import Mapping, Sequence

from modules.operations.adapters.inbound.http.responses import EventOut
from modules.operations.domain.schemas import EventSchema

_HTTP = "0.3.0"
_TEST = "webhooks.test"
_FEED = "#/channels/feed"
_WEBHOOKS = "#/channels/webhooks"
_QUERY = ("after", "types", "aggregate_type", "aggregate_id")
_BEARER = {"$ref": "#/components/securitySchemes/bearer"}


def document(events: Sequence[EventSchema], version: str) -> Mapping[str, object]:
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Tradepost events",
            "version": version,
            "description": "Events that the shop has committed. Their data contains ids, states and amounts, but no "
            "personal data. Within a schema version, members may be added but are never removed.",
        },
        "defaultContentType": "application/json",
        "channels": {"feed": _feed(events), "webhooks": _webhooks()},
        "operations": {
            **{f"tell.{event.type}": _feed_operation(event) for event in events},
            "deliver_webhook": _webhook_operation(),
        },
        "components": {
            "schemas": {
                "event": EventOut.model_json_schema(mode="serialization"),
                **{event.type: {"description": event.description, **event.schema} for event in events},
            },
            "messages": {**{event.type: _message(event) for event in events}, "webhook": _webhook(events)},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _feed(events: Sequence[EventSchema]) -> Mapping[str, object]:
    return {
        "address": "/v1/events",
        "title": "Feed",
        "description": "Every event, oldest first, read with a cursor: `items` of the responses are these messages. "
        "Events are kept for 30 days.",
        "messages": {event.type: {"$ref": f"#/components/messages/{event.type}"} for event in events},
    }


def _feed_operation(event: EventSchema) -> Mapping[str, object]:
    query = {"type": "object", "properties": {name: {"type": "string"} for name in _QUERY}}
    return {
        "action": "send",
        "channel": {"$ref": _FEED},
        "summary": event.description.partition("\n")[0] or event.type,
        "messages": [{"$ref": f"{_FEED}/messages/{event.type}"}],
        "security": [_BEARER],
        "bindings": {"http": {"method": "GET", "query": query, "bindingVersion": _HTTP}},
    }


def _message(event: EventSchema) -> Mapping[str, object]:
    constraints_schema = {
        "type": {"const": event.type},
        "schema_version": {"const": event.schema_version},
        "aggregate_type": {"const": event.aggregate_type},
        "data": {"$ref": f"#/components/schemas/{event.type}"},
    }
    return {
        "name": event.type,
        "title": event.type,
        "description": event.description,
        "contentType": "application/cloudevents+json",
        "payload": {
            "allOf": [{"$ref": "#/components/schemas/event"}, {"type": "object", "properties": constraints_schema}]
        },
    }


def _webhooks() -> Mapping[str, object]:
    return {
        "address": None,
        "title": "Webhooks",
        "description": "The URL of each endpoint at `/v1/webhook-endpoints`, which subscribes to event types by name "
        "or pattern. Messages are signed according to Standard Webhooks 1.0.",
        "messages": {"webhook": {"$ref": "#/components/messages/webhook"}},
    }


def _webhook_operation() -> Mapping[str, object]:
    return {
        "action": "send",
        "channel": {"$ref": _WEBHOOKS},
        "summary": "Send an event to an endpoint and retry until it answers 2xx or the attempts are used up.",
        "messages": [{"$ref": f"{_WEBHOOKS}/messages/webhook"}],
        "bindings": {"http": {"method": "POST", "bindingVersion": _HTTP}},
    }


def _webhook(events: Sequence[EventSchema]) -> Mapping[str, object]:
    text, number = {"type": "string"}, {"type": "integer"}
    body = {
        "id": {"type": "string", "format": "uuid", "description": "The event's id, the same at each attempt."},
        "type": {"type": "string", "enum": [*(event.type for event in events), _TEST]},
        "timestamp": {"type": "string", "format": "date-time", "description": "When the event occurred."},
        "sequence": {
            **number,
            "description": "Number of the event within its aggregate, without gaps from 1; 0 in a test.",
        },
        "data": {
            "type": "object",
            "description": "The resource as its GET endpoint returns it, as of the first attempt; "
            "the data of the event where there is no such resource.",
        },
    }
    headers = {
        "webhook-id": {**text, "description": "The same at each attempt: identifies repeats."},
        "webhook-timestamp": {**text, "description": "Time of this attempt, in seconds since 1970."},
        "webhook-signature": {
            **text,
            "description": "`v1,` and the signature; several, separated by spaces, while keys rotate.",
        },
        "Tradepost-Subject": {**text, "description": "The aggregate of the event.", "examples": ["order:7"]},
    }
    return {
        "name": "webhook",
        "title": "An event for an endpoint",
        "contentType": "application/json",
        "headers": {"type": "object", "properties": headers, "required": list(headers)},
        "payload": {"type": "object", "properties": body, "required": list(body)},
    }
