"""The consumers of all modules, without importing their handlers: the relay needs no more of a module."""

from collections.abc import Sequence

from entrypoints.modules import MODULES, module_part
from shared.kernel.module import Consumer


def consumers(modules: Sequence[str] = MODULES) -> Sequence[Consumer]:
    """`CONSUMERS` of each `modules.<name>.adapters.inbound.consumers`."""
    found = (module_part(module, "adapters.inbound.consumers") for module in modules)
    return [consumer for part in found if part is not None for consumer in part.CONSUMERS]
