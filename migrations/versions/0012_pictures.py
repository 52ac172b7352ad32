"""What a product's picture looks like, and which files hold it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("picture_files", "picture_sides"):
        op.add_column("products", sa.Column(name, JSONB), schema="inventory")
    op.create_check_constraint(
        "ck_products_picture", "products", "(picture_files IS NULL) = (picture_sides IS NULL)", schema="inventory"
    )
    op.create_index(
        "ix_products_picture_files", "products", ["picture_files"], schema="inventory", postgresql_using="gin"
    )


def downgrade() -> None:
    for name in ("picture_files", "picture_sides"):
        op.drop_column("products", name, schema="inventory")
