"""The code blocks of a page."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class CodeBlock(NamedTuple):
    language: str
    text: str


def code_blocks(page: Path) -> Sequence[CodeBlock]:
    return [CodeBlock(language, text) for language, text in _BLOCK.findall(page.read_text())]
