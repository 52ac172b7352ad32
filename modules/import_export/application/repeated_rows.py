"""A file names each thing once: a line about what an earlier line is about is refused."""

from collections.abc import Collection, Mapping

from modules.import_export.application.read_lines import Chunk, Subject
from shared.kernel.import_export import Cells, Importable, LineError
from shared.kernel.text import canonical_text

_LINE = "line"


def subject_names(chunk: Chunk) -> Collection[str]:
    """Names under which the memory has the lines that named the chunk's subjects before."""
    return {_name(subject) for _, subjects in chunk.subjects for subject in subjects}


def reject_repeats(chunk: Chunk, kept: Mapping[str, Cells], importables: Mapping[str, Importable]) -> None:
    """Nothing of a line that names a subject of an earlier line of the file is taken, whatever became of that one.

    `kept` is what the memory has of earlier chunks; what later chunks need is added to the chunk's own.
    """
    first = {name: int(cells[_LINE]) for name, cells in kept.items()}
    wrong = {error.line for error in chunk.errors}
    repeats: dict[int, LineError] = {}
    for line, subjects in chunk.subjects:
        for subject in subjects:
            name = _name(subject)
            earlier = first.setdefault(name, line)
            if earlier == line:
                chunk.kept[name] = {_LINE: str(line)}
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
        "nothing of this line is taken."
    )
    return LineError(line, column, f"duplicate_{column}", message)


def _name(subject: Subject) -> str:
    """What no name of a translator's is: those are text of a file, which has no NUL."""
    type_, key = subject
    return canonical_text("\0".join(("", type_, *key)))
