"""The schema `orders` and settings common to its tables."""

from sqlalchemy import DateTime, MetaData, Sequence

from shared.infra.sql.naming import NAMING

metadata = MetaData(schema="orders", naming_convention=NAMING)

NOW = DateTime(timezone=True)
HOT = {"fillfactor": "85", "autovacuum_vacuum_scale_factor": "0.05"}

id_sequences = [
    Sequence(f"{name}_ids", metadata=metadata) for name in ("order", "payment", "refund", "shipment", "return")
]
