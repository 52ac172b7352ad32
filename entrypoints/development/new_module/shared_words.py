"""Which nouns of a new module `shared` already uses as technical words (`member` of a JSON object)."""

import re
from collections.abc import Iterator
from pathlib import Path

from entrypoints.development.new_module.names import ModuleNames, plural_of

SAMPLES = "SAMPLES = ModuleSamples(\n"


def words(text: str) -> str:
    """The words of an identifier or a text, in lower case and separated by single spaces."""
    parted = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", text)
    return " ".join(re.findall(r"[a-z0-9]+", parted.replace("_", " ").lower()))


def with_technical_nouns(root: Path, names: ModuleNames, samples: str) -> str:
    """The module's samples, which declare those nouns: `shared` may use them, and the architecture test accepts it."""
    entries = "".join(f'"{noun}": "a word that `shared` had before",' for noun in _used(root, names))
    return samples.replace(SAMPLES, f"{SAMPLES}    technical_nouns={{{entries}}},\n") if entries else samples


def _used(root: Path, names: ModuleNames) -> Iterator[str]:
    texts = [f" {words(file.read_text(encoding='utf-8'))} " for file in (root / "shared").rglob("*.py")]
    for noun in dict.fromkeys((words(names.noun), words(names.module))):
        if any(f" {form} " in text for form in (noun, plural_of(noun)) for text in texts):
            yield noun
