"""Search by metadata: `metadata['payment_id']:'7' AND metadata['order_id']:'3'`."""

import re

from entrypoints.development.payment_sandbox.context import CommandContext
from entrypoints.development.payment_sandbox.stripe_api.errors import invalid
from entrypoints.development.payment_sandbox.stripe_api.objects import Body, public_body
from entrypoints.development.payment_sandbox.stripe_api.parameters import Parameters

_TERM = re.compile(r"""\s*metadata\[(['"])(?P<name>[^'"]{1,40})\1\]\s*:\s*(['"])(?P<value>[^'"]{1,500})\3\s*""")
MOST = 100


def search_objects(context: CommandContext, parameters: Parameters, kind: str, *, url: str) -> Body:
    """Objects with all the given metadata, on one page."""
    labels = _labels(parameters.needed("query"))
    limit = parameters.count("limit", 10, MOST)
    parameters.end()
    bodies = context.records.with_metadata(kind, labels)
    return {
        "object": "search_result",
        "url": url,
        "has_more": False,
        "next_page": None,
        "data": [public_body(body) for body in bodies[:limit]],
    }


def _labels(query: str) -> dict[str, str]:
    labels = {}
    for term in re.split(r"\s+AND\s+", query):
        match = _TERM.fullmatch(term)
        if match is None:
            raise invalid("The sandbox searches for metadata['name']:'value' only.", param="query")
        labels[match["name"]] = match["value"]
    return labels
