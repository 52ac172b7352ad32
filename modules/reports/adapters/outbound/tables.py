"""Tables of the reports module."""

from collections.abc import Mapping

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    MetaData,
    Numeric,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB

from modules.reports.domain.counting import FIGURES, Rollup
from shared.infra.sql.naming import NAMING

metadata = MetaData(schema="reports", naming_convention=NAMING)
_FREQUENTLY_UPDATED = {"fillfactor": "70", "autovacuum_vacuum_scale_factor": "0.05"}

orders = Table(
    "orders",
    metadata,
    Column("order_id", BigInteger, primary_key=True, autoincrement=False),
    Column("counted", JSONB, nullable=False),
    postgresql_with={"fillfactor": "90"},
)
"""The figures that each order adds, by rollup: lists of day, key and figures. No personal data."""


def _rollup(rollup: Rollup, key: Column[str] | Column[int]) -> Table:
    figures = [Column(name, Numeric, nullable=False) for name in FIGURES[rollup]]
    return Table(
        rollup.value,
        metadata,
        Column("day", Date, primary_key=True),
        key,
        *figures,
        postgresql_with=_FREQUENTLY_UPDATED,
    )


ROLLUPS: Mapping[Rollup, Table] = {
    Rollup.SALES: _rollup(Rollup.SALES, Column("country", Text, primary_key=True)),
    Rollup.PRODUCTS: _rollup(Rollup.PRODUCTS, Column("sku", Text, primary_key=True)),
    Rollup.CUSTOMERS: _rollup(
        Rollup.CUSTOMERS, Column("customer_id", BigInteger, primary_key=True, autoincrement=False)
    ),
    Rollup.COUPONS: _rollup(Rollup.COUPONS, Column("code", Text, primary_key=True)),
}
KEYS: Mapping[Rollup, str] = {
    rollup: next(column.name for column in table.primary_key if column.name != "day")
    for rollup, table in ROLLUPS.items()
}
"""The key column of each rollup, besides the day."""

refused = Table(
    "refused",
    metadata,
    Column("day", Date, primary_key=True),
    Column("sku", Text, primary_key=True),
    Column("requests", BigInteger, nullable=False),
    Column("requested_units", BigInteger, nullable=False),
    Column("short_units", BigInteger, nullable=False),
    postgresql_with=_FREQUENTLY_UPDATED,
)

progress = Table(
    "progress",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("counted_to", BigInteger, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("refused_until", DateTime(timezone=True)),
    Column("timezone", Text),
    CheckConstraint("id = 1", name="one_row"),
)
