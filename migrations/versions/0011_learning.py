"""What somebody works through beside the quizzes: milestones, and predictions with their reasons.

What happened does not change. A row goes only with its learner, who is erased or gone; it may pass to the account of
the same person, so the owner and the count of tries may change, as they may of an attempt.

Revision: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KEPT = "EXISTS (SELECT 1 FROM learner WHERE learner.id = {owner} AND learner.erased_at IS NULL)"
OF_REASON = "(SELECT learner_id FROM prediction WHERE prediction.id = OLD.prediction_id)"
TABLES = {
    "milestone": ("page, kind, subject, reached_at", "OLD.learner_id"),
    "prediction": ("id, page, question, said, seen, made_at", "OLD.learner_id"),
    "prediction_reason": ("prediction_id, said, sound, given_at", OF_REASON),
}
"""The columns of each table that never change, and how a row finds its owner."""
KEYS = {
    "milestone": (("learner_id", "page", "kind", "subject"),),
    "prediction": (("id",), ("learner_id", "page", "question", "number")),
    "prediction_reason": (("prediction_id",),),
}
"""What is unique in each of them; a test compares it with the models."""


def upgrade() -> None:
    _make_milestones()
    _make_predictions()
    write = _sqlite if op.get_bind().dialect.name == "sqlite" else _postgresql
    for table, (columns, owner) in TABLES.items():
        for statement in write(table, columns, KEPT.format(owner=owner)):
            op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP FUNCTION {table}_append_only()")


def _make_milestones() -> None:
    kind = sa.Enum("read", "tried", native_enum=False, create_constraint=True, length=20, name="kind")
    op.create_table(
        "milestone",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(40), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "page", "kind", "subject", name=op.f("pk_milestone")),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_milestone_learner_id_learner"), ondelete="CASCADE"
        ),
    )


def _make_predictions() -> None:
    op.create_table(
        "prediction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(40), nullable=False),
        sa.Column("question", sa.String(80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(80), nullable=False),
        sa.Column("seen", sa.String(80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prediction")),
        sa.UniqueConstraint(
            "learner_id", "page", "question", "number", name=op.f("uq_prediction_learner_id_page_question_number")
        ),
        sa.CheckConstraint("number BETWEEN 1 AND 5", name=op.f("ck_prediction_number")),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_prediction_learner_id_learner"), ondelete="CASCADE"
        ),
    )
    op.create_table(
        "prediction_reason",
        sa.Column("prediction_id", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(80), nullable=False),
        sa.Column("sound", sa.String(80), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("prediction_id", name=op.f("pk_prediction_reason")),
        sa.ForeignKeyConstraint(
            ["prediction_id"],
            ["prediction.id"],
            name=op.f("fk_prediction_reason_prediction_id_prediction"),
            ondelete="CASCADE",
        ),
    )


def _sqlite(table: str, columns: str, kept: str) -> tuple[str, ...]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    taken = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE {' AND '.join(f'{column} = NEW.{column}' for column in key)})"
        for key in KEYS[table]
    )
    return (
        f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE OF {columns} ON {table} {refuse}",
        f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} WHEN {kept} {refuse}",
        f"CREATE TRIGGER {table}_is_not_replaced BEFORE INSERT ON {table} WHEN {taken} {refuse}",
    )


def _postgresql(table: str, columns: str, kept: str) -> tuple[str, ...]:
    run = f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()"
    return (
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'DELETE' THEN IF NOT ({kept}) THEN RETURN OLD; END IF; END IF; "
        f"RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'restrict_violation'; END $$",
        f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE OF {columns} ON {table} {run}",
        f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} {run}",
    )
