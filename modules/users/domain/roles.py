"""The roles of users."""

from enum import StrEnum


class Role(StrEnum):
    CUSTOMER = "customer"
    WAREHOUSE = "warehouse"
    SUPPORT = "support"
    MANAGER = "manager"
    ADMIN = "admin"
