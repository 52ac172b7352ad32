"""Strict parsing of request parameters; unknown parameters are rejected."""

import re
from typing import Any
from urllib.parse import urlsplit

from entrypoints.development.payment_sandbox.stripe_api.errors import invalid
from entrypoints.development.payment_sandbox.stripe_api.form import Form

LARGEST_AMOUNT = 99_999_999
LONGEST_TEXT = 5_000
MOST_LABELS, LONGEST_LABEL, LONGEST_LABEL_VALUE = 50, 40, 500


class Parameters:
    """Reads each parameter once; `end` rejects unread parameters. All methods raise StripeError."""

    def __init__(self, form: Form) -> None:
        self._left = dict(form)

    def text(self, name: str) -> str | None:
        value = self._left.pop(name, None)
        if isinstance(value, dict) or (value is not None and len(value) > LONGEST_TEXT):
            raise invalid(f"Invalid string: {name}", param=name)
        return value or None

    def needed(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise invalid(f"Missing required param: {name}.", param=name, code="parameter_missing")
        return value

    def amount(self, name: str) -> int | None:
        """An amount in cents, at least 1."""
        value = self.text(name)
        if value is None:
            return None
        if not re.fullmatch(r"-?[0-9]{1,20}", value):
            raise invalid(f"Invalid integer: {value[:40]}", param=name, code="parameter_invalid_integer")
        if int(value) < 1:
            raise invalid(
                "This value must be greater than or equal to 1.", param=name, code="parameter_invalid_integer"
            )
        if int(value) > LARGEST_AMOUNT:
            raise invalid("Amount must be no more than 999,999.99", param=name, code="amount_too_large")
        return int(value)

    def currency(self, name: str) -> str:
        value = self.needed(name).lower()
        if not re.fullmatch(r"[a-z]{3}", value):
            raise invalid(f"Invalid currency: {value[:10]}", param=name)
        return value

    def count(self, name: str, default: int, most: int) -> int:
        value = self.text(name) or str(default)
        if not re.fullmatch(r"[0-9]{1,9}", value) or not 1 <= int(value) <= most:
            raise invalid(f"{name} must be between 1 and {most}", param=name, code="parameter_invalid_integer")
        return int(value)

    def choice(self, name: str, *allowed: str) -> str | None:
        value = self.text(name)
        if value is not None and value not in allowed:
            raise invalid(f"Invalid {name}: must be one of {', '.join(allowed)}", param=name)
        return value

    def flag(self, name: str) -> bool:
        return self.choice(name, "true", "false") == "true"

    def url(self, name: str) -> str | None:
        value = self.text(name)
        if value is not None and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
            raise invalid("Not a valid URL", param=name, code="url_invalid")
        return value

    def texts(self, name: str) -> list[str]:
        value = self._left.pop(name, {})
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            raise invalid("Invalid array", param=name)
        return list(value.values())

    def inner(self, name: str) -> "Parameters":
        """Nested parameters."""
        value = self._left.pop(name, {})
        if not isinstance(value, dict):
            raise invalid("Invalid object", param=name)
        return Parameters(value)

    def labels(self, name: str = "metadata") -> dict[str, str]:
        value: Any = self._left.pop(name, None) or {}
        if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
            raise invalid("Invalid object", param=name)
        if len(value) > MOST_LABELS:
            raise invalid(f"You may only specify up to {MOST_LABELS} metadata keys.", param=name)
        if any(len(key) > LONGEST_LABEL or len(text) > LONGEST_LABEL_VALUE for key, text in value.items()):
            raise invalid("Metadata keys and values can be up to 40 and 500 characters.", param=name)
        return {key: text for key, text in value.items() if text}

    def end(self) -> None:
        for name in self._left:
            raise invalid(f"Received unknown parameter: {name[:40]}", param=name[:40], code="parameter_unknown")
