"""Codes with which a talk goes on elsewhere, and wrong guesses at them."""

import sqlalchemy as sa
from alembic import op

revision = "0003_gesprekscodes"
down_revision = "0002_website_feedback"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "gesprekscodes",
        sa.Column("code_hash", sa.String(64), primary_key=True),
        sa.Column("sender_id", sa.String(255), nullable=False),
        sa.Column("taken_by", sa.String(255)),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_gesprekscodes_sender_id", "gesprekscodes", ["sender_id"])
    op.create_table(
        "codepogingen",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sender_id", sa.String(255)),
        sa.Column("address_hash", sa.String(64)),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_codepogingen_sender_id", "codepogingen", ["sender_id"])
    op.create_index("ix_codepogingen_address_hash", "codepogingen", ["address_hash"])


def downgrade() -> None:
    """Remove the tables."""
    op.drop_table("codepogingen")
    op.drop_table("gesprekscodes")
