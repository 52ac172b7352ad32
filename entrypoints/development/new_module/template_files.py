"""Fills in the template: a complete module about gift cards, with its tests and its migration.

The template is Python that is formatted and linted where it lies, and that a search or a renaming tool finds like all
other code; a text template would be none of this. Its names have two words, so each spelling of them (`gift_card`,
`GiftCard`, `gift card`, `gift-card`) shows which spelling of the new name belongs there, in code as in prose.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from entrypoints.development.new_module.names import ModuleNames

FOLDER = Path(__file__).with_name("template")
MODULE, NOUN, PLURAL = "gift_desk", "gift_card", "gift_cards"
MIGRATION = "0000"
SUFFIXES = (".py", ".md", ".txt")


def filled_in(names: ModuleNames, revision: str, previous_revision: str) -> Iterator[tuple[Path, str]]:
    """The path of each new file, relative to the tree, and its text."""
    replace = Spelling(names)
    for file in sorted(path for path in FOLDER.rglob("*") if path.is_file() and path.suffix in SUFFIXES):
        text = file.read_text(encoding="utf-8")
        path = replace(file.relative_to(FOLDER).as_posix()).replace(MIGRATION, revision)
        if path.startswith("migrations/"):
            text = text.replace(f'"{MIGRATION}"', f'"{revision}"').replace('"NONE"', f'"{previous_revision}"')
        yield Path(path), replace(text)


class Spelling:
    """Replaces all spellings of the template's names in a text by those of the new names."""

    def __init__(self, names: ModuleNames) -> None:
        self._spellings = {
            **_spellings(MODULE, names.module),
            **_spellings(PLURAL, names.plural),
            **_spellings(NOUN, names.noun),
        }
        self._article = names.article
        longest_first = sorted(self._spellings, key=len, reverse=True)
        self._pattern = re.compile(rf"(\b[Aa] )?({'|'.join(longest_first)})")

    def __call__(self, text: str) -> str:
        return self._pattern.sub(self._new, text)

    def _new(self, found: re.Match[str]) -> str:
        article = found[1] or ""
        if article:
            article = f"{self._article} " if article[0] == "a" else f"{self._article.capitalize()} "
        return article + self._spellings[found[2]]


def _spellings(old: str, new: str) -> Mapping[str, str]:
    """Each way to write the old name, with the new name written in that way."""
    return {spelled(old): spelled(new) for spelled in (str, _words, _sentence, _kebab, _class, str.upper)}


def _words(name: str) -> str:
    return name.replace("_", " ")


def _sentence(name: str) -> str:
    return _words(name).capitalize()


def _kebab(name: str) -> str:
    return name.replace("_", "-")


def _class(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))
