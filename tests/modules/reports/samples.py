"""Samples of reports for the tests of the whole program."""

from tests.module_samples import ModuleSamples

SAMPLES = ModuleSamples(
    nouns={"reports"},
    technical_nouns={
        "progress": "of work",
        "refused": "an answer of 4xx",
        "report": "to report",
    },
)
