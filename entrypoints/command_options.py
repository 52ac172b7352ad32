"""Values of command options that development programs use, too.

They are not declared in these programs, because all options are imported to list the commands.
"""

from enum import StrEnum


class StockMode(StrEnum):
    """`plan`: the stock plan; `ample`: more than any demand; `none`: no units."""

    PLAN = "plan"
    AMPLE = "ample"
    NONE = "none"


class PayBy(StrEnum):
    """`card`: with the payment provider; `manual`: recorded by staff, so that the order is confirmed at once."""

    CARD = "card"
    MANUAL = "manual"
