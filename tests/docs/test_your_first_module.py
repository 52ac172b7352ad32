"""The tutorial's blocks work: commands run, changes apply, and the shop responds as shown."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from entrypoints.configuration.development_secrets import DEVELOPMENT_KEY
from entrypoints.development.new_module.create_module import create_module
from entrypoints.development.supervisor.stale_processes import stop_everything
from tests.docs.code_blocks import CodeBlock, code_blocks
from tests.running.running_shop import Shop
from tests.tree_copy import ROOT, TreeCopy

BLOCKS = code_blocks(ROOT / "docs/your-first-module.md")
MODULE = "suppliers"
KEY, ADDRESS, START = "sk_dev_…", "http://127.0.0.1:8000", "make run"


pytestmark = pytest.mark.skipif(
    (ROOT / "modules" / MODULE).exists(), reason="the tree has the module of the tutorial already"
)


def apply(change: str, tree: Path) -> None:
    """Apply a diff to the tree; `NNNN` is the number of the module's migration."""
    (migration,) = (tree / "migrations/versions").glob("*_suppliers.py")
    command = ("git", "apply", "-")
    text = change.replace("NNNN_suppliers.py", migration.name)
    done = subprocess.run(command, cwd=tree, input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stderr}\n{text}"


def test_every_change_fits_the_new_module(tmp_path: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__", "assets")
    for folder in ("modules", "migrations", "entrypoints"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "tests/modules").mkdir(parents=True)
    create_module(tmp_path, MODULE)
    for block in BLOCKS:
        if block.language == "diff":
            apply(block.text, tmp_path)
    assert "payment_days" in (tmp_path / "modules/suppliers/domain/supplier.py").read_text()


@pytest.fixture
def tree(tmp_path: Path) -> TreeCopy:
    return TreeCopy(tmp_path / "tradepost")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    (tmp_path / "shop").mkdir()
    made = Shop(tmp_path / "shop")
    yield made
    stop_everything(made.home.folder)


@pytest.mark.long
@pytest.mark.process
@pytest.mark.timeout(1500)
def test_the_page_works_from_top_to_bottom(tree: TreeCopy, shop: Shop) -> None:
    response = ""
    for block in BLOCKS:
        if block.language == "diff":
            apply(block.text, tree.root)
        elif block.language == "json":
            assert json.loads(response).items() >= json.loads(block.text).items(), response
        elif block.text.startswith(START):
            start(tree, shop)
        else:
            response = run(block, tree, shop)


def start(tree: TreeCopy, shop: Shop) -> None:
    shop.start("make", "--directory", str(tree.root), "run", PYTHONPATH=str(tree.root))
    shop.until_ready()


def run(block: CodeBlock, tree: TreeCopy, shop: Shop) -> str:
    """Run the block's commands, with the key and the address of this shop."""
    assert block.language == "sh"
    key = shop.home.stored_secret(DEVELOPMENT_KEY) or KEY
    commands = block.text.replace(KEY, key).replace(ADDRESS, f"http://127.0.0.1:{shop.port}")
    commands = re.sub(r"^curl ", "curl --noproxy '*' ", commands, flags=re.MULTILINE)
    return tree.run("bash", "-e", "-c", commands)
