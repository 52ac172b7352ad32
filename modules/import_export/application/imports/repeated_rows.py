"""Rejects lines that repeat the key of an earlier line in the file."""

from collections.abc import Collection, Mapping

from modules.import_export.application.imports.read_lines import Chunk, Subject
from shared.kernel.import_export import Cells, Importable, LineError
from shared.kernel.values.text import canonical_text

_LINE = "line"


def subject_names(chunk: Chunk) -> Collection[str]:
    """The context names under which the first line of each of the chunk's subjects is stored."""
    return {_name(subject) for _, subjects in chunk.subjects for subject in subjects}


def reject_repeats(chunk: Chunk, context: Mapping[str, Cells], importables: Mapping[str, Importable]) -> None:
    """Reject each line that repeats a subject of an earlier line, even if the earlier line was rejected.

    `context` contains the subjects of earlier chunks. New subjects are added to `chunk.context` for later chunks.
    """
    first = {name: int(cells[_LINE]) for name, cells in context.items()}
    wrong = {error.line for error in chunk.errors}
    repeats: dict[int, LineError] = {}
    for line, subjects in chunk.subjects:
        for subject in subjects:
            name = _name(subject)
            earlier = first.setdefault(name, line)
            if earlier == line:
                chunk.context[name] = {_LINE: str(line)}
            elif line not in wrong:
                repeats.setdefault(line, _repeat(line, earlier, subject, importables[subject[0]]))
    for type_, rows in chunk.rows.items():
        chunk.rows[type_] = [row for row in rows if row.number not in repeats]
    chunk.errors += repeats.values()


def _repeat(line: int, earlier: int, subject: Subject, importable: Importable) -> LineError:
    type_, key = subject
    column = importable.required[0]
    message = (
        f"Line {earlier} names {' at '.join(key)} already. A file of {type_} names each once: "
        "this line was not imported."
    )
    return LineError(line=line, column=column, code=f"duplicate_{column}", message=message)


def _name(subject: Subject) -> str:
    """The NUL prefix avoids collisions with names of translators, which are file text without NUL."""
    type_, key = subject
    return canonical_text("\0".join(("", type_, *key)))
