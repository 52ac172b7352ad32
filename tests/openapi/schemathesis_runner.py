"""Runs schemathesis with all checks on all operations of the document."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tests.running.running_shop import ROOT

CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "negative_data_rejection", "positive_data_acceptance", "missing_required_header",
    "unsupported_method", "allow_header_conformance", "use_after_free", "ensure_resource_availability",
    "ignored_auth", "object_level_authorization",
)  # fmt: skip
"""All that there are. A test holds this list against the program's own."""

_STATES = ["2xx", "3xx", "400", "401", "402", "403", "404", "409", "410", "412", "422", "428", "429", "5xx"]
"""Beside what the program itself takes for a matter of state. For what is refused with 400, 422 or 428
`hooks.refusals_are_owed_to_what_there_is` decides, which looks at the codes.
"""

_REFUSALS = ["400", "401", "403", "404", "405", "406", "409", "412", "415", "422", "428", "429", "5xx"]
"""Its own, and 412: who knows another version than there is learns of that before the fields are looked at."""

STREAM_SECONDS = 8
"""A stream on which nothing happens is left after that; its first bytes come at once."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result of a run: `said` is the output with long lines truncated, `report` the report."""

    report: dict[str, Any]
    said: str

    @property
    def tested(self) -> int:
        return int(self.report["operations"]["tested"])

    @property
    def tried(self) -> int:
        return int(self.report["test_cases"]["generated"])

    @property
    def failures(self) -> list[str]:
        return [f"{one['title']}: {', '.join(one['operations'])}" for one in self.report["failures"]]


def run_schemathesis(
    document: str,
    folder: Path,
    *,
    seed: int,
    examples: int = 3,
    token: str = "",
    spared: str = "",
    share: float = 1,
    values: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Outcome:
    """Test all operations of the document at this address.

    `values` are real values by location. Of the ten thousand boundary values, a `share` is chosen by the seed.
    """
    configuration, report = folder / "schemathesis.toml", folder / "report.json"
    configuration.write_text(_configuration(examples, values))
    command = [
        sys.executable, "-m", "schemathesis.cli", "--config-file", str(configuration), "run", document,
        "--seed", str(seed), "--report", "json", "--report-json-path", str(report), "--no-color",
    ]  # fmt: skip
    command += ["--header", f"Authorization: Bearer {token}"] if token else []
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SCHEMATHESIS_HOOKS": "tests.openapi.hooks", "SPARED": spared}
    environment |= {"SHARE": str(share), "SEED": str(seed)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    said = done.stdout + done.stderr
    assert report.exists(), said
    return Outcome(json.loads(report.read_text()), "\n".join(line[:1_000] for line in said.splitlines()))


def _configuration(examples: int, values: Mapping[str, Sequence[str]]) -> str:
    """Limits of a run. A stream is read for two events or `STREAM_SECONDS`.

    NUL characters and chained calls are excluded, because other tests cover them.
    """
    lines = [
        "continue-on-failure = true", "max-stream-events = 2", "request-timeout = 60", "warnings = false",
        f"generation = {{ max-examples = {examples}, no-shrink = true, database = 'none', allow-x00 = false }}",
        "phases.stateful.enabled = false",
        f"checks.positive_data_acceptance.expected-statuses = {json.dumps(_STATES)}",
        f"checks.negative_data_rejection.expected-statuses = {json.dumps(_REFUSALS)}",
    ]  # fmt: skip
    for number, (place, real) in enumerate(values.items()):
        lines.append(f"dictionaries.real_{number}.values = {json.dumps(real)}")
        lines.append(f'parameters.{json.dumps(place)} = {{ dictionary = "real_{number}", probability = 0.8 }}')
    lines += ["[[operations]]", 'include-path-regex = "/stream$"', f"request-timeout = {STREAM_SECONDS}"]
    return "\n".join(lines)
