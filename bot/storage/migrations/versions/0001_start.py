"""The first layout: events, website talks, requests for a klantadviseur."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    if not sa.inspect(op.get_bind()).has_table("events"):
        # a plain `rasa run` may have made this one before
        op.create_table(
            "events",
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("sender_id", sa.String(255), nullable=False),
            sa.Column("type_name", sa.String(255), nullable=False),
            sa.Column("timestamp", sa.Float),
            sa.Column("intent_name", sa.String(255)),
            sa.Column("action_name", sa.String(255)),
            sa.Column("data", sa.Text),
        )
        op.create_index("ix_events_sender_id", "events", ["sender_id"])
    op.create_index(
        "ix_events_sender_kind", "events", ["sender_id", "type_name", "action_name", "id"]
    )
    op.create_table(
        "website_sessions",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "website_messages",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column(
            "session_id", sa.String(64), sa.ForeignKey("website_sessions.id"), nullable=False
        ),
        sa.Column("message_id", sa.String(64), nullable=False),
        sa.Column("answers_id", sa.String(64), nullable=False),
        sa.Column("sent_by", sa.String(16), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("session_id", "message_id", name="uq_website_message"),
    )
    op.create_index("ix_website_messages_session", "website_messages", ["session_id", "seq"])
    op.create_table(
        "overdrachten",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("sender_id", sa.String(255), nullable=False),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("onderwerp", sa.String(255), nullable=False),
        sa.Column("naam", sa.String(255)),
        sa.Column("tijdvak", sa.String(64), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_overdrachten_sender_id", "overdrachten", ["sender_id"])
    op.create_table(
        "telefoonnummers",
        sa.Column("sender_id", sa.String(255), primary_key=True),
        sa.Column("nummer", sa.LargeBinary, nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Remove the tables."""
    for table in (
        "telefoonnummers",
        "overdrachten",
        "website_messages",
        "website_sessions",
        "events",
    ):
        op.drop_table(table)
