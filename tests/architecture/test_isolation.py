"""No test depends on the environment of the caller, and none leaves its own to another."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from entrypoints.configuration.environment import setting_variables

pytestmark = pytest.mark.architecture

ROOT = Path(__file__).parents[2]
READERS = {
    "entrypoints/cli/environment.py",
    "entrypoints/cli/development/payment_sandbox.py",
    "entrypoints/cli/serve.py",
    "entrypoints/configuration/environment.py",
    "entrypoints/development/processes/supervised_process.py",
    "modules/inventory/adapters/outbound/pictures/image_worker.py",
    "shared/infra/telemetry/exposition.py",
}
"""Files that read the environment: they start processes, or configure a library that has no other way."""
STARTERS = {
    "tests/edges/access/test_disclosure.py",
    "tests/entrypoints/configuration/test_environment.py",
    "tests/entrypoints/development/supervisor/test_running_shop.py",
}
"""Tests of what reads the environment as a process does."""
HOSTILE = {
    "DATABASE_URL": "mysql://nowhere",
    "REDIS_URL": "redis://203.0.113.1:1/0",
    "TRADEPOST_RATE_LIMITS": "on",
    "TRADEPOST_CURRENCY": "JPY",
    "TRADEPOST_NO_SUCH": "1",
    "WORKERS": "many",
    "TZ": "Pacific/Kiritimati",
    "LANG": "tr_TR.ISO-8859-9",
    "LC_ALL": "POSIX",
    **dict.fromkeys(("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:1"),
    **dict.fromkeys(("PGHOST", "PGSERVICE", "PGUSER", "PGDATABASE", "PGPASSFILE"), "unknown"),
    "PGSSLMODE": "verify-full",
    "OTEL_SDK_DISABLED": "true",
    "PYTHONOPTIMIZE": "2",
    "PYTHONASYNCIODEBUG": "1",
    "PROMETHEUS_MULTIPROC_DIR": "/nonexistent",
    "CI": "1",
    "COLUMNS": "20",
    "FORCE_COLOR": "1",
    "NO_COLOR": "1",
}
SUITE = (
    "tests/entrypoints/configuration",
    "tests/entrypoints/cli/development/test_replay_orders.py",
    "tests/entrypoints/test_composition.py",
    "tests/entrypoints/api/rate_limits/test_rate_limits.py::test_every_response_has_the_remaining_limit",
    "tests/shared/infra/http/responses/test_problems.py",
)
WHOLE_SUITE = (
    *SUITE,
    "tests/entrypoints/cli/test_import.py",
    "tests/entrypoints/cli/test_processes.py",
    "tests/entrypoints/lists/test_statements.py",
    "tests/entrypoints/api/rate_limits/test_rate_limits.py",
)
"""Tests that would fail if the variables above reached them."""


def files(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def names(tree: ast.Module) -> set[str]:
    """Every attribute and name in it, with its owner: `os.environ`, `monkeypatch.setenv`."""
    return {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute | ast.Name)}


def test_only_what_starts_a_process_reads_the_environment() -> None:
    reading = {path for path, tree in files("entrypoints", "modules", "shared", "migrations")
               if names(tree) & {"os.environ", "os.getenv", "os.environb", "environ", "getenv"}}  # fmt: skip
    assert reading == READERS


def changed(tree: ast.Module) -> list[str]:
    """Where the environment is changed by what pytest does not undo at the end of a test."""
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(value=ast.Attribute(attr="environ"), ctx=ast.Store() | ast.Del()):
                found.append(ast.unparse(node))
            case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="environ"), attr=how)) if how in CHANGES:
                found.append(ast.unparse(node.func))
            case ast.Attribute(attr="putenv" | "unsetenv" | "MonkeyPatch") if id(node) not in _annotations(tree):
                found.append(ast.unparse(node))
    return found


CHANGES = {"update", "setdefault", "pop", "popitem", "clear"}


def _annotations(tree: ast.Module) -> set[int]:
    """What only says of which type something is."""
    notes = [node.annotation for node in ast.walk(tree) if isinstance(node, ast.arg | ast.AnnAssign)]
    notes += [node.returns for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return {id(inner) for note in notes if note for inner in ast.walk(note)}


def test_no_test_changes_the_environment_for_longer_than_itself() -> None:
    found = {path: changed(tree) for path, tree in files("tests") if path != "tests/isolation.py"}
    assert {path: places for path, places in found.items() if places} == {}


def test_settings_are_handed_in() -> None:
    """A variable of the program in the environment of a test would reach whatever else runs in the process."""
    known = {*setting_variables(), "TRADEPOST_"}
    set_there = {
        path
        for path, tree in files("tests")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "setenv"
        and any(word in ast.unparse(node.args[0]) for word in known)
    }
    assert set_there <= STARTERS


@pytest.mark.parametrize(
    "planted",
    [
        "os.environ['TZ'] = 'x'",
        "del os.environ['TZ']",
        "os.environ.update(TZ='x')",
        "with pytest.MonkeyPatch.context() as patch: patch.setenv('TZ', 'x')",
        "patch = pytest.MonkeyPatch()",
        "os.putenv('TZ', 'x')",
    ],
)
def test_a_planted_change_is_found(planted: str) -> None:
    assert changed(ast.parse(planted))
    assert not changed(ast.parse("def f(patch: pytest.MonkeyPatch) -> None: patch.setenv('TZ', os.environ['TZ'])"))


PLANTED = """
import os
import pytest

