"""What is looked up often is found through an index, however much others have stored."""

import sqlalchemy as sa
from alembic import op

revision = "0010_zoeken_zonder_lezen"
down_revision = "0009_audit_blijft"
branch_labels = None
depends_on = None

#: name -> table, columns
WHOLE = {
    "ix_handoff_moves_at": ("handoff_moves", ["at"]),
    "ix_handoff_notes_overdracht": ("handoff_notes", ["overdracht_id", "id"]),
    "ix_handoff_audit_overdracht": ("handoff_audit", ["overdracht_id", "id"]),
    "ix_handoff_audit_at": ("handoff_audit", ["at"]),
    "ix_outside_conversations_closed": ("outside_conversations", ["closed"]),
    "ix_gesprekscodes_taken_by": ("gesprekscodes", ["taken_by"]),
    "ix_gesprekscodes_expires_at": ("gesprekscodes", ["expires_at"]),
    "ix_whatsapp_outbox_person": ("whatsapp_outbox", ["sender_id"]),
}
#: name -> table, columns, which rows: the few that are asked for among the many that are not
PART = {
    "ix_handoff_moves_waited": (
        "handoff_moves",
        ["id", "place", "waited"],
        "waited IS NOT NULL AND place IS NOT NULL",
    ),
    "ix_events_asked_at": ("events", ["timestamp"], "type_name = 'user'"),
}


def upgrade() -> None:
    """Make the indexes."""
    for name, (table, columns) in WHOLE.items():
        op.create_index(name, table, columns)
    for name, (table, columns, rows) in PART.items():
        only = sa.text(rows)
        op.create_index(name, table, columns, sqlite_where=only, postgresql_where=only)


def downgrade() -> None:
    """Drop them."""
    for name, part in PART.items():
        op.drop_index(name, part[0])
    for name, whole in WHOLE.items():
        op.drop_index(name, whole[0])
