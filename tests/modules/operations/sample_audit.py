"""Kinds of audited resources."""

from shared.kernel.module import AuditedKind

AUDITED = [
    *(AuditedKind(name) for name in ("api_key", "order", "user")),
    *(AuditedKind(name, numbered=False) for name in ("coupon", "level", "location", "product")),
]
