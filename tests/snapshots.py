"""What each module offers, one snapshot file each, and the error codes of `shared`.

`make snapshots` rewrites the files for review.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from fastapi.routing import APIRoute

from entrypoints.api_program import ApiProgram
from entrypoints.cli.module_commands import module_commands
from shared.infra.http.module_api import ModuleApi
from shared.infra.http.responses.http_problem_codes import HTTP_PROBLEM_CODES
from shared.infra.http.responses.problem_code import ProblemCode
from shared.kernel.module import Module
from tests.settings import settings_of

FOLDER = Path(__file__).parent / "snapshots"

KINDS: dict[str, Callable[[Module], Iterable[str]]] = {
    "audited kind": lambda module: (each.name + " (named)" * (not each.numbered) for each in module.audited),
    "background task": lambda module: (each.name for each in module.background_tasks()),
    "check": lambda module: (each.name for each in module.checks()),
    "command": lambda module: module_commands(module.name),
    "constraint": lambda module: module.constraints,
    "consumer": lambda module: (each.consumer.name for each in module.subscriptions()),
    "event": lambda module: (each.type for each in module.events),
    "export": lambda module: (each.type + " (personal)" * each.personal for each in module.exports()),
    "gauge": lambda module: (each.name for each in module.gauges()),
    "import": lambda module: (each.type for each in module.imports()),
    "job": lambda module: (each.name for each in module.jobs()),
    "personal data": lambda module: (each.name for each in module.personal_data()),
    "resource": lambda module: (each.prefix for each in module.resources()),
    "scope": lambda module: (f"{each.name} ({', '.join(each.roles)})" for each in module.scopes),
}


def error_codes(codes: Iterable[ProblemCode]) -> Iterable[str]:
    return sorted(f"error code: {each.code} {each.status}" for each in codes)


def routes(api: ModuleApi) -> Iterable[str]:
    """The routes by path."""
    found = [route for route in api.router().routes if isinstance(route, APIRoute)]
    return (f"{route.path_format} {method}" for route in found for method in route.methods or ())


def path_of(module: str) -> Path:
    return FOLDER / f"{module}.txt"


def snapshot_of(program: ApiProgram, module: Module) -> str:
    """What the module offers, one item a line."""
    lines = [f"{kind}: {item}" for kind, items in KINDS.items() for item in sorted(items(module))]
    api = program.api_of(module.name)
    if api is not None:
        lines += [f"tag: {tag}" for tag in sorted(api.tags)]
        lines += [*error_codes(api.problem_codes), *(f"route: {route}" for route in sorted(routes(api)))]
    return _text(lines)


def snapshots() -> dict[str, str]:
    """The snapshots of the program as it is, by module."""
    program = ApiProgram(settings_of, "snapshots")
    modules = {module.name: snapshot_of(program, module) for module in program.modules()}
    return {**modules, "shared": _text(error_codes(HTTP_PROBLEM_CODES))}


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def rewrite() -> None:
    FOLDER.mkdir(exist_ok=True)
    for module, text in snapshots().items():
        path_of(module).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    rewrite()
