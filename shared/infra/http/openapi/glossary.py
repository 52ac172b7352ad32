"""The glossary of the API document: descriptions and examples of fields by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """The description and an example of a field. `example` may be None if the field can be null.

    `max_size` is the maximum number of characters of a string or of members of a list; a lower bound of the list
    itself has priority. `pattern` is the pattern of a request's value if it is a setting.
    `choices` are the possible values of the field, or of its list members, if the modules declare them.
    """

    meaning: str
    example: Any = None
    max_size: int | None = None
    pattern: str | None = None
    choices: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Glossary:
    """The descriptions for routes and models that have none of their own.

    `entries` are keyed by the field's name, or by `Model.field` if the name has several meanings. `tags` and
    `scopes` contain the descriptions of tags, in the order in which they are shown, and of scopes.
    """

    entries: Mapping[str, GlossaryEntry] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    scopes: Mapping[str, str] = field(default_factory=dict)

    def entry(self, model: str, name: str) -> GlossaryEntry | None:
        return self.entries.get(f"{model}.{name}") or self.entries.get(name)
