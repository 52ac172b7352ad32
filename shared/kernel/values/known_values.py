"""Errors for unknown values that name the known ones."""

from collections.abc import Collection, Iterable, Sequence

from shared.kernel.errors import FieldError, Invalid
from shared.kernel.values.suggestions import did_you_mean


def unknown_value_message(what: str, word: str, known: Collection[str]) -> str:
    """Return the message for an unknown `what` (`event type`), with the nearest and all known values."""
    return f"There is no such {what}.{did_you_mean(word, known)} There are: {', '.join(sorted(known))}."


def unknown_value(pointer: str, word: str, known: Collection[str], what: str) -> FieldError:
    """The error of a field that names a `what` (`event type`) that does not exist."""
    return FieldError(pointer, "unknown_value", unknown_value_message(what, word, known))


def require_known(named: Iterable[tuple[str, str | None, Collection[str], str]]) -> None:
    """Raise Invalid unless each value (None: not sent) is known.

    Each item consists of the field's pointer, the value, the known values and what they are.
    """
    errors = [
        unknown_value(pointer, word, known, what)
        for pointer, word, known, what in named
        if word is not None and word not in known
    ]
    if errors:
        raise Invalid(errors)


def unmatched_types(pointers: Sequence[str], globs: Sequence[str], known: Collection[str]) -> list[FieldError]:
    """An error for each type of events, all below a prefix (`<module>.*`), or all (`*`), that no known type matches."""
    prefixes = _prefixes(known)
    return [
        unknown_value(pointer, glob, prefixes if glob.endswith("*") else known, "type of events")
        for pointer, glob in zip(pointers, globs, strict=True)
        if glob not in known and glob not in prefixes and glob != "*"
    ]


def _prefixes(types: Collection[str]) -> set[str]:
    """Return the prefixes of the types: `<module>.` and `<module>.<aggregate>.`."""
    return {f"{type_.rsplit('.', depth)[0]}.*" for type_ in types for depth in (1, 2)}
