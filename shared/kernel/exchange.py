"""What modules take in and hand out as tables: lines of a file, pages of a list."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from shared.kernel.events import Cause
from shared.kernel.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Line:
    """A record of an imported table. `number` is where it begins in its file, whose first line is 1.

    `cells` by the names of the file's columns, without blanks around them; an empty cell is an empty text.
    """

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LineError:
    """Why a line was not taken; `column` is empty where the line as a whole is at fault."""

    line: int
    column: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Errand:
    """On whose behalf lines are applied; `reference` names the whole import wherever its effects are noted."""

    cause: Cause
    reference: str


Apply: TypeAlias = Callable[[Transaction, Sequence[Line], Errand], Awaitable[Sequence[LineError]]]
"""Makes the lines true in the open transaction, all but those it names.

May raise a Refusal: everything it has done is undone then, and it is asked again for fewer lines.
"""


@dataclass(frozen=True, slots=True)
class Importable:
    """A kind of table that a module takes in, by holders of `scope`.

    `columns` are read, those of `required` stand in every file. `passed_over` may stand there and are not
    read: what an export shows and nobody can set. The columns of `key` name what a line is about; no two of
    the lines applied together, `at_once` at most, are about the same.
    """

    type: str
    scope: str
    columns: Sequence[str]
    required: Sequence[str]
    key: Callable[[Mapping[str, str]], object]
    apply: Apply
    passed_over: Collection[str] = ()
    at_once: int = 500


Filters: TypeAlias = Mapping[str, object]
"""In JSON's own types, by the names that the list's query has them."""

After: TypeAlias = Sequence[object]
"""The key of the last row seen, in JSON's own types."""


@dataclass(frozen=True, slots=True)
class Rows:
    """`next_after` is where the next page begins, None on the last. `total` is given where it is known."""

    rows: Sequence[Sequence[object]]
    next_after: After | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Exportable:
    """A kind of table that a module hands out, to holders of one of `scopes`.

    `read` gives back the filters as they are to be kept and raises Invalid, with pointers below `/filters`.
    `page` walks by a key that never changes, so that no row is missed or met twice while others are added.
    `personal`: rows hold data of persons.
    """

    type: str
    scopes: Sequence[str]
    columns: Sequence[str]
    read: Callable[[Filters], Filters]
    page: Callable[[Filters, After | None, int], Awaitable[Rows]]
    personal: bool = False
