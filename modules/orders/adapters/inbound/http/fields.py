"""Fields that the requests of several resources have."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.infra.http.requests.described_patterns import PRINTABLE, described_pattern
from shared.infra.http.requests.fields import (
    ONE_LINE,
    WHITESPACE,
    InModel,
    Reason,
    max_unstripped_length,
)

MAX_ITEMS = 1_000
"""Upper bound of the request; the setting for the number of lines cannot exceed it."""

# The JSON reader has already rejected NUL characters, so these fields need no validator function.
Sku = Annotated[str, StringConstraints(min_length=1, max_length=64)]
_ATOM = rf"[^@{WHITESPACE}\x00-\x1f]+"
_EMAIL = described_pattern(rf"^ *{_ATOM}@{_ATOM}\.{_ATOM} *$", "an e-mail address, like ada@example.com")
_TAX_ID = described_pattern(
    r"^ *[A-Za-z0-9./-][A-Za-z0-9 ./-]*[A-Za-z0-9./-] *$", "letters, digits, blanks, dots, slashes or hyphens"
)
_URL = described_pattern(r"^https?://[\x21-\x7e]+$", "an address that begins with https:// or http://, percent-encoded")
Email = Annotated[str, StringConstraints(max_length=254, pattern=_EMAIL), max_unstripped_length(254)]
TaxId = Annotated[
    str,
    StringConstraints(min_length=2, max_length=32, pattern=_TAX_ID),
    max_unstripped_length(32),
]
Code = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=PRINTABLE)]
Reference = Annotated[str, StringConstraints(min_length=1, max_length=64), ONE_LINE]
MoneyReference = Annotated[str, StringConstraints(min_length=1, max_length=100), ONE_LINE]
Url = Annotated[str, StringConstraints(max_length=2000, pattern=_URL)]
MetadataKey = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_.-]+$")]
MetadataValue = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")]
Metadata = Annotated[dict[MetadataKey, MetadataValue], Field(max_length=50)]


ProviderName = Annotated[str, StringConstraints(min_length=1, max_length=32), ONE_LINE]
PROVIDER = Field(
    None,
    examples=["stripe"],
    description="Name of the payment provider of a card payment. Default: the shop's first one.",
)


class ReasonIn(InModel):
    """Why the change is made."""

    reason: Reason = Field(examples=["The buyer changed their mind."])
