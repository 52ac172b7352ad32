"""The query parameter of a search."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from shared.infra.http.requests.fields import Text
from shared.kernel.search import parse_search


def _something_to_find(q: str) -> str:
    if parse_search(q) is None:
        raise ValueError("there is nothing in it to look for: signs are found beside a letter or a digit only")
    return q


SearchText = Annotated[
    Text,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    AfterValidator(_something_to_find),
]
"""Words to search for, `q`."""
