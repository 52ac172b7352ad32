"""Applies lines through the module that owns their type."""

from collections.abc import Iterator, Sequence

from modules.import_export.application.imports.read_lines import line_error
from modules.import_export.ports.unit_of_work import UnitOfWork
from shared.kernel.errors import DomainError, Invalid, Unavailable
from shared.kernel.import_export import Importable, ImportContext, Line, LineError


async def apply(
    work: UnitOfWork, importable: Importable, lines: Sequence[Line], *, context: ImportContext
) -> list[LineError]:
    """If the module rejects a batch, the failing lines are found by bisection."""
    if not lines:
        return []
    try:
        async with work.savepoint():
            return list(await importable.apply(work.tx, lines, context))
    except Unavailable:
        raise
    except DomainError as error:
        if len(lines) == 1:
            return list(_errors_of(lines[0], error))
    middle = len(lines) // 2
    first = await apply(work, importable, lines[:middle], context=context)
    return first + await apply(work, importable, lines[middle:], context=context)


def _errors_of(line: Line, error: DomainError) -> Iterator[LineError]:
    if isinstance(error, Invalid) and error.errors:
        for each in error.errors:
            yield line_error(line.number, each)
    else:
        yield LineError(line=line.number, column="", code=error.code, message=error.detail)
