"""Lines of the audit stay for as long as they must: the database refuses to delete younger ones."""

import sqlalchemy as sa
from alembic import op

revision = "0009_audit_blijft"
down_revision = "0008_gesprek_op_volgorde"
branch_labels = None
depends_on = None

#: without a row nothing may go yet; of more than one the strictest counts
STAYS = "OLD.at >= coalesce((SELECT min(since) FROM audit_retention), '0001-01-01')"
SQLITE = ("handoff_audit_kept", "handoff_audit_added")


def upgrade() -> None:
    """Add the moment from which lines stay, and what looks at it."""
    op.create_table(
        "audit_retention",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER handoff_audit_kept BEFORE DELETE ON handoff_audit WHEN {STAYS} "
            "BEGIN SELECT RAISE(ABORT, 'this line of the audit is kept'); END"
        )
        # INSERT OR REPLACE takes a line away without a DELETE
        op.execute(
            "CREATE TRIGGER handoff_audit_added BEFORE INSERT ON handoff_audit "
            "WHEN EXISTS (SELECT 1 FROM handoff_audit WHERE id = NEW.id) "
            "BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION handoff_audit_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {STAYS} THEN RAISE EXCEPTION 'this line of the audit is kept'; END IF; "
        "RETURN OLD; END $$"
    )
    op.execute(
        "CREATE TRIGGER handoff_audit_kept BEFORE DELETE ON handoff_audit "
        "FOR EACH ROW EXECUTE FUNCTION handoff_audit_kept()"
    )
    op.execute(
        "CREATE TRIGGER handoff_audit_whole BEFORE TRUNCATE ON handoff_audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION handoff_audit_fixed()"
    )


def downgrade() -> None:
    """Let lines be deleted as before."""
    if op.get_bind().dialect.name == "sqlite":
        for name in SQLITE:
            op.execute(f"DROP TRIGGER {name}")
    else:
        op.execute("DROP TRIGGER handoff_audit_whole ON handoff_audit")
        op.execute("DROP TRIGGER handoff_audit_kept ON handoff_audit")
        op.execute("DROP FUNCTION handoff_audit_kept()")
    op.drop_table("audit_retention")
