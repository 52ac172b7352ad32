"""What the tests of the whole program need to know of a module.

`tests/modules/<module>/samples.py` declares it as `SAMPLES`, so that a new module changes no test of the others.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from pkgutil import resolve_name

import httpx2

from entrypoints.modules import MODULES
from tests.edges.access.access_samples import AccessSamples
from tests.entrypoints.lists.list_samples import ListSamples
from tests.openapi.document_samples import DocumentSamples

FOLDER = Path(__file__).parent / "modules"


async def leave_nothing(_client: httpx2.AsyncClient, _mark: str) -> None:
    """For modules whose rows need no more than the orders of the customer."""


@dataclass(frozen=True, kw_only=True)
class ModuleSamples:
    """Of each route of the module, what the invariants of all routes are tried with.

    `needs`: modules whose samples are created before those of this one.
    `access`: objects for the access matrix, and what differs from the rule for some operations.
    `lists`: rows for each list.
    `document`: examples of the API document, and what the document cannot say.
    `promised_events`: types of events that others rely on; `orders.refund.*` stands for one at least.
    `personal_tables`: tables that hold texts of a customer while she is one.
    `leave_personal_data`: lets a customer, who is staff meanwhile, create rows whose texts contain the mark.
    `nouns`: words of the module that are neither its tables, aggregates, tags nor audited kinds.
    `never_sent_codes`: codes of errors that no response has, and why.
    `may_pass_a_code_on`: files that raise errors with the code of another one.
    `not_audited`: prefixes of ids in files that write audit entries which are no audited kinds.
    `audited_as_principal`: audited kinds whose ids are the names of principals.
    `technical_nouns`: nouns of the module that `shared` uses with another meaning, and which one.
    `uses_in_shared`: where a file of `shared` has a noun of the module, and why.
    """

    needs: Sequence[str] = ()
    access: AccessSamples = field(default_factory=AccessSamples)
    lists: ListSamples = field(default_factory=ListSamples)
    document: DocumentSamples = field(default_factory=DocumentSamples)
    promised_events: AbstractSet[str] = frozenset()
    personal_tables: AbstractSet[str] = frozenset()
    leave_personal_data: Callable[[httpx2.AsyncClient, str], Awaitable[None]] = leave_nothing
    never_sent_codes: Mapping[str, str] = field(default_factory=dict)
    may_pass_a_code_on: AbstractSet[str] = frozenset()
    not_audited: AbstractSet[str] = frozenset()
    audited_as_principal: AbstractSet[str] = frozenset()
    nouns: AbstractSet[str] = frozenset()
    technical_nouns: Mapping[str, str] = field(default_factory=dict)
    uses_in_shared: Mapping[tuple[str, str], str] = field(default_factory=dict)


@cache
def all_samples() -> tuple[ModuleSamples, ...]:
    """The samples of all modules, each after those of the modules that it needs."""
    samples = {module: samples_of(module) for module in MODULES}
    return tuple(samples[module] for module in TopologicalSorter({m: samples[m].needs for m in samples}).static_order())


def samples_of(module: str) -> ModuleSamples:
    file = FOLDER / module / "samples.py"
    assert file.exists(), f"the module {module} has no samples: declare `SAMPLES` in tests/modules/{module}/samples.py"
    samples: ModuleSamples = resolve_name(f"tests.modules.{module}.samples:SAMPLES")
    return samples
