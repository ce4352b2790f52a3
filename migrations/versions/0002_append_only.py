"""What has been shown, answered, graded or published stays as it was, whoever asks the database.

Updates are refused outright. A deletion is refused unless the learner has been erased:
only then may the answers of somebody who studied alone disappear.

Revision: 0002
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OF_ITEM = "SELECT attempt_id FROM attempt_item WHERE id = OLD.item_id"
OF_RESPONSE = (
    "SELECT attempt_id FROM attempt_item JOIN response ON item_id = attempt_item.id WHERE response.id = OLD.response_id"
)
ATTEMPT_OF = {
    "attempt_item": "SELECT OLD.attempt_id",
    "response": OF_ITEM,
    "grade": OF_ITEM,
    "response_choice": OF_RESPONSE,
    "response_misconception": OF_RESPONSE,
}
"""How a row of each table finds its attempt."""
PUBLISHED = "question_version"


def upgrade() -> None:
    write = _sqlite if op.get_bind().dialect.name == "sqlite" else _postgresql
    for table in (*ATTEMPT_OF, PUBLISHED):
        for statement in write(table, _erased(table)):
            op.execute(statement)


def downgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for table in (*ATTEMPT_OF, PUBLISHED):
        for trigger in (f"{table}_never_changes", f"{table}_stays"):
            op.execute(f"DROP TRIGGER {trigger}" + (f" ON {table}" if on_postgresql else ""))
        if on_postgresql:
            op.execute(f"DROP FUNCTION {table}_append_only()")


def _erased(table: str) -> str:
    """A condition: the learner to whom the OLD row belongs is erased. A published question belongs to nobody."""
    if table == PUBLISHED:
        return "1 = 0"
    return (
        "EXISTS (SELECT 1 FROM attempt JOIN learner ON learner.id = attempt.learner_id "
        f"WHERE learner.erased_at IS NOT NULL AND attempt.id IN ({ATTEMPT_OF[table]}))"
    )


def _sqlite(table: str, erased: str) -> tuple[str, ...]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    return (
        f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} WHEN NOT ({erased}) {refuse}",
    )


def _postgresql(table: str, erased: str) -> tuple[str, ...]:
    run = f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()"
    return (
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'DELETE' THEN IF {erased} THEN RETURN OLD; END IF; END IF; "
        f"RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'restrict_violation'; END $$",
        f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE ON {table} {run}",
        f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} {run}",
    )
