"""The desk: who has a conversation, every move of it, its messages, and the advisers."""

import sqlalchemy as sa
from alembic import op

revision = "0002_overdracht"
down_revision = "0001"
branch_labels = None
depends_on = None

NEW = (
    "outside_conversations",
    "callback_places",
    "handoff_audit",
    "handoff_notes",
    "handoff_messages",
    "handoff_moves",
    "advisers",
)
MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("state <> 'gesloten'")
#: columns that every older request gets a value for
FILLED = (
    ("state", sa.String(16), "teruggebeld"),
    ("version", sa.Integer, "0"),
    ("urgent", sa.Boolean, "0"),
    ("consent", sa.Boolean, "0"),
    ("reason", sa.String(32), "verzoek"),
    ("seen_by_adviser", sa.Integer, "0"),
    ("seen_by_visitor", sa.Integer, "0"),
)


def upgrade() -> None:
    """Add the columns and the tables; a request that was open is a call-back."""
    _widen_overdrachten()
    _make_thread()
    op.create_table(
        "handoff_audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor_id", sa.String(64), nullable=False),
        sa.Column("what", sa.String(32), nullable=False),
        sa.Column("overdracht_id", sa.String(16)),
        sa.Column("detail", sa.String(255), nullable=False),
    )
    op.create_table(
        "callback_places",
        sa.Column("starts_at", MOMENT, primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("ends_at", MOMENT, nullable=False),
        _of_overdracht(unique=True),
    )
    op.create_table(
        "outside_conversations",
        sa.Column(
            "overdracht_id", sa.String(16), sa.ForeignKey("overdrachten.id"), primary_key=True
        ),
        sa.Column("contact", sa.String(255), nullable=False),
        sa.Column("conversation_id", sa.String(64), nullable=False, unique=True),
        sa.Column("passed_on", sa.Integer, nullable=False),
        sa.Column("closed", sa.Boolean, nullable=False),
        sa.Column("newest_event", sa.Float, nullable=False),
    )
    op.create_table(
        "advisers",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("roles", sa.String(255), nullable=False),
        sa.Column("team", sa.String(64)),
        sa.Column("capacity", sa.Integer, nullable=False),
        sa.Column("presence", sa.String(16), nullable=False),
        sa.Column("seen_at", MOMENT),
    )
    _forbid_changing_the_audit()


def _widen_overdrachten() -> None:
    with op.batch_alter_table("overdrachten") as table:
        for name, kind, value in FILLED:
            default = sa.false() if kind is sa.Boolean else value
            table.add_column(sa.Column(name, kind, nullable=False, server_default=default))
        for name, kind in (("adviser_id", 64), ("team", 64)):
            table.add_column(sa.Column(name, sa.String(kind)))
        table.add_column(sa.Column("place_told", sa.Integer))
        table.add_column(sa.Column("moved_at", MOMENT))
    op.execute("UPDATE overdrachten SET moved_at = requested_at")
    # of more than one open request of the same talk the newest counts
    op.execute(
        "UPDATE overdrachten SET state = 'gesloten' WHERE status <> 'open' OR EXISTS ("
        "SELECT 1 FROM overdrachten AS newer WHERE newer.sender_id = overdrachten.sender_id "
        "AND (newer.requested_at > overdrachten.requested_at OR "
        "(newer.requested_at = overdrachten.requested_at AND newer.id > overdrachten.id)))"
    )
    with op.batch_alter_table("overdrachten") as table:
        table.alter_column("moved_at", existing_type=MOMENT, nullable=False)
        for name, kind, _ in FILLED:
            table.alter_column(
                name, existing_type=kind, existing_nullable=False, server_default=None
            )
        table.drop_column("status")
    op.create_index("ix_overdrachten_state", "overdrachten", ["state", "moved_at"])
    op.create_index(
        "uq_overdracht_open",
        "overdrachten",
        ["sender_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def _of_overdracht(unique: bool = False) -> sa.Column:
    reference = sa.ForeignKey("overdrachten.id")
    return sa.Column("overdracht_id", sa.String(16), reference, nullable=False, unique=unique)


def _make_thread() -> None:
    op.create_table(
        "handoff_moves",
        sa.Column("id", sa.Integer, primary_key=True),
        _of_overdracht(),
        sa.Column("from_state", sa.String(16), nullable=False),
        sa.Column("to_state", sa.String(16), nullable=False),
        sa.Column("by", sa.String(16), nullable=False),
        sa.Column("actor_id", sa.String(64)),
        sa.Column("adviser_id", sa.String(64)),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("place", sa.Integer),
        sa.Column("waited", sa.Float),
        sa.Column("key", sa.String(128), unique=True),
        sa.Column("told_at", MOMENT),
    )
    op.create_index("ix_handoff_moves_overdracht", "handoff_moves", ["overdracht_id", "id"])
    op.create_index("ix_handoff_moves_told", "handoff_moves", ["told_at"])
    op.create_table(
        "handoff_messages",
        sa.Column("id", sa.Integer, primary_key=True),
        _of_overdracht(),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("said_by", sa.String(16), nullable=False),
        sa.Column("adviser_id", sa.String(64)),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("alert", sa.String(32)),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT),
        sa.UniqueConstraint("overdracht_id", "key", name="uq_handoff_message"),
    )
    op.create_index("ix_handoff_messages_sent", "handoff_messages", ["said_by", "sent_at"])
    op.create_table(
        "handoff_notes",
        sa.Column("id", sa.Integer, primary_key=True),
        _of_overdracht(),
        sa.Column("adviser_id", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )


def _forbid_changing_the_audit() -> None:
    """Let the database itself refuse that a line of the audit is changed."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER handoff_audit_fixed BEFORE UPDATE ON handoff_audit "
            "BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION handoff_audit_fixed() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER handoff_audit_fixed BEFORE UPDATE ON handoff_audit "
        "FOR EACH ROW EXECUTE FUNCTION handoff_audit_fixed()"
    )


def downgrade() -> None:
    """Remove the tables and columns; what is not a call-back any more counts as dealt with."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP TRIGGER handoff_audit_fixed ON handoff_audit")
        op.execute("DROP FUNCTION handoff_audit_fixed()")
    for table in NEW:
        op.drop_table(table)
    op.drop_index("uq_overdracht_open", "overdrachten")
    op.drop_index("ix_overdrachten_state", "overdrachten")
    with op.batch_alter_table("overdrachten") as table:
        table.add_column(
            sa.Column("status", sa.String(16), nullable=False, server_default="gesloten")
        )
    op.execute("UPDATE overdrachten SET status = 'open' WHERE state = 'teruggebeld'")
    with op.batch_alter_table("overdrachten") as table:
        table.alter_column(
            "status", existing_type=sa.String(16), existing_nullable=False, server_default=None
        )
        for name in (*(n for n, _, _ in FILLED), "adviser_id", "team", "place_told", "moved_at"):
            table.drop_column(name)
