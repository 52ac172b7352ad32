"""Words that all modules use."""

from shared.infra.http.openapi.glossary import GlossaryEntry

TIME = "2026-11-21T09:30:00Z"
LATER = "2026-11-21T09:45:00Z"

EVERYWHERE = {
    "id": GlossaryEntry("Its id.", 1042),
    "items": GlossaryEntry("What is on this page.", None),
    "limit": GlossaryEntry("Items on a page at most.", 20),
    "offset": GlossaryEntry("Items skipped.", 0),
    "skip": GlossaryEntry("The same as `offset`.", 0),
    "total": GlossaryEntry("Items in all.", 1),
    "total_capped": GlossaryEntry("There are more than `total`; they were not counted.", example=False),
    "next_cursor": GlossaryEntry("Where the next page starts; null on the last.", "eyJ2IjoxLCJhIjpbMTA0Ml19.c2ln"),
    "version": GlossaryEntry("Counts its changes; the ETag is made of it.", 3),
    "created_at": GlossaryEntry("When it came to be.", TIME),
    "updated_at": GlossaryEntry("When it changed last.", LATER),
    "created_by": GlossaryEntry("Who booked it: kind and id.", "client:7"),
    "actor": GlossaryEntry("Who did it: kind and id.", "client:7"),
    "request_id": GlossaryEntry("The request in which it happened.", "9f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5"),
    "at": GlossaryEntry("When it was.", TIME),
    "active": GlossaryEntry("Whether it is in use.", example=True),
    "name": GlossaryEntry("What people call it.", "Leeds warehouse"),
    "reason": GlossaryEntry("Why, for people.", "Fell off the shelf."),
    "reference": GlossaryEntry("The caller's own name for it.", "PO-2026-117"),
    "note": GlossaryEntry("Free text for people.", "Leave it with the neighbour."),
    "metadata": GlossaryEntry("The caller's own keys and values.", {"channel": "web"}),
    "quantity": GlossaryEntry("Units.", 6),
    "currency": GlossaryEntry("Of all amounts here, ISO 4217.", "GBP", 3),
    "country": GlossaryEntry("ISO 3166-1 alpha-2.", "GB", 2),
    "expires_at": GlossaryEntry("From then on it no longer holds.", LATER),
    "since": GlossaryEntry("Since when.", TIME),
    "from": GlossaryEntry("From this instant on, itself included.", TIME),
    "to": GlossaryEntry("Up to this instant, itself not included.", LATER),
    "created_from": GlossaryEntry("Came to be at this instant or later.", TIME),
    "created_to": GlossaryEntry("Came to be before this instant.", LATER),
    "updated_from": GlossaryEntry("Changed last at this instant or later.", TIME),
    "updated_to": GlossaryEntry("Changed last before this instant.", LATER),
}
