"""Samples of orders for the tests of the whole program."""

from tests.module_samples import ModuleSamples
from tests.modules.orders.sample_data.access import ACCESS
from tests.modules.orders.sample_data.document import DOCUMENT
from tests.modules.orders.sample_data.lists import LISTS

SAMPLES = ModuleSamples(needs=["users", "inventory"], access=ACCESS, lists=LISTS, document=DOCUMENT)
