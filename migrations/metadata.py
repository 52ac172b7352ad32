"""Every module's tables, for comparing the history with the code."""

from sqlalchemy import MetaData

from shared.infra.sql.tables import metadata as platform

ALL_METADATA: tuple[MetaData, ...] = (platform,)
SCHEMAS = frozenset(metadata.schema for metadata in ALL_METADATA)
