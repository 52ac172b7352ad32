"""What the tests of the API document need to know of a module's operations."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from tests.openapi.walk import Walk


def send_nothing(_: Walk) -> None:
    """For modules without request bodies."""


@dataclass(frozen=True, kw_only=True)
class DocumentSamples:
    """Operations are named by their ids, unless said otherwise.

    `send_examples`: sends the example of each operation with a body, and what has to exist before.
    `not_sent`: operations whose example cannot be sent, and why.
    `new_names`: fields of the request that must differ each time, by operation; `{}` becomes a number.
    `field_values`: what exists in the shop, by the field whose example names something that does not.
    `never_cached`: operations whose responses hold everything about people; browsers do not keep them either.
    `repeats_names`: members of problems that name what exists, which may be a hostile text, by problem code.
    `open_schemas`: schemas of bodies with fields that they do not declare.
    `unsayable`: codes of field errors whose rule the document cannot express, by method and path.
    """

    send_examples: Callable[[Walk], None] = send_nothing
    not_sent: Mapping[str, str] = field(default_factory=dict)
    new_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    field_values: Mapping[str, object] = field(default_factory=dict)
    never_cached: AbstractSet[str] = frozenset()
    repeats_names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    open_schemas: AbstractSet[str] = frozenset()
    unsayable: Mapping[str, AbstractSet[str]] = field(default_factory=dict)
