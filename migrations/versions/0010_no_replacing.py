"""INSERT OR REPLACE puts no row in the place of one that is append-only: SQLite would delete that without its trigger.

PostgreSQL knows no such statement: there an upsert is an update, which is refused already.

Revision: 0010
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KEYS = {
    "question_version": (("id",), ("question", "number"), ("question", "sha256")),
    "attempt_item": (("id",), ("attempt_id", "slot")),
    "response": (("id",), ("item_id",)),
    "grade": (("id",), ("item_id", "seq")),
    "response_choice": (("response_id", "option"),),
    "response_misconception": (("response_id", "misconception"),),
}
"""What is unique in each append-only table; a test compares it with the models."""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table, keys in KEYS.items():
            op.execute(_guard(table, keys))


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in KEYS:
            op.execute(f"DROP TRIGGER {table}_is_not_replaced")


def _guard(table: str, keys: tuple[tuple[str, ...], ...]) -> str:
    taken = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE {' AND '.join(f'{column} = NEW.{column}' for column in key)})"
        for key in keys
    )
    return (
        f"CREATE TRIGGER {table}_is_not_replaced BEFORE INSERT ON {table} WHEN {taken} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )
