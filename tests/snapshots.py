"""What the modules offer together, one snapshot file each. `make snapshots` rewrites the files for review."""

from collections.abc import Callable, Iterable
from pathlib import Path

from entrypoints.api_program import ApiProgram
from entrypoints.asgi import application
from entrypoints.cli.module_commands import module_commands
from tests.settings import settings_of

FOLDER = Path(__file__).parent / "snapshots"


def routes(program: ApiProgram) -> Iterable[str]:
    """Sorted by path."""
    paths = application(program.settings()).openapi()["paths"]
    return [f"{method.upper()} {path}" for path in sorted(paths) for method in sorted(paths[path])]


SNAPSHOTS: dict[str, Callable[[ApiProgram], Iterable[str]]] = {
    "routes": routes,
    "consumers": lambda program: sorted(each.consumer for each in program.subscriptions()),
    "jobs": lambda program: sorted(each.name for each in program.jobs()),
    "background_tasks": lambda program: sorted(each.name for each in program.background_tasks()),
    "checks": lambda program: sorted(each.name for each in program.checks()),
    "gauges": lambda program: sorted(each.name for each in program.gauges()),
    "events": lambda program: sorted(each.type for each in program.events()),
    "resources": lambda program: sorted(each.prefix for each in program.resources()),
    "personal_data": lambda program: sorted(each.name for each in program.personal_data()),
    "imports": lambda program: sorted(each.type for each in program.imports()),
    "exports": lambda program: sorted(each.type + " (personal)" * each.personal for each in program.exports()),
    "constraints": lambda program: sorted(program.constraints()),
    "commands": lambda _: sorted(module_commands()),
}


def path_of(name: str) -> Path:
    return FOLDER / f"{name}.txt"


def taken(name: str) -> str:
    """The snapshot of the program as it is, one item a line."""
    program = ApiProgram(settings_of, "snapshots")
    return "".join(f"{line}\n" for line in SNAPSHOTS[name](program))


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in SNAPSHOTS:
        path_of(each).write_text(taken(each), encoding="utf-8")
