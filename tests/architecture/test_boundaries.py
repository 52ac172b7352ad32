"""Every contract of importlinter.cfg is shown to break when it is violated, by its own name.

Each case copies the tree, adds one import and runs the linter on the copy: an unchanged
copy passes, so a broken contract can only come from the planted line.
"""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.timeouts import TIMEOUT_SECONDS

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.architecture, pytest.mark.timeout(120)]


@dataclass(frozen=True)
class Violation:
    contract: str
    file: str
    line: str


TREE = "Entrypoints sit on modules, modules on shared"
HEXAGON = "Inside a module everything points to the domain"
BOUNDARIES = "Modules see each other only through public.py"
SURFACE = "Entrypoints see modules only through public.py"
WIRING = "Only a module's containers reach its adapters"
SIDES = "Inbound and outbound adapters do not know each other"
PURE = "The inner rings and the kernel import no framework"
KERNEL = "The shared kernel knows nothing of infrastructure"
GROUNDS = "infra http, sql, cache do not know each other, messaging sits on sql"
NO_SQL = "infra http and cache do not know sql"
INJECTOR = "Only containers know the injector"
HTTP = "Only entrypoints, inbound and infra.http speak HTTP"
SQL = "Only outbound adapters, infra.sql and infra.messaging speak SQL"
MESSAGES = "Only infra.messaging knows the tables of events and deliveries"
TRANSACTIONS = "Only infra.sql knows the tables that a transaction writes for itself"
SQL_REACH = "Inbound adapters never reach SQL, by any way"
DEVELOPMENT = "Only the commands that need them reach development programs"
QUEUE = "Only infra.messaging and the worker speak to the queue"
REDIS = "Only infra.redis_clients, messaging and cache speak to Redis"
PROVIDER = "Only the Stripe gateway knows Stripe"
DECODING = "Only the process that may be lost decodes pictures"
TRACES = "Only infra and entrypoints know OpenTelemetry"
SIGNATURES = "Only the signer knows itsdangerous"
BUCKETS = "Only the storage in a bucket knows obstore"
ACYCLIC = "No cycles inside a module or inside shared"

