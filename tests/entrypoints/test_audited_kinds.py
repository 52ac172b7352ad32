"""Each module registers the kinds of resources that its audit entries name."""

import re
from pathlib import Path

from entrypoints.api_program import ApiProgram
from tests.module_samples import all_samples, samples_of
from tests.settings import settings_of

ROOT = Path(__file__).parents[2]
NOT_AUDITED = frozenset[str]().union(*(samples.not_audited for samples in all_samples()))


def written_kinds(module: str) -> set[str]:
    """The prefixes of ids in the files that write audit entries."""
    texts = [file.read_text() for file in (ROOT / "modules" / module).rglob("*.py")]
    writing = [text for text in texts if re.search(r"AuditEntry\(|def reference|def resource", text)]
    return {kind for text in writing for kind in re.findall(r'f"([a-z_]+):\{', text)} - NOT_AUDITED


def test_every_audited_kind_can_be_filtered() -> None:
    modules = ApiProgram(settings_of, "test").modules()
    registered = {module.name: {kind.name for kind in module.audited} for module in modules}
    written = {module.name: written_kinds(module.name) for module in modules}
    assert {"coupon"} == written["promotions"]
    assert {name: kinds - registered[name] for name, kinds in written.items() if kinds - registered[name]} == {}
    unwritten = {name: kinds - written[name] for name, kinds in registered.items() if kinds - written[name]}
    as_principal = {module.name: samples_of(module.name).audited_as_principal for module in modules}
    assert unwritten == {name: kinds for name, kinds in as_principal.items() if kinds}


def test_no_two_modules_register_one_kind() -> None:
    kinds = [kind.name for module in ApiProgram(settings_of, "test").modules() for kind in module.audited]
    assert len(set(kinds)) == len(kinds)
