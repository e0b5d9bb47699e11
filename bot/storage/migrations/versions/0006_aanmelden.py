"""How people sign in at the desk: passwords, sessions that can be revoked, failed attempts."""

import sqlalchemy as sa
from alembic import op

revision = "0006_aanmelden"
down_revision = "0005_overdracht"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NEW = ("desk_attempts", "desk_sessions", "desk_passwords")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "desk_passwords",
        sa.Column("adviser_id", sa.String(64), primary_key=True),
        sa.Column("hash", sa.String(255), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
    )
    op.create_table(
        "desk_sessions",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("adviser_id", sa.String(64), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("way", sa.String(16), nullable=False),
    )
    op.create_index("ix_desk_sessions_adviser", "desk_sessions", ["adviser_id"])
    op.create_table(
        "desk_attempts",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
    )


def downgrade() -> None:
    """Remove the tables; everybody signs in anew after the next upgrade."""
    for table in NEW:
        op.drop_table(table)
