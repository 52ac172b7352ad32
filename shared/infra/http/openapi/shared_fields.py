"""Fields that all modules use."""

from shared.infra.http.openapi.glossary import GlossaryEntry

TIME = "2026-11-21T09:30:00Z"
LATER = "2026-11-21T09:45:00Z"

SHARED_FIELDS = {
    "id": GlossaryEntry("The object's id.", 1042),
    "items": GlossaryEntry("The items of this page.", None),
    "limit": GlossaryEntry("Maximum number of items on a page.", 20),
    "offset": GlossaryEntry("Number of items to skip.", 0),
    "skip": GlossaryEntry("An alias of `offset`.", 0),
    "total": GlossaryEntry("Number of items that match.", 1),
    "total_capped": GlossaryEntry("Whether there are more matches than `total`; counting stops there.", example=False),
    "next_cursor": GlossaryEntry("Cursor of the next page; null on the last page.", "eyJ2IjoxLCJhIjpbMTA0Ml19.c2ln"),
    "version": GlossaryEntry("Number of changes to the object; its ETag is derived from it.", 3),
    "created_at": GlossaryEntry("When the object was created.", TIME),
    "updated_at": GlossaryEntry("When the object was last changed.", LATER),
    "created_by": GlossaryEntry("Who created it: kind and id.", "client:7"),
    "actor": GlossaryEntry("Who made the change: kind and id.", "client:7"),
    "request_id": GlossaryEntry("Id of the request that caused it.", "9f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5"),
    "at": GlossaryEntry("When it happened.", TIME),
    "active": GlossaryEntry("Whether it is active.", example=True),
    "reason": GlossaryEntry("The reason, as free text.", "Fell off the shelf."),
    "reference": GlossaryEntry("The caller's own reference.", "PO-2026-117"),
    "note": GlossaryEntry("Free text for staff and buyers.", "Leave it with the neighbour."),
    "metadata": GlossaryEntry("Key-value pairs of the caller.", {"channel": "web"}),
    "quantity": GlossaryEntry("Number of units.", 6),
    "currency": GlossaryEntry("Currency of all amounts, ISO 4217.", "GBP", 3),
    "country": GlossaryEntry("Country code, ISO 3166-1 alpha-2.", "GB", 2),
    "expires_at": GlossaryEntry("When it expires.", LATER),
    "since": GlossaryEntry("Start time.", TIME),
    "from": GlossaryEntry("Start of the period, inclusive.", TIME),
    "to": GlossaryEntry("End of the period, exclusive.", LATER),
    "created_from": GlossaryEntry("Only items created at or after this time.", TIME),
    "created_to": GlossaryEntry("Only items created before this time.", LATER),
    "updated_from": GlossaryEntry("Only items changed at or after this time.", TIME),
    "updated_to": GlossaryEntry("Only items changed before this time.", LATER),
}
