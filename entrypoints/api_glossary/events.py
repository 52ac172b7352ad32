"""Words about events, webhooks and what operators look at."""

from entrypoints.api_glossary.shared_fields import LATER, TIME
from shared.infra.http.openapi.glossary import GlossaryEntry

_EVENT = "0198a1f0-7c1e-7d3a-9b52-3f1c2a4d5e6f"

EVENTS = {
    "EventOut.id": GlossaryEntry("The event's id, a UUIDv7.", _EVENT),
    "EventItemOut.id": GlossaryEntry("The event's id, a UUIDv7.", _EVENT),
    "event_id": GlossaryEntry("The event's id: the same in every try and redelivery.", _EVENT),
    "specversion": GlossaryEntry("The version of CloudEvents.", "1.0", 8),
    "source": GlossaryEntry("The module it comes from.", "/orders", 64),
    "type": GlossaryEntry("What happened: `<module>.<aggregate>.<fact>`.", "orders.order.confirmed", 100),
    "event_type": GlossaryEntry("What happened: `<module>.<aggregate>.<fact>`.", "orders.order.confirmed", 100),
    "subject": GlossaryEntry("What it happened to: kind and id.", "order:1042", 200),
    "time": GlossaryEntry("The same as `occurred_at`.", TIME),
    "occurred_at": GlossaryEntry("When it happened.", TIME),
    "datacontenttype": GlossaryEntry("What `data` is.", "application/json", 64),
    "schema_version": GlossaryEntry("The version of the schema of `data`.", 1),
    "aggregate_type": GlossaryEntry("The kind of thing it happened to.", "order", 100),
    "aggregate_id": GlossaryEntry("The id of the thing it happened to.", "1042", 100),
    "sequence": GlossaryEntry("Counts the aggregate's events without gaps from 1.", 2),
    "correlation_id": GlossaryEntry("The request that led here.", "9f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5", 128),
    "causation_id": GlossaryEntry("The event that led here.", None),
    "data": GlossaryEntry("Ids, states and amounts; nothing personal.", {"order_id": 1042, "status": "confirmed"}),
    "types": GlossaryEntry("Types of events, by comma; `orders.*` are all below it.", ["orders.*"]),
    "after": GlossaryEntry("`next_cursor` of the page before.", "eyJ2IjoxLCJhIjpbMTA0Ml19.c2ln"),
}

WEBHOOKS = {
    "endpoint_id": GlossaryEntry("The webhook endpoint's id.", 5),
    "delivery_id": GlossaryEntry("The delivery's id.", 815),
    "url": GlossaryEntry("Where messages go.", "https://hooks.partner.example/tradepost", 2000),
    "event_types": GlossaryEntry("Types of events; `orders.*` are all below it, `*` is everything.", ["orders.*"], 100),
    "secret": GlossaryEntry(
        "Shown this once; messages are signed with it.", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", 128
    ),
    "secret_rotated_at": GlossaryEntry("The secret before signs for 24 hours more.", None),
    "disabled_reason": GlossaryEntry("Why the shop stopped sending.", None),
    "EndpointOut.disabled_reason": GlossaryEntry("Why the shop stopped sending.", None),
    "failing_since": GlossaryEntry("Nothing has got through since then.", None),
    "origin": GlossaryEntry("What it was sent for.", "event"),
    "DeliveryOut.status": GlossaryEntry("Whether it has got through.", "succeeded"),
    "DeliveryDetailOut.status": GlossaryEntry("Whether it has got through.", "succeeded"),
    "list_webhook_deliveries.status": GlossaryEntry("Only deliveries in this state.", "failed"),
    "attempts": GlossaryEntry("How often it was tried.", 1),
    "due_at": GlossaryEntry("When it is tried next.", None),
    "last_status": GlossaryEntry("The HTTP status of the last try; null: there was no answer.", 204),
    "last_error": GlossaryEntry("What the last try ended in.", None),
    "last_duration_ms": GlossaryEntry("How long the last try took.", 38),
    "succeeded_at": GlossaryEntry("When it got through.", LATER),
    "body": GlossaryEntry("What is sent, since the first try; null: not rendered yet, or erased.", None),
    "tries": GlossaryEntry("Each try, the first one first.", None, 1000),
    "number": GlossaryEntry("Counts the tries from 1.", 1),
    "TryOut.status": GlossaryEntry("The HTTP status; null: there was no answer.", 204),
    "TryOut.error": GlossaryEntry("What it ended in.", None),
    "error": GlossaryEntry("What the last attempt ended in.", "TimeoutError: the mail server did not answer"),
    "duration_ms": GlossaryEntry("How long it took.", 38),
    "deliveries": GlossaryEntry("Who was told, and whether it arrived.", []),
    "ReplayedOut.deliveries": GlossaryEntry("Messages that will be sent again.", 12),
}

OPERATIONS = {
    "letter_id": GlossaryEntry("The dead letter's id.", 3),
    "consumer": GlossaryEntry("Who could not take it in.", "notifications.mail", 100),
    "ids": GlossaryEntry("Only these dead letters.", [3]),
    "replayed": GlossaryEntry("Dead letters that are tried again.", 1),
    "pending": GlossaryEntry("Deliveries that are yet to be made.", 0),
    "leased": GlossaryEntry("Of the pending: under way.", 0),
    "failing": GlossaryEntry("Of the pending: have failed before.", 0),
    "oldest_due_at": GlossaryEntry("Since when the oldest has been due.", None),
    "dead_letters": GlossaryEntry("Deliveries that were given up.", 0),
    "lag_seconds": GlossaryEntry("How long the delivery due the longest has been so.", 0.4),
    "consumers": GlossaryEntry("Who is told of what.", None),
    "ConsumerDeliveryOut.status": GlossaryEntry("Whether it has been taken in.", "done"),
    "done_at": GlossaryEntry("When it was taken in.", LATER),
    "healthy": GlossaryEntry("Whether every promise is kept.", example=True),
    "checks": GlossaryEntry("What was looked at.", None),
    "check": GlossaryEntry("The check's name.", "ledger_chains", 64),
    "promise": GlossaryEntry("What has to hold.", "Every level is the sum of its entries.", 500),
    "violations": GlossaryEntry("Where it does not hold.", []),
    "warning": GlossaryEntry("Whether what it finds leaves the shop healthy all the same.", example=False),
    "ViolationOut.subject": GlossaryEntry("What it was found at: kind and id, as in events.", "order:1042", 200),
    "ViolationOut.detail": GlossaryEntry("What is wrong.", "on_hand is 41, the entries sum to 42"),
    "action": GlossaryEntry("What was done.", "users.user.changed", 100),
    "resource": GlossaryEntry("What it was done to.", "user:7", 200),
    "changes": GlossaryEntry("What it was and what it became, by field.", {"role": ["customer", "support"]}),
}
