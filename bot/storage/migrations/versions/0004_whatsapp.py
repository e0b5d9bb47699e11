"""WhatsApp: people, inbox, outbox, statuses, marks of what was seen, and who said stop."""

import sqlalchemy as sa
from alembic import op

revision = "0004_whatsapp"
down_revision = "0003_gesprekscodes"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _people()
    _inbox()
    _outbox()
    op.create_table(
        "whatsapp_statuses",
        sa.Column("wamid_mark", sa.String(40), primary_key=True),
        sa.Column("status", sa.String(16), primary_key=True),
        sa.Column("outbox_id", sa.String(40)),
        sa.Column("code", sa.Integer),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_index("ix_whatsapp_statuses_outbox_id", "whatsapp_statuses", ["outbox_id"])
    op.create_table(
        "whatsapp_seen",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("seen_at", MOMENT, nullable=False),
    )
    op.create_table(
        "whatsapp_optouts",
        sa.Column("sender_id", sa.String(80), primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reminded_at", MOMENT),
    )


def _people() -> None:
    op.create_table(
        "whatsapp_people",
        sa.Column("sender_id", sa.String(80), primary_key=True),
        sa.Column("address", sa.LargeBinary, nullable=False),
        sa.Column("last_inbound_at", MOMENT, nullable=False),
        sa.Column("introduced_at", MOMENT),
        sa.Column("choices", sa.LargeBinary),
        sa.Column("leaving", sa.Boolean, nullable=False),
        sa.Column("inbox_claim", sa.String(40)),
        sa.Column("inbox_until", sa.Float),
        sa.Column("outbox_claim", sa.String(40)),
        sa.Column("outbox_until", sa.Float),
    )


def _inbox() -> None:
    op.create_table(
        "whatsapp_inbox",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.String(40), nullable=False, unique=True),
        sa.Column("sender_id", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("wamid", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.LargeBinary),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("received", sa.Float, nullable=False),
        sa.Column("turn_id", sa.String(40)),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("handled_at", MOMENT),
    )
    op.create_index("ix_whatsapp_inbox_person", "whatsapp_inbox", ["sender_id", "handled_at"])
    op.create_index("ix_whatsapp_inbox_open", "whatsapp_inbox", ["handled_at", "received"])


def _outbox() -> None:
    op.create_table(
        "whatsapp_outbox",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.String(40), nullable=False, unique=True),
        sa.Column("sender_id", sa.String(80), nullable=False),
        sa.Column("turn_id", sa.String(40)),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("not_before", sa.Float, nullable=False),
        sa.Column("doubt_until", sa.Float),
        sa.Column("done_at", MOMENT),
        sa.Column("wamid_mark", sa.String(40)),
        sa.Column("error", sa.String(32)),
        sa.UniqueConstraint("turn_id", "part", name="uq_whatsapp_answer"),
    )
    op.create_index("ix_whatsapp_outbox_open", "whatsapp_outbox", ["state", "sender_id", "seq"])
    op.create_index("ix_whatsapp_outbox_wamid", "whatsapp_outbox", ["wamid_mark"])


def downgrade() -> None:
    """Remove the tables."""
    for table in ("optouts", "seen", "statuses", "outbox", "inbox", "people"):
        op.drop_table(f"whatsapp_{table}")
