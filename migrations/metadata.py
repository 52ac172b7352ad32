"""Every module's tables, for comparing the history with the code."""

from sqlalchemy import MetaData

from modules.inventory.adapters.outbound.tables import metadata as inventory
from shared.infra.sql.tables import metadata as platform

ALL_METADATA: tuple[MetaData, ...] = (platform, inventory)
SCHEMAS = frozenset(metadata.schema for metadata in ALL_METADATA)
