"""Finds what already has a name that a new module would use."""

import re
from pathlib import Path

from entrypoints.development.new_module.names import ModuleNames, RefusedName

SCHEMAS = ("platform", "public", "information_schema")
"""Schemas that belong to no module."""


def check_free(root: Path, names: ModuleNames) -> None:
    """Raise RefusedName if there is such a module, or something else has a name that its parts would get."""
    module = names.module
    if module in SCHEMAS:
        raise RefusedName(f"`{module}` is a schema of the database: choose another name.")
    for taken in (root / "modules" / module, root / "tests/modules" / module):
        if taken.exists():
            raise RefusedName(f"There is a module `{module}` already: {taken.relative_to(root)} exists.")
    for what, pattern in _patterns(names).items():
        for file in sorted((root / "modules").rglob("*.py")):
            if re.search(pattern, file.read_text(encoding="utf-8")):
                where = file.relative_to(root)
                raise RefusedName(f"There is {what} already, in {where}: choose another noun with --noun.")


def _patterns(names: ModuleNames) -> dict[str, str]:
    """What must be unique in the whole program, each with the text that declares it."""
    noun, plural = names.noun, names.plural
    model = "".join(word.capitalize() for word in noun.split("_"))
    path = f"/v1/{plural.replace('_', '-')}"
    return {
        f"a table `{plural}`": rf'Table\(\s*"{plural}"',
        f"a path `{path}`": rf'"{path}["/]',
        f"a scope `{plural}:read`": rf'"{plural}:(read|write)"',
        f"an operation `create_{noun}`": rf'operation_id="(create|get|archive)_{noun}"',
        f"a model `{model}Out`": rf"class {model}(In|Out)\b",
        f"an aggregate `{noun}`": rf'aggregate_type[^=\n]*= "{noun}"',
    }
