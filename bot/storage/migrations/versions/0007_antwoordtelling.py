"""How often each answer was given and how it was rated: numbers by day, without words or talks."""

import sqlalchemy as sa
from alembic import op

revision = "0007_antwoordtelling"
down_revision = "0006_aanmelden"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "answer_counts",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("name", sa.String(128), primary_key=True),
        sa.Column("what", sa.String(16), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Remove the table."""
    op.drop_table("answer_counts")
