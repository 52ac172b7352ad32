"""Patterns with descriptions for error messages, because few callers read regular expressions."""

_DESCRIPTIONS: dict[str, str] = {}


def described_pattern(pattern: str, words: str) -> str:
    """Register the description for error messages and return the pattern."""
    _DESCRIPTIONS[pattern] = words
    return pattern


def pattern_description(pattern: str) -> str:
    """Return the registered description of the pattern, else the pattern itself."""
    return _DESCRIPTIONS.get(pattern) or f"it has the pattern {pattern}"


LOCATION_CODE = described_pattern(r"^[A-Z0-9-]{1,10}$", "1 to 10 capital letters, digits or hyphens, like MAIN")
PRINTABLE = described_pattern(
    r"^[\x20-\x7e]*[\x21-\x7e][\x20-\x7e]*$", "printable ASCII characters, at least one of them no blank"
)
"""Texts that are read aloud, scanned or typed in again."""
