"""All that the shop tells by itself, as an AsyncAPI 3 document: the feed of events, and webhooks."""

from collections.abc import Mapping, Sequence

from modules.operations.domain.schemas import Published
from shared.infra.http.streams.event_items import EventOut

_HTTP = "0.3.0"
_TEST = "webhooks.test"
_FEED = "#/channels/feed"
_WEBHOOKS = "#/channels/webhooks"
_QUERY = ("after", "types", "aggregate_type", "aggregate_id")
_BEARER = {"$ref": "#/components/securitySchemes/bearer"}


def document(events: Sequence[Published], version: str) -> Mapping[str, object]:
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Tradepost events",
            "version": version,
            "description": "Facts the shop has committed. Data holds ids, states and amounts, nothing personal; "
            "members may be added to it within a version, none is taken away.",
        },
        "defaultContentType": "application/json",
        "channels": {"feed": _feed(events), "webhooks": _webhooks()},
        "operations": {
            **{f"tell.{event.type}": _telling(event) for event in events},
            "deliver_webhook": _delivering(),
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


def _feed(events: Sequence[Published]) -> Mapping[str, object]:
    return {
        "address": "/v1/events",
        "title": "Feed",
        "description": "Every event, oldest first, to catch up from by a cursor: `items` of the answers are these "
        "messages. Kept for 30 days.",
        "messages": {event.type: {"$ref": f"#/components/messages/{event.type}"} for event in events},
    }


def _telling(event: Published) -> Mapping[str, object]:
    query = {"type": "object", "properties": {name: {"type": "string"} for name in _QUERY}}
    return {
        "action": "send",
        "channel": {"$ref": _FEED},
        "summary": event.description.partition("\n")[0] or event.type,
        "messages": [{"$ref": f"{_FEED}/messages/{event.type}"}],
        "security": [_BEARER],
        "bindings": {"http": {"method": "GET", "query": query, "bindingVersion": _HTTP}},
    }


def _message(event: Published) -> Mapping[str, object]:
    narrowed = {
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
        "payload": {"allOf": [{"$ref": "#/components/schemas/event"}, {"type": "object", "properties": narrowed}]},
    }


def _webhooks() -> Mapping[str, object]:
    return {
        "address": None,
        "title": "Webhooks",
        "description": "The URL of each endpoint at `/v1/webhook-endpoints`, which chooses types of events by name "
        "or pattern. Signed as Standard Webhooks 1.0 says.",
        "messages": {"webhook": {"$ref": "#/components/messages/webhook"}},
    }


def _delivering() -> Mapping[str, object]:
    return {
        "action": "send",
        "channel": {"$ref": _WEBHOOKS},
        "summary": "Tell an endpoint of an event, until it answers 2xx or has been tried often enough.",
        "messages": [{"$ref": f"{_WEBHOOKS}/messages/webhook"}],
        "bindings": {"http": {"method": "POST", "bindingVersion": _HTTP}},
    }


def _webhook(events: Sequence[Published]) -> Mapping[str, object]:
    text, number = {"type": "string"}, {"type": "integer"}
    body = {
        "id": {"type": "string", "format": "uuid", "description": "The event's id, at each try the same."},
        "type": {"type": "string", "enum": [*(event.type for event in events), _TEST]},
        "timestamp": {"type": "string", "format": "date-time", "description": "When it happened."},
        "sequence": {**number, "description": "Counts the aggregate's events without gaps from 1; 0 in a test."},
        "data": {
            "type": "object",
            "description": "The resource as its GET shows it, as it stood at the first try; "
            "what the event itself carries where there is none.",
        },
    }
    headers = {
        "webhook-id": {**text, "description": "The same at each try: tells a repeat."},
        "webhook-timestamp": {**text, "description": "When this try was made, in seconds since 1970."},
        "webhook-signature": {**text, "description": "`v1,` and the signature; several by space while keys rotate."},
        "Tradepost-Subject": {**text, "description": "Whose event it is.", "examples": ["order:7"]},
    }
    return {
        "name": "webhook",
        "title": "An event for an endpoint",
        "contentType": "application/json",
        "headers": {"type": "object", "properties": headers, "required": list(headers)},
        "payload": {"type": "object", "properties": body, "required": list(body)},
    }
