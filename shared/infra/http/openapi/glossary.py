"""The words of the API's document: what a field of a name is, wherever it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """What a field means, and a value it can have. `example` may be None where the field can be null.

    `max_size` bounds what can stand there: characters of a text, members of a list. A list's own bound holds
    where it is lower. `pattern` is what a text that comes in has to match, where that is a setting of the shop.
    `choices` are the texts that can stand there, or in a list, where the modules declare them.
    """

    meaning: str
    example: Any = None
    max_size: int | None = None
    pattern: str | None = None
    choices: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Glossary:
    """What the document says where routes and models say nothing themselves.

    `entries` are by the field's name, or by `Model.field` where a name means several things; `tags` and
    `scopes` tell what each is for, tags in the order in which they are shown.
    """

    entries: Mapping[str, GlossaryEntry] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    scopes: Mapping[str, str] = field(default_factory=dict)

    def entry(self, model: str, name: str) -> GlossaryEntry | None:
        return self.entries.get(f"{model}.{name}") or self.entries.get(name)
