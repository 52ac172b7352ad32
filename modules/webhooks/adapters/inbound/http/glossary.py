"""What the API document says of webhooks and of fields that no model describes."""

from shared.infra.http.openapi.glossary import GlossaryEntry
from shared.infra.http.openapi.shared_fields import LATER

TAGS = {
    "webhooks": "Endpoints that receive events as they are published.",
}

FIELDS = {
    "endpoint_id": GlossaryEntry("The webhook endpoint's id.", 5),
    "delivery_id": GlossaryEntry("The delivery's id.", 815),
    "url": GlossaryEntry("URL that receives the messages.", "https://hooks.partner.example/tradepost", 2000),
    "event_types": GlossaryEntry(
        "Event types to send; `orders.*` matches all types of the module, `*` all types.", ["orders.*"], 100
    ),
    "secret": GlossaryEntry(
        "The secret that signs the messages, shown only once.", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", 128
    ),
    "secret_rotated_at": GlossaryEntry("When the secret was rotated; the previous one also signs for 24 hours.", None),
    "disabled_reason": GlossaryEntry("Why the endpoint was disabled.", None),
    "EndpointOut.disabled_reason": GlossaryEntry("Why the endpoint was disabled.", None),
    "failing_since": GlossaryEntry("Time since which no delivery has succeeded.", None),
    "origin": GlossaryEntry("What caused the delivery.", "event"),
    "DeliveryOut.status": GlossaryEntry("The delivery's status.", "succeeded"),
    "DeliveryDetailOut.status": GlossaryEntry("The delivery's status.", "succeeded"),
    "list_webhook_deliveries.status": GlossaryEntry("Only deliveries with this status.", "failed"),
    "attempts": GlossaryEntry("Number of attempts.", 1),
    "due_at": GlossaryEntry("When the next attempt is due.", None),
    "last_status": GlossaryEntry("HTTP status of the last attempt; null if there was no response.", 204),
    "last_error": GlossaryEntry("Error of the last attempt.", None),
    "last_duration_ms": GlossaryEntry("Duration of the last attempt in milliseconds.", 38),
    "succeeded_at": GlossaryEntry("When the delivery succeeded.", LATER),
    "body": GlossaryEntry("The request body, the same in every attempt; null if not rendered yet or erased.", None),
    "tries": GlossaryEntry("The attempts, oldest first.", None, 1000),
    "number": GlossaryEntry("Number of the attempt, from 1.", 1),
    "DeliveryAttemptOut.status": GlossaryEntry("HTTP status; null if there was no response.", 204),
    "DeliveryAttemptOut.error": GlossaryEntry("The error, if the attempt failed.", None),
    "error": GlossaryEntry("Error of the last attempt.", "TimeoutError: the mail server did not answer"),
    "duration_ms": GlossaryEntry("Duration in milliseconds.", 38),
    "deliveries": GlossaryEntry("Deliveries of the event, by consumer.", []),
    "ReplayedOut.deliveries": GlossaryEntry("Number of messages that will be sent again.", 12),
}
