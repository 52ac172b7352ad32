"""Lints the document: Spectral with OWASP's rules, and Redocly with its score."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.openapi.npm import node

LOWEST_SCORE = 80
_MOST = 20
"""Objections that are shown; the first ones tell enough."""


@dataclass(frozen=True, slots=True)
class Report:
    """A tool's summary and its findings."""

    line: str
    objections: Sequence[str]
    passes: bool


def linted(document: Path) -> Iterator[Report]:
    yield _report("Spectral, with OWASP's rules", [*_spectral(document)])
    yield _report("Redocly", [*_redocly(document)])


def scored(document: Path) -> Report:
    """Redocly's agent readiness score, out of 100."""
    done = node.run("redocly", "score", "--format=json", str(document))
    if done.returncode:
        return Report("Redocly's score: none", [done.stdout + done.stderr], passes=False)
    score = float(json.loads(done.stdout)["agentReadiness"])
    return Report(f"Redocly's score: {score}, at least {LOWEST_SCORE} is wanted", [], passes=score >= LOWEST_SCORE)


def _report(tool: str, found: Sequence[tuple[bool, str]]) -> Report:
    errors = sum(is_error for is_error, _ in found)
    line = f"{tool}: {errors} errors, {len(found) - errors} warnings"
    return Report(line, [said for _, said in sorted(found, reverse=True)][:_MOST], passes=not errors)


def _spectral(document: Path) -> Iterator[tuple[bool, str]]:
    done = node.run("spectral", "lint", str(document), "--format=json", "--quiet")
    for one in _read(done.stdout, done.stderr):
        where = "/".join(str(step) for step in one["path"])
        yield one["severity"] == 0, f"  {one['code']}: {one['message']} ({where})"


def _redocly(document: Path) -> Iterator[tuple[bool, str]]:
    done = node.run("redocly", "lint", "--format=json", "--max-problems=10000", str(document))
    for one in _read(done.stdout, done.stderr)["problems"]:
        yield one["severity"] == "error", f"  {one['ruleId']}: {one['message']} ({one['location'][0]['pointer']})"


def _read(said: str, complaint: str) -> Any:
    try:
        return json.loads(said)
    except ValueError:
        raise RuntimeError(f"the linter gave no report: {said}{complaint}") from None
