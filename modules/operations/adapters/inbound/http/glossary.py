"""What the API document says of events and of the program's operation and of fields that no model describes."""

from modules.operations.adapters.inbound.http.event_glossary import EVENTS
from shared.infra.http.openapi.glossary import GlossaryEntry
from shared.infra.http.openapi.shared_fields import LATER

TAGS = {
    "events": "The feed of all published events.",
    "operations": "Deliveries, dead letters, health checks and the audit log.",
}

FIELDS = {
    **EVENTS,
    "letter_id": GlossaryEntry("The dead letter's id.", 3),
    "consumer": GlossaryEntry("The consumer that failed to process the event.", "notifications.mail", 100),
    "ids": GlossaryEntry("Only these dead letters.", [3]),
    "replayed": GlossaryEntry("Number of dead letters that will be retried.", 1),
    "pending": GlossaryEntry("Deliveries that are not yet made.", 0),
    "leased": GlossaryEntry("Pending deliveries that are in progress.", 0),
    "failing": GlossaryEntry("Pending deliveries that have failed before.", 0),
    "oldest_due_at": GlossaryEntry("When the oldest pending delivery became due.", None),
    "dead_letters": GlossaryEntry("Deliveries that failed permanently.", 0),
    "lag_seconds": GlossaryEntry("Age in seconds of the oldest due delivery.", 0.4),
    "consumers": GlossaryEntry("Event consumers and the state of their deliveries.", None),
    "ConsumerDeliveryOut.status": GlossaryEntry("The delivery's status.", "done"),
    "done_at": GlossaryEntry("When the consumer processed the event.", LATER),
    "healthy": GlossaryEntry("Whether no check found an error.", example=True),
    "checks": GlossaryEntry("Results of the checks.", None),
    "check": GlossaryEntry("The check's name.", "ledger_chains", 64),
    "promise": GlossaryEntry("The invariant that the check verifies.", "Every level is the sum of its entries.", 500),
    "violations": GlossaryEntry("Violations of the invariant.", []),
    "warning": GlossaryEntry("Whether violations are only warnings, which leave the shop healthy.", example=False),
    "ViolationOut.subject": GlossaryEntry("The object that violates the invariant: kind and id.", "order:1042", 200),
    "ViolationOut.detail": GlossaryEntry("A description of the violation.", "on_hand is 41, the entries sum to 42"),
    "action": GlossaryEntry("The action performed.", "users.user.changed", 100),
    "resource": GlossaryEntry("The object acted on: kind and id.", "user:7", 200),
    "changes": GlossaryEntry("Old and new value of each changed field.", {"role": ["customer", "support"]}),
}
