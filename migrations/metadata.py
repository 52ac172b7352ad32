"""Every module's tables, for comparing the history with the code."""

from sqlalchemy import MetaData

from entrypoints.program import Program
from entrypoints.settings import Settings
from shared.infra.messaging.tables import metadata as messaging
from shared.infra.sql.tables import metadata as transactions


def _no_settings() -> Settings:
    raise NotImplementedError("the modules name their tables without settings")


ALL_METADATA: tuple[MetaData, ...] = (
    messaging,
    transactions,
    *(
        module.metadata
        for module in Program(_no_settings, "migrations").modules()
        if isinstance(module.metadata, MetaData)
    ),
)
SCHEMAS = frozenset(metadata.schema for metadata in ALL_METADATA)
