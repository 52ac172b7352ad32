"""The importable and exportable tables of the shop, by type."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from modules.import_export.domain.layout import Layout, is_recognized, translator_of
from shared.kernel.errors import FieldError, Invalid
from shared.kernel.import_export import Exportable, Importable
from shared.kernel.values.known_values import unknown_value_message

Table = TypeVar("Table", Importable, Exportable)


class TableRegistry:
    """Raises ValueError if two tables have the same type."""

    def __init__(self, importables: Iterable[Importable], exportables: Iterable[Exportable]) -> None:
        self.importables: Mapping[str, Importable] = _by_type(importables)
        self.exportables: Mapping[str, Exportable] = _by_type(exportables)

    @property
    def personal(self) -> Sequence[str]:
        """The types of exports with personal data."""
        return [offered.type for offered in self.exportables.values() if offered.personal]

    def importable(self, type_: str) -> Importable:
        """Raises Invalid."""
        return _found(self.importables, type_)

    def detect(self, head: bytes) -> Importable:
        """Detect the type of another program's file from its first bytes. Raises Invalid."""
        found = next((each for each in self.importables.values() if is_recognized(head, each)), None)
        if found is None:
            message = (
                f"The header does not show the file's type. Specify one of: {', '.join(sorted(self.importables))}."
            )
            raise Invalid([FieldError("/type", "required", message)])
        return found

    def exportable(self, type_: str, layout: str | None = None) -> Exportable:
        """The export in one of its layouts; None: the default layout. Raises Invalid."""
        found = _found(self.exportables, type_)
        layouts = {type_: found, **found.layouts}
        if layout is None or layout in layouts:
            return layouts[layout or type_]
        raise Invalid(
            [FieldError("/layout", "unknown_layout", unknown_value_message(f"layout of {type_}", layout, layouts))]
        )

    def target_types(self, type_: str, layout: Layout) -> Mapping[str, Importable]:
        """The types to which the file's lines are applied, in this order. Raises Invalid."""
        translator = translator_of(layout, self.importable(type_))
        return {fed: self.importable(fed) for fed in translator.target_types}

    def types(self, kind: str | None = None) -> Collection[str]:
        """The types of imports, of exports, or of both."""
        return {
            *(self.importables if kind != "export" else ()),
            *(self.exportables if kind != "import" else ()),
        }

    def scopes(self, kind: str, type_: str) -> Sequence[str]:
        """The owner needs one of these scopes. Empty if the type no longer exists."""
        if kind == "import":
            return [self.importables[type_].scope] if type_ in self.importables else []
        return self.exportables[type_].scopes if type_ in self.exportables else []


def _by_type(offered: Iterable[Table]) -> Mapping[str, Table]:
    listed = list(offered)
    found = {each.type: each for each in listed}
    if len(found) < len(listed):
        raise ValueError("two modules define tables of the same type")
    return found


def _found(offered: Mapping[str, Table], type_: str) -> Table:
    if type_ not in offered:
        raise Invalid([FieldError("/type", "unknown_type", unknown_value_message("type of tables", type_, offered))])
    return offered[type_]
