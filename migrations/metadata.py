"""Every module's tables, for comparing the history with the code."""

from sqlalchemy import MetaData

from modules.import_export.adapters.outbound.tables import metadata as import_export
from modules.inventory.adapters.outbound.sql.tables import metadata as inventory
from modules.notifications.adapters.outbound.tables import metadata as notifications
from modules.orders.adapters.outbound.sql.tables import metadata as orders
from modules.reports.adapters.outbound.tables import metadata as reports
from modules.users.adapters.outbound.sql.tables import metadata as users
from modules.webhooks.adapters.outbound.sql.tables import metadata as webhooks
from shared.infra.sql.tables import metadata as platform

ALL_METADATA: tuple[MetaData, ...] = (
    platform,
    users,
    inventory,
    orders,
    notifications,
    webhooks,
    import_export,
    reports,
)
SCHEMAS = frozenset(metadata.schema for metadata in ALL_METADATA)
