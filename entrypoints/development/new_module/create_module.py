"""Creates a module in the source tree."""

from collections.abc import Sequence
from pathlib import Path

from entrypoints.development.new_module.names import names_of
from entrypoints.development.new_module.shared_words import with_technical_nouns
from entrypoints.development.new_module.source_tree import SourceTree
from entrypoints.development.new_module.taken_names import check_free
from entrypoints.development.new_module.template_files import filled_in


def create_module(root: Path, name: str, noun: str | None = None) -> Sequence[Path]:
    """Write the module's files and list it. Returns the paths. Raises RefusedName, NoSourceTree."""
    tree = SourceTree(root)
    names = names_of(name, noun)
    check_free(root, names)
    latest = tree.latest_revision()
    files = dict(filled_in(names, f"{int(latest) + 1:04}", latest))
    samples = Path("tests/modules") / names.module / "samples.py"
    files[samples] = with_technical_nouns(root, names, files[samples])
    tree.write(files)
    tree.list_module(names.module)
    return list(files)
