"""The Prefer header (RFC 7240): how long a caller would wait for an outcome."""

import re
from typing import Annotated

from fastapi import Depends, Header

LONGEST_SECONDS = 15
"""Who would wait longer is answered by then."""

_WAIT = re.compile(r"(?:^|[,;])\s*wait\s*=\s*\"?([0-9]{1,6})\"?\s*(?=$|[,;])", re.ASCII | re.IGNORECASE)


async def _wait_seconds(
    prefer: Annotated[
        str | None, Header(alias="Prefer", description="`wait=N`: wait up to N seconds (at most 15) for the outcome.")
    ] = None,
) -> int | None:
    if prefer is None or (wish := _WAIT.search(prefer)) is None:
        return None
    return min(int(wish[1]), LONGEST_SECONDS)


WaitSeconds = Annotated[int | None, Depends(_wait_seconds)]
"""None when the caller did not say; a preference that cannot be read is none."""


def applied(seconds: int) -> dict[str, str]:
    """The header that tells the caller that the preference was heard."""
    return {"Preference-Applied": f"wait={seconds}"}
