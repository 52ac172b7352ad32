"""Profile tables: CPU time per order, by function and by package."""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from benchmarks.profiling.sampler import Place

ROOT = Path(__file__).parents[2]
_INSTALLED = re.compile(r".*/(?:site-packages|python3\.\d+)/([^/]+)")


def own(stacks: Mapping[tuple[Place, ...], int]) -> Counter[str]:
    """Samples by running function."""
    found: Counter[str] = Counter()
    for stack, count in stacks.items():
        found[named(stack[-1])] += count
    return found


def with_callees(stacks: Mapping[tuple[Place, ...], int]) -> Counter[str]:
    """Samples by every function on the stack."""
    found: Counter[str] = Counter()
    for stack, count in stacks.items():
        for name in {named(place) for place in stack}:
            found[name] += count
    return found


def by_package(stacks: Mapping[tuple[Place, ...], int]) -> Counter[str]:
    """Samples by package or part of the project."""
    found: Counter[str] = Counter()
    for stack, count in stacks.items():
        found[package(stack[-1][0])] += count
    return found


def named(place: Place) -> str:
    file, function, line = place
    return f"{short(file)}:{line} {function}"


def short(file: str) -> str:
    """A path relative to the project or to the installed packages."""
    installed = _INSTALLED.match(file)
    if installed:
        return file[installed.start(1) :]
    return file.removeprefix(f"{ROOT}/")


def package(file: str) -> str:
    installed = _INSTALLED.match(file)
    if installed:
        return installed.group(1).removesuffix(".py")
    return "/".join(short(file).split("/")[:-1]) or short(file)


def table(title: str, samples: Counter[str], total: int, *, us_per_order: float, most: int) -> str:
    """The largest first, in CPU µs per order and as a percentage of all samples."""
    lines = [f"{title:<100} {'µs':>8} {'%':>6}"]
    for name, count in samples.most_common(most):
        lines.append(f"{name[:100]:<100} {count / total * us_per_order:>8.1f} {100 * count / total:>6.1f}")
    return "\n".join(lines)