{early}

@pytest.fixture(scope="{scope}")
def wide():
    {wide}
    yield

def test_first(wide):
    {test}

def test_second(wide):
    pass
"""


@pytest.mark.process
@pytest.mark.parametrize(
    ("planted", "reported"),
    [
        (
            {"wide": "os.environ['PLANTED'] = '1'"},
            "the fixture `wide`, which outlives a test, leaves the variable",
        ),
        ({"wide": "os.chdir('/')"}, "the fixture `wide`, which outlives a test, leaves the working folder changed"),
        ({"test": "os.environ['PLANTED'] = '1'"}, "the test leaves the variable PLANTED changed"),
        ({"early": "os.environ['PLANTED'] = '1'"}, "a module of tests leaves the variable PLANTED changed"),
        ({"test": "assert 'CALLERS' not in os.environ and not os.listdir()"}, "2 passed"),
    ],
    ids=["fixture", "folder", "test", "import", "sound"],
)
@pytest.mark.parametrize("scope", ["module", "session"])
def test_state_that_outlives_a_test_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scope: str, planted: dict[str, str], reported: str
) -> None:
    monkeypatch.setenv("CALLERS", "1")
    path = tmp_path / "test_planted.py"
    path.write_text(PLANTED.format(**{"early": "", "wide": "pass", "test": "pass", "scope": scope, **planted}))
    done = _pytest("-p", "tests.isolation", "-p", "no:xdist", "-p", "no:randomly", "-c", "/dev/null", path)
    assert reported in done.stdout + done.stderr, done.stdout + done.stderr
    assert (done.returncode == 0) == ("passed" in reported)


@pytest.mark.process
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "suite", [pytest.param(SUITE, id="short"), pytest.param(WHOLE_SUITE, id="long", marks=pytest.mark.long)]
)
def test_the_suite_passes_with_any_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suite: tuple[str, ...]
) -> None:
    """With a `.env` of other settings where it is called, too."""
    (tmp_path / ".env").write_text("TRADEPOST_CURRENCY=JPY\nDATABASE_URL=mysql://nowhere\nTRADEPOST_NO_SUCH=1\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    for name, value in HOSTILE.items():
        monkeypatch.setenv(name, value)
    done = _pytest("-c", ROOT / "pyproject.toml", "-x", *(ROOT / path for path in suite))
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def _pytest(*arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-I", "-m", "pytest", "-q", "-p", "no:cacheprovider", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)
