"""Samples as tables: what each function and each package costs an order."""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from benchmarks.profiling.sampler import Place

ROOT = Path(__file__).parents[2]
_INSTALLED = re.compile(r".*/(?:site-packages|python3\.\d+)/([^/]+)")


def own(stacks: Mapping[tuple[Place, ...], int]) -> Counter[str]:
    """Samples by the function that was running itself."""
    found: Counter[str] = Counter()
    for stack, count in stacks.items():
        found[named(stack[-1])] += count
    return found


def with_callees(stacks: Mapping[tuple[Place, ...], int]) -> Counter[str]:
    """Samples by every function that was running or waited for one that was."""
    found: Counter[str] = Counter()
    for stack, count in stacks.items():
        for name in {named(place) for place in stack}:
            found[name] += count
    return found


def by_package(stacks: Mapping[tuple[Place, ...], int]) -> Counter[str]:
    """Samples by the package, or part of the project, whose code was running."""
    found: Counter[str] = Counter()
    for stack, count in stacks.items():
        found[package(stack[-1][0])] += count
    return found


def named(place: Place) -> str:
    file, function, line = place
    return f"{short(file)}:{line} {function}"


def short(file: str) -> str:
    """A path from the project's folder, or from the folder that packages are installed in."""
    installed = _INSTALLED.match(file)
    if installed:
        return file[installed.start(1) :]
    return file.removeprefix(f"{ROOT}/")


def package(file: str) -> str:
    installed = _INSTALLED.match(file)
    if installed:
        return installed.group(1).removesuffix(".py")
    return "/".join(short(file).split("/")[:-1]) or short(file)


def table(title: str, samples: Counter[str], total: int, us_per_order: float, most: int) -> str:
    """The largest first, in CPU µs per order and in per cent of all samples."""
    lines = [f"{title:<100} {'µs':>8} {'%':>6}"]
    for name, count in samples.most_common(most):
        lines.append(f"{name[:100]:<100} {count / total * us_per_order:>8.1f} {100 * count / total:>6.1f}")
    return "\n".join(lines)
