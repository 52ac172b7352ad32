"""The composed program: what the modules offer together, and how their containers are wired."""

import pytest
from dependency_injector import containers

from entrypoints.api_program import ApiProgram
from entrypoints.cli.module_commands import command_parameters
from entrypoints.http.asgi import application
from entrypoints.modules import MODULES
from entrypoints.program import Program
from entrypoints.wiring import MissingDependency, Wiring
from entrypoints.worker_program import WorkerProgram
from shared.infra.injection import constant, dependency, resolve, singleton
from shared.infra.sql.database import Database
from shared.kernel.module import Job, Module
from tests.settings import settings_of
from tests.snapshots import FOLDER, path_of, routes, snapshots


@pytest.fixture
def program() -> ApiProgram:
    return ApiProgram(settings_of, "test")


async def test_the_snapshot_of_each_module_is_up_to_date() -> None:
    stored = {path.name: path.read_text() for path in FOLDER.iterdir()}
    assert stored == {path_of(module).name: text for module, text in snapshots().items()}, (
        "run `make snapshots` and review the difference"
    )


async def test_the_routes_of_the_document_are_those_of_the_modules(program: ApiProgram) -> None:
    paths = application(settings_of()).openapi()["paths"]
    documented = [f"{path} {method.upper()}" for path in paths for method in paths[path]]
    assert sorted(documented) == sorted(route for api in program.apis().values() for route in routes(api))


@pytest.mark.parametrize("kind", [Program, WorkerProgram, ApiProgram])
async def test_every_provider_can_be_built(kind: type[Program]) -> None:
    for owner, container in kind(settings_of, "test").containers().items():
        container.check_dependencies()
        for name, provider in container.providers.items():
            assert provider() is not None, f"{owner}.{name}"


async def test_nothing_is_async_by_accident(program: ApiProgram) -> None:
    """An async resource would silently turn all its dependents into futures."""
    assert isinstance(program.database(), Database)
    assert not [
        f"{owner}.{name}"
        for owner, container in program.containers().items()
        for name, provider in container.providers.items()
        if provider() is not None and provider.is_async_mode_enabled()
    ]


async def test_every_name_begins_with_its_module(program: ApiProgram) -> None:
    for module in program.modules():
        names = [each.consumer.name for each in module.subscriptions()]
        names += [each.name for each in module.jobs()] + [each.name for each in module.checks()]
        names += [each.name for each in module.background_tasks()]
        names += [each.type for each in module.events] + [each.prefix for each in module.resources()]
        assert {name.partition(".")[0] for name in names} <= {module.name}


async def test_each_declared_consumer_has_one_handler(program: ApiProgram) -> None:
    declared = {consumer.name: consumer for consumer in program.consumers()}
    assert declared == {each.consumer.name: each.consumer for each in program.subscriptions()}
    assert len(declared) == len(program.consumers()) == len(program.subscriptions())


async def test_modules_are_listed_under_their_own_names(program: ApiProgram) -> None:
    assert tuple(module.name for module in program.modules()) == MODULES


def test_no_two_modules_map_one_constraint(program: ApiProgram) -> None:
    constraints = [name for module in program.modules() for name in module.constraints]
    assert constraints
    assert len(set(constraints)) == len(constraints)


def test_commands_name_what_their_container_declares(program: ApiProgram) -> None:
    containers_of = program.containers()
    for module in MODULES:
        for name in command_parameters(module):
            assert name in containers_of[module].providers, f"{module}: {name}"


class Asking(containers.DeclarativeContainer):
    database = dependency(str)
    all_jobs = dependency(list[Job])
    offering_price = dependency(int)
    offering = dependency(str)
    module = singleton(Module, name="asking")


class Offering(containers.DeclarativeContainer):
    price = singleton(int, 7)
    api = singleton(str, "api")
    module = singleton(Module, name="offering")


class Own(containers.DeclarativeContainer):
    settings = constant("settings")
    database = constant("database")


def test_dependencies_are_resolved_by_name() -> None:
    asking = Asking()
    Wiring(Own(), {"asking": asking, "offering": Offering()}).fill()
    assert (resolve(asking.database), resolve(asking.offering), resolve(asking.offering_price)) == (
        "database",
        "api",
        7,
    )
    assert resolve(asking.all_jobs) == []


@pytest.mark.parametrize("missing", ["offering", "offering_price", "database"])
def test_a_missing_dependency_is_named_at_the_start(missing: str) -> None:
    given = {name: "x" for name in ("offering", "database") if name != missing}
    asking = Asking(**given, **({} if missing == "offering_price" else {"offering_price": 1}))
    with pytest.raises(MissingDependency, match=f"asking depends on `{missing}`, which nothing provides"):
        Wiring(containers.DynamicContainer(), {"asking": asking}).fill()
