"""The injection layer provides at run time what mypy is shown."""

import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

import pytest
from dependency_injector import containers

from shared.infra.injection import (
    attribute,
    constant,
    dependency,
    factory,
    optional_dependency,
    override,
    provider_of,
    resolve,
    retried,
    singleton,
)
from shared.infra.sql.error_mapping import SerializationFailure

ROOT = Path(__file__).parents[3]


class Clock(Protocol):
    def now(self) -> int: ...


class Frozen:
    def __init__(self, at: int = 3) -> None:
        self.at = at

    def now(self) -> int:
        return self.at


class Reader:
    def __init__(self, clock: Clock, now: Callable[[], int]) -> None:
        self.clock = clock
        self.now = now


class Lazy:
    def __init__(self, make: Callable[[], Reader]) -> None:
        self.make = make


class Losing:
    """Loses the first race of each call."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.calls = 0

    async def __call__(self, more: int) -> int:
        self.calls += 1
        if self.calls == 1:
            raise SerializationFailure
        return self.clock.now() + more


class Sample(containers.DeclarativeContainer):
    clock = dependency(Clock)
    default: Clock = optional_dependency(Clock, Frozen)
    now = attribute(clock, lambda clock: clock.now)
    reader = singleton(Reader, clock=clock, now=now)
    made = factory(Reader, clock=clock, now=now)
    lazy = singleton(Lazy, make=provider_of(reader))
    frozen = constant(Frozen)
    losing = retried(Losing, clock=clock)


@pytest.fixture
def sample() -> Sample:
    return Sample(clock=Frozen(7))


def test_values_are_provided(sample: Sample) -> None:
    assert resolve(sample.reader).now() == 7
    assert resolve(sample.default).now() == 3
    assert resolve(sample.frozen) is Frozen


def test_a_singleton_is_created_once_and_a_factory_creates_each_time(sample: Sample) -> None:
    assert resolve(sample.reader) is resolve(sample.reader)
    assert resolve(sample.made) is not resolve(sample.made)
    assert resolve(Sample(clock=Frozen()).reader) is not resolve(sample.reader)


def test_a_provider_is_not_called_before_it_is_needed(sample: Sample) -> None:
    assert resolve(sample.lazy).make() is resolve(sample.reader)


def test_a_declared_value_can_be_overridden(sample: Sample) -> None:
    override(sample.clock, Frozen(9))
    assert resolve(sample.reader).now() == 9


async def test_a_retried_use_case_runs_again(sample: Sample) -> None:
    work: Callable[[int], Awaitable[int]] = resolve(sample.losing)
    assert await work(1) == 8


PLANTED = """
from dependency_injector import containers
from shared.infra.injection import attribute, dependency, provider_of, resolve, retried, singleton
from shared.infra.sql.database import Database
from modules.users.application.accounts.change_profile import ChangeProfile
from modules.users.application.accounts.get_user import GetUser
from modules.users.adapters.outbound.sql.unit_of_work import SqlUnitOfWorkFactory
from modules.users.adapters.outbound.sql.user_queries import SqlUserQueries
from modules.users.http_container import UsersHttpContainer

class Planted(containers.DeclarativeContainer):
    database = dependency(Database)
    units = singleton(SqlUnitOfWorkFactory, database=database)
    begin = attribute(units, lambda units: units.begin)
    queries = singleton(SqlUserQueries, database=database)
    get_user = singleton(GetUser, user_queries=queries)
    change_profile = retried(ChangeProfile, begin=begin)
    {line}
"""
FAULTS = {
    "other = singleton(GetUser, user_queries=units)": "incompatible type",
    "other = singleton(GetUser, queries=queries)": 'Unexpected keyword argument "queries"',
    "other = singleton(GetUser)": 'Missing positional argument "user_queries"',
    "other = retried(ChangeProfile, begin=queries)": "incompatible type",
    "other = attribute(units, lambda units: units.start)": 'has no attribute "start"',
    "other: GetUser = resolve(UsersHttpContainer.sign_in)": "Incompatible types in assignment",
}


@pytest.mark.architecture
def test_mypy_reports_a_planted_fault(tmp_path: Path) -> None:
    files = {}
    for number, (line, expected) in enumerate({"pass": "", **FAULTS}.items()):
        files[tmp_path / f"planted_{number}.py"] = expected
        (tmp_path / f"planted_{number}.py").write_text(PLANTED.format(line=line))
    command = [sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path / "cache"), *map(str, files)]
    report = subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout
    for path, expected in files.items():
        found = [line for line in report.splitlines() if path.name in line and ": error: " in line]
        assert len(found) == bool(expected), report
        assert all(expected in line for line in found), report
