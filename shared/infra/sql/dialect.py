"""SQLAlchemy's dialect of the driver, to write names of types and columns into statements."""

from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.engine import Dialect

DIALECT: Dialect = PGDialect_asyncpg()  # type: ignore[no-untyped-call]  # its constructor has no annotations