VIOLATIONS = [
    Violation(TREE, "shared/infra/logging.py", "import modules.orders.public"),
    Violation(TREE, "modules/users/adapters/inbound/planted.py", "import entrypoints.settings"),
    Violation(HEXAGON, "modules/orders/domain/planted.py", "import modules.orders.application"),
    Violation(HEXAGON, "modules/users/ports/planted.py", "import modules.users.adapters"),
    Violation(HEXAGON, "modules/inventory/public/planted.py", "import modules.inventory.domain"),
    Violation(HEXAGON, "modules/inventory/domain/planted.py", "import modules.inventory.ports"),
    Violation(HEXAGON, "modules/inventory/services.py", "import modules.inventory.domain"),
    Violation(BOUNDARIES, "modules/orders/adapters/outbound/planted.py", "import modules.inventory.domain"),
    Violation(BOUNDARIES, "modules/orders/domain/planted.py", "import modules.inventory.public"),
    Violation(BOUNDARIES, "modules/orders/adapters/outbound/planted.py", "import modules.promotions.domain"),
    Violation(BOUNDARIES, "modules/promotions/application/planted.py", "import modules.orders.public"),
    Violation(BOUNDARIES, "modules/orders/application/planted.py", "import modules.inventory.public"),
    Violation(BOUNDARIES, "modules/orders/adapters/inbound/planted.py", "import modules.users.public"),
    Violation(SURFACE, "entrypoints/planted.py", "import modules.orders.application"),
    Violation(WIRING, "entrypoints/container.py", "import modules.orders.adapters.outbound.sql.tables"),
    Violation(SIDES, "modules/users/adapters/inbound/planted.py", "import modules.users.adapters.outbound.sql.tables"),
    Violation(SIDES, "modules/users/adapters/outbound/planted.py", "import modules.users.adapters.inbound"),
    Violation(PURE, "modules/orders/domain/planted.py", "import pydantic"),
    Violation(PURE, "modules/promotions/domain/planted.py", "import sqlalchemy"),
    Violation(PURE, "modules/inventory/application/planted.py", "import shared.infra.sql.database"),
    Violation(PURE, "shared/kernel/planted.py", "import orjson"),
    Violation(KERNEL, "shared/kernel/planted.py", "import shared.infra"),
    Violation(KERNEL, "shared/planted.py", "VALUE = 1"),
    Violation(GROUNDS, "shared/infra/sql/planted.py", "import shared.infra.messaging.outbox"),
    Violation(GROUNDS, "shared/infra/messaging/planted.py", "import shared.infra.http.app"),
    Violation(NO_SQL, "shared/infra/http/planted.py", "import shared.infra.sql.database"),
    Violation(INJECTOR, "shared/infra/planted.py", "import dependency_injector"),
    Violation(HTTP, "modules/orders/adapters/outbound/planted.py", "import fastapi"),
    Violation(SQL, "entrypoints/planted.py", "import sqlalchemy"),
    Violation(SQL, "entrypoints/schema/revision.py", "import alembic"),
    Violation(MESSAGES, "modules/operations/adapters/outbound/planted.py", "import shared.infra.messaging.tables"),
    Violation(TRANSACTIONS, "shared/infra/messaging/planted.py", "import shared.infra.sql.tables"),
    Violation(SQL_REACH, "modules/orders/adapters/inbound/planted.py", "import shared.infra.sql.database"),
    Violation(DEVELOPMENT, "entrypoints/processes/api.py", "import entrypoints.development.supervisor.up"),
    Violation(DEVELOPMENT, "entrypoints/cli/serve.py", "import entrypoints.development.supervisor.up"),
    Violation(DEVELOPMENT, "entrypoints/cli/processes.py", "import entrypoints.development.shop_data.stocking"),
    Violation(QUEUE, "modules/notifications/adapters/inbound/planted.py", "import dramatiq"),
    Violation(REDIS, "modules/users/adapters/outbound/planted.py", "import redis"),
    Violation(PROVIDER, "modules/orders/adapters/outbound/planted.py", "import stripe"),
    Violation(DECODING, "modules/inventory/adapters/outbound/planted.py", "import PIL.Image"),
    Violation(SIGNATURES, "modules/users/adapters/outbound/planted.py", "import itsdangerous"),
    Violation(BUCKETS, "modules/inventory/adapters/outbound/planted.py", "import obstore"),
    Violation(TRACES, "modules/orders/adapters/outbound/planted.py", "import opentelemetry.trace"),
    Violation(
        ACYCLIC,
        "modules/orders/adapters/outbound/planted/one.py",
        "import modules.orders.adapters.outbound.planted.two",
    ),
]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for package in ("entrypoints", "modules", "shared"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "assets"))
    shutil.copy(ROOT / "importlinter.cfg", tmp_path)
    return tmp_path


def lint(tree: Path) -> tuple[int, str]:
    command = [
        *(sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"),
        *("--config", "importlinter.cfg", "--no-cache"),
    ]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False)
    return done.returncode, done.stdout + done.stderr


def plant(tree: Path, violation: Violation) -> None:
    file = tree / violation.file
    file.parent.mkdir(parents=True, exist_ok=True)
    (file.parent / "__init__.py").touch()
    before = file.read_text() if file.exists() else ""
    file.write_text(f"{before}\n{violation.line}\n")
    if violation.contract == ACYCLIC:
        (file.parent / "two.py").write_text("import modules.orders.adapters.outbound.planted.one\n")


def test_the_tree_keeps_every_contract(tree: Path) -> None:
    code, report = lint(tree)
    assert code == 0, report
    assert "0 broken" in report


@pytest.mark.parametrize("violation", VIOLATIONS, ids=lambda v: f"{v.file}-{v.line}")
def test_a_violation_breaks_its_contract(tree: Path, violation: Violation) -> None:
    plant(tree, violation)
    code, report = lint(tree)
    assert code == 1
    assert f"{violation.contract} BROKEN" in report, report


def test_every_contract_has_a_violation() -> None:
    lines = (ROOT / "importlinter.cfg").read_text().splitlines()
    names = {line.removeprefix("name = ") for line in lines if line.startswith("name = ")}
    assert names == {violation.contract for violation in VIOLATIONS}
