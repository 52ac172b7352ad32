"""The names of a new module, and which ones are refused."""

import builtins
import keyword
import re
from dataclasses import dataclass

from entrypoints.development.new_module.reserved_words import RESERVED_WORDS

MAX_LENGTH = 30
"""Names of constraints and indexes, which add to it, stay under PostgreSQL's 63 bytes."""

_SNAKE_CASE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_AN = re.compile(r"[aeio]|u(?!ni|s[aeu]|t[ei]|r[aei])")


class RefusedName(Exception):
    """A name that cannot be given to a module; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class ModuleNames:
    """`module` is the package and the schema (`suppliers`), `noun` the singular of what it is about (`supplier`)."""

    module: str
    noun: str

    @property
    def plural(self) -> str:
        return plural_of(self.noun)

    @property
    def article(self) -> str:
        return "an" if _AN.match(self.noun) else "a"


def names_of(module: str, noun: str | None) -> ModuleNames:
    """Without a noun, it is the singular of the module's name. Raises RefusedName."""
    _check(module, "module")
    if noun is None:
        noun = singular_of(module)
        if noun is None:
            raise RefusedName(f"`{module}` is no plural: give the singular of what it manages with --noun.")
    _check(noun, "noun")
    return ModuleNames(module, noun)


def singular_of(plural: str) -> str | None:
    """The regular singular; None if the word does not look like a plural."""
    if plural.endswith(("ss", "us", "is")) or not plural.endswith("s"):
        return None
    for ending, replacement in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh")):
        if plural.endswith(ending):
            return plural.removesuffix(ending) + replacement
    return plural.removesuffix("s")


def plural_of(singular: str) -> str:
    """The regular plural."""
    if re.search(r"[^aeiou]y$", singular):
        return f"{singular[:-1]}ies"
    return singular + ("es" if singular.endswith(("s", "x", "z", "ch", "sh")) else "s")


def _check(name: str, kind: str) -> None:
    """Raise RefusedName unless Python and PostgreSQL take the name as it is."""
    if not _SNAKE_CASE.fullmatch(name) or len(name) > MAX_LENGTH:
        raise RefusedName(
            f"A {kind} is named by lower-case words joined by underscores, at most {MAX_LENGTH} characters,"
            f" like `{'gift_cards' if kind == 'module' else 'gift_card'}`."
        )
    words = (name, plural_of(name)) if kind == "noun" else (name,)
    if keyword.iskeyword(name) or keyword.issoftkeyword(name) or hasattr(builtins, name):
        raise RefusedName(f"`{name}` is a word of Python: choose another name.")
    if any(word in RESERVED_WORDS or word.startswith("pg_") for word in words):
        raise RefusedName(f"`{name}` is a word of PostgreSQL: choose another name.")
