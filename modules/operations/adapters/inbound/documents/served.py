"""The event documents by the paths at which they are served."""

from functools import partial
from importlib.metadata import version

from modules.operations.adapters.inbound.documents import asyncapi, json_schemas
from modules.operations.adapters.inbound.documents.json_schemas import Documents
from modules.operations.application.describe_events import DescribeEvents

ASYNCAPI = "/api/asyncapi.json"


def documents(describe: DescribeEvents) -> Documents:
    """Map each path to a function that builds its document."""
    events = describe()
    return {
        ASYNCAPI: lambda: asyncapi.document(events, version("tradepost")),
        json_schemas.INDEX: lambda: json_schemas.index(events),
        **{json_schemas.address(event): partial(json_schemas.document, event) for event in events},
    }
