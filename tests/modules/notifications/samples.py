"""Samples of notifications for the tests of the whole program."""

from tests.module_samples import ModuleSamples

SAMPLES = ModuleSamples(
    technical_nouns={
        "notification": "of a waiting process",
    },
)
