"""What the API document says of the module's operations and of fields that no model describes."""

from shared.infra.http.openapi.glossary import GlossaryEntry

TAGS = {"gift cards": "Gift cards, from their creation until they are archived."}
FIELDS = {"gift_card_id": GlossaryEntry("The gift card's id.", 7)}
