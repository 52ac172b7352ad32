"""Words that all modules use."""

from shared.infra.http.openapi.glossary import Word

TIME = "2026-11-21T09:30:00Z"
LATER = "2026-11-21T09:45:00Z"

EVERYWHERE = {
    "id": Word("Its id.", 1042),
    "items": Word("What is on this page.", None),
    "limit": Word("Items on a page at most.", 20),
    "offset": Word("Items skipped.", 0),
    "skip": Word("The same as `offset`.", 0),
    "total": Word("Items in all.", 1),
    "total_capped": Word("There are more than `total`; they were not counted.", example=False),
    "next_cursor": Word("Where the next page starts; null on the last.", "eyJ2IjoxLCJhIjpbMTA0Ml19.c2ln"),
    "version": Word("Counts its changes; the ETag is made of it.", 3),
    "created_at": Word("When it came to be.", TIME),
    "updated_at": Word("When it changed last.", LATER),
    "created_by": Word("Who booked it: kind and id.", "client:7"),
    "actor": Word("Who did it: kind and id.", "client:7"),
    "request_id": Word("The request in which it happened.", "9f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5"),
    "at": Word("When it was.", TIME),
    "active": Word("Whether it is in use.", example=True),
    "name": Word("What people call it.", "Leeds warehouse"),
    "reason": Word("Why, for people.", "Fell off the shelf."),
    "reference": Word("The caller's own name for it.", "PO-2026-117"),
    "note": Word("Free text for people.", "Leave it with the neighbour."),
    "metadata": Word("The caller's own keys and values.", {"channel": "web"}),
    "quantity": Word("Units.", 6),
    "currency": Word("Of all amounts here, ISO 4217.", "GBP", 3),
    "country": Word("ISO 3166-1 alpha-2.", "GB", 2),
    "expires_at": Word("From then on it no longer holds.", LATER),
    "since": Word("Since when.", TIME),
    "from": Word("From this instant on, itself included.", TIME),
    "to": Word("Up to this instant, itself not included.", LATER),
    "created_from": Word("Came to be at this instant or later.", TIME),
    "created_to": Word("Came to be before this instant.", LATER),
    "updated_from": Word("Changed last at this instant or later.", TIME),
    "updated_to": Word("Changed last before this instant.", LATER),
}
