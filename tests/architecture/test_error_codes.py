"""Every error code that the program raises is declared, with the status of its kind."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from entrypoints.api_program import ApiProgram
from shared.infra.http.responses.problem_codes import ProblemCodes
from shared.infra.http.responses.problems import STATUS
from tests.module_samples import all_samples
from tests.settings import settings_of

ROOT = Path(__file__).parents[2]
KERNEL = "shared/kernel/errors.py"
STATUSES = {kind.__name__: status for kind, status in STATUS.items()}

NEVER_SENT = frozenset(code for samples in all_samples() for code in samples.never_sent_codes)
MAY_PASS_A_CODE_ON = {
    KERNEL,
    "shared/infra/http/responses/problems.py",
    "shared/infra/sql/transaction.py",
}.union(*(samples.may_pass_a_code_on for samples in all_samples()))

Sources = Mapping[str, ast.Module]

pytestmark = pytest.mark.architecture


@dataclass(frozen=True, slots=True)
class Raised:
    """An error that the source creates; `code` is None unless it is a literal."""

    file: str
    kind: str
    code: str | None


class ErrorClasses:
    """The classes that derive from DomainError, by name."""

    def __init__(self, sources: Sources) -> None:
        every = [node for tree in sources.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
        self._classes = {each.name: each for each in every if each.name == "DomainError"}
        while more := [each for each in every if each.name not in self._classes and self.base(each) in self._classes]:
            self._classes |= {each.name: each for each in more}

    def __contains__(self, name: object) -> bool:
        return name in self._classes

    @staticmethod
    def base(node: ast.ClassDef) -> str:
        return _name(node.bases[0]) if node.bases else ""

    def base_of(self, name: str) -> str:
        return self.base(self._classes[name])

    def kind(self, name: str) -> str:
        """The kind of the kernel that the class is or derives from."""
        return name if name in STATUSES or name == "DomainError" else self.kind(self.base_of(name))

    def code_position(self, name: str) -> int | None:
        """The position of `code` among the arguments of the class; None if it determines the code itself."""
        for node in self._classes[name].body:
            if isinstance(node, ast.FunctionDef) and node.name == "__init__":
                names = [argument.arg for argument in node.args.args[1:]]
                return names.index("code") if "code" in names else None
        return self.code_position(self.base_of(name))


def sources() -> Sources:
    files = [file for package in ("entrypoints", "modules", "shared") for file in (ROOT / package).rglob("*.py")]
    return {
        str(file.relative_to(ROOT)): ast.parse(file.read_text())
        for file in sorted(files)
        if "development" not in file.parts
    }


def raised(found: Sources) -> Iterator[Raised]:
    classes = ErrorClasses(found)
    for file, tree in found.items():
        for created, call in _constructions(tree, classes):
            position = classes.code_position(created)
            code = None if position is None else _argument(call, position)
            if code is not None:
                literal = code.value if isinstance(code, ast.Constant) and isinstance(code.value, str) else None
                yield Raised(file, classes.kind(created), literal)


def violations(found: Sources, declared: ProblemCodes) -> list[str]:
    wrong = []
    for each in raised(found):
        if each.code is None:
            wrong += [] if each.file in MAY_PASS_A_CODE_ON else [f"{each.file}: {each.kind} without a literal code"]
        elif each.code not in {*declared, *NEVER_SENT}:
            wrong.append(f"{each.file}: `{each.code}` is not declared")
        elif each.code in declared and STATUSES.get(each.kind) not in (None, declared[each.code].status):
            wrong.append(f"{each.file}: `{each.code}` is declared with another status than that of {each.kind}")
    return wrong


def _constructions(tree: ast.Module, classes: ErrorClasses) -> Iterator[tuple[str, ast.Call]]:
    """The class of each error that is created, with the call; a subclass's `super().__init__` creates its base."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in classes:
            yield _name(node.func), node
        if isinstance(node, ast.ClassDef) and node.name in classes and node.name != "DomainError":
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "super().__init__":
                    yield classes.base_of(node.name), call


def _argument(call: ast.Call, position: int) -> ast.expr | None:
    named = [keyword.value for keyword in call.keywords if keyword.arg == "code"]
    return next(iter([*call.args[position : position + 1], *named]), None)


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


@pytest.fixture(scope="module")
def declared() -> ProblemCodes:
    return ApiProgram(settings_of, "test").problem_codes()


def test_every_raised_code_is_declared(declared: ProblemCodes) -> None:
    found = sources()
    assert len({each.code for each in raised(found)}) > 60
    assert violations(found, declared) == []


def test_every_declared_code_is_used(declared: ProblemCodes) -> None:
    texts = {
        node.value
        for file, tree in sources().items()
        if not file.endswith("problem_codes.py")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
    }
    assert sorted(declared.keys() - texts) == []


@pytest.mark.parametrize(
    ("planted", "violation"),
    [
        ('raise Conflict("unripe", "x")', "`unripe` is not declared"),
        ('raise errors.Conflict("unripe", "x")', "`unripe` is not declared"),
        ('raise Invalid(code="unripe")', "`unripe` is not declared"),
        ('raise Invalid([], "unripe")', "`unripe` is not declared"),
        (
            'class Unripe(Conflict):\n    def __init__(self):\n        super().__init__("unripe", "x")',
            "`unripe` is not",
        ),
        ('class Unripe(Gone): ...\nraise Unripe("unripe", "x")', "`unripe` is not declared"),
        ('raise Gone("last_admin", "x")', "`last_admin` is declared with another status than that of Gone"),
        ('raise Conflict(code, "x")', "Conflict without a literal code"),
    ],
)
def test_a_planted_violation_is_found(planted: str, violation: str, declared: ProblemCodes) -> None:
    kernel = sources()[KERNEL]
    (found,) = violations({KERNEL: kernel, "modules/fruit/domain/errors.py": ast.parse(planted)}, declared)
    assert violation in found
