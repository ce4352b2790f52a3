"""Sign-ins that end when they are not used, second factors, and the log.

Browsers that are known already stay so for as long as one that was used just now. The log's entries never change, but
that one forgets who used a power once the account is gone; whoever keeps the records may delete old ones.

Revision: 0013
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TEACHING, LEARNING = timedelta(hours=12), timedelta(days=30)
HAPPENINGS = (
    *("signed in", "signed up", "wrong password", "wrong code", "refused", "password set", "sign-in ended"),
    *("second factor set", "factor removed", "power used"),
)
KEPT = ("id", "at", "happening", "learner_id", "network", "detail")
"""The columns of the log that never change."""


def upgrade() -> None:
    op.add_column("browser", sa.Column("seen_at", MOMENT))
    op.add_column("browser", sa.Column("agent", sa.String(60), server_default="", nullable=False))
    _shorten()
    _make_second_factors()
    _make_log()
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql():
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("log_entry")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION log_entry_never_changes()")
    op.drop_table("second_factor")
    op.drop_column("browser", "agent")
    op.drop_column("browser", "seen_at")


def _shorten() -> None:
    """A browser that was promised a year has the time that a newly used one has."""
    browser = sa.table("browser", sa.column("learner_id", sa.Integer), sa.column("expires_at", MOMENT))
    learner = sa.table("learner", sa.column("id"), sa.column("email"), sa.column("instructor", sa.Boolean))
    membership = sa.table("membership", sa.column("learner_id"), sa.column("role", sa.String), sa.column("left_at"))
    accounts = sa.select(learner.c.id).where(learner.c.email.is_not(None))
    staff = sa.select(membership.c.learner_id).where(membership.c.role != "learner", membership.c.left_at.is_(None))
    teachers = sa.select(learner.c.id).where(sa.or_(learner.c.instructor, learner.c.id.in_(staff)))
    for whose, lasts in ((accounts, LEARNING), (teachers, TEACHING)):
        until = datetime.now(UTC) + lasts
        op.execute(
            sa.update(browser)
            .where(browser.c.learner_id.in_(whose), browser.c.expires_at > until)
            .values(expires_at=sa.bindparam(None, until, MOMENT))
        )


def _make_second_factors() -> None:
    op.create_table(
        "second_factor",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(16), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("used_step", sa.BigInteger(), nullable=False),
        sa.Column("used_codes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("learner_id", name=op.f("pk_second_factor")),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_second_factor_learner_id_learner"), ondelete="CASCADE"
        ),
    )


def _make_log() -> None:
    happening = sa.Enum(*HAPPENINGS, native_enum=False, create_constraint=True, length=20, name="happening")
    op.create_table(
        "log_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("happening", happening, nullable=False),
        sa.Column("learner_id", sa.Integer()),
        sa.Column("actor_id", sa.Integer()),
        sa.Column("network", sa.String(50), nullable=False),
        sa.Column("detail", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_entry")),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_log_entry_learner_id_learner"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["learner.id"], name=op.f("fk_log_entry_actor_id_learner"), ondelete="SET NULL"
        ),
    )
    op.create_index("ix_log_entry_learner_id_at", "log_entry", ["learner_id", "at"])
    op.create_index("ix_log_entry_actor_id", "log_entry", ["actor_id"])
    op.create_index("ix_log_entry_at", "log_entry", ["at"])


def _sqlite() -> tuple[str, ...]:
    refuse = "BEGIN SELECT RAISE(ABORT, 'log_entry is append-only'); END"
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in KEPT)
    return (
        f"CREATE TRIGGER log_entry_never_changes BEFORE UPDATE ON log_entry "
        f"WHEN {changed} OR NEW.actor_id IS NOT NULL {refuse}",
        f"CREATE TRIGGER log_entry_is_not_replaced BEFORE INSERT ON log_entry "
        f"WHEN EXISTS (SELECT 1 FROM log_entry WHERE id = NEW.id) {refuse}",
    )


def _postgresql() -> tuple[str, ...]:
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in KEPT)
    return (
        f"CREATE FUNCTION log_entry_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {changed} OR NEW.actor_id IS NOT NULL THEN "
        f"RAISE EXCEPTION 'log_entry is append-only' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER log_entry_never_changes BEFORE UPDATE ON log_entry "
        "FOR EACH ROW EXECUTE FUNCTION log_entry_never_changes()",
    )
