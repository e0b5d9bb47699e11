"""What visitors of the website thought of an answer."""

import sqlalchemy as sa
from alembic import op

revision = "0002_website_feedback"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "website_feedback",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "session_id", sa.String(64), sa.ForeignKey("website_sessions.id"), nullable=False
        ),
        sa.Column("message_id", sa.String(64), nullable=False),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("word", sa.Text),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("session_id", "message_id", name="uq_website_feedback"),
    )


def downgrade() -> None:
    """Remove the table."""
    op.drop_table("website_feedback")
