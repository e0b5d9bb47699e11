"""The events of one talk in order, so that the last of them are found at the same cost always."""

import sqlalchemy as sa
from alembic import op

revision = "0008_gesprek_op_volgorde"
down_revision = "0007_antwoordtelling"
branch_labels = None
depends_on = None

NEW, OLD = "ix_events_talk", "ix_events_sender_id"


def upgrade() -> None:
    """Make the index, and drop the one that it contains."""
    op.create_index(NEW, "events", ["sender_id", "id"])
    # Rasa may have made the table, with or without it
    if OLD in {index["name"] for index in sa.inspect(op.get_bind()).get_indexes("events")}:
        op.drop_index(OLD, "events")


def downgrade() -> None:
    """Put the old index back."""
    op.create_index(OLD, "events", ["sender_id"])
    op.drop_index(NEW, "events")
