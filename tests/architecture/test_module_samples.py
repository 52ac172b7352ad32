"""Every module declares samples for the tests of the whole program."""

import pytest

from tests.module_samples import all_samples, samples_of

pytestmark = pytest.mark.architecture


def test_a_module_without_samples_is_named() -> None:
    with pytest.raises(AssertionError, match="the module parcels has no samples: declare `SAMPLES` in tests/modules"):
        samples_of("parcels")


def test_samples_follow_those_that_they_need() -> None:
    order = list(all_samples())
    for samples in order:
        needed = [samples_of(module) for module in samples.needs]
        assert all(order.index(each) < order.index(samples) for each in needed)
