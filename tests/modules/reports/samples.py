"""Samples of reports for the tests of the whole program."""

from tests.module_samples import ModuleSamples

SAMPLES = ModuleSamples()
