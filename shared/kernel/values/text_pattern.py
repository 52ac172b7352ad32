"""Texts that match a pattern which a setting changes."""

import re
from dataclasses import dataclass
from typing import TypeVar

from shared.kernel.errors import FieldError, Invalid
from shared.kernel.paging import Page, PageRequest

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class TextPattern:
    """`subject` begins the message of an error (`A postal code`); the variable `setting` changes the `pattern`."""

    pattern: str
    subject: str
    setting: str

    def check(self, text: str, pointer: str) -> None:
        """Raise Invalid if the text does not match the pattern."""
        if not re.fullmatch(self.pattern, text):
            message = f"{self.subject} has the pattern {self.pattern}; the setting {self.setting} changes it."
            raise Invalid([FieldError(pointer, "pattern", message)])

    def filtered_page(self, page: Page[Item], wanted: PageRequest, text: str | None, pointer: str) -> Page[Item]:
        """The page of a list filtered by the text.

        Raises Invalid if the list is empty and the text does not match the pattern, because no item can have it.
        Items with a text of an earlier pattern are found.
        """
        if text is not None and not page.items and not wanted.offset and wanted.after is None:
            self.check(text, pointer)
        return page
