"""A grade that follows from a correction says from which version of the question.

Revision: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

COLUMN = "question_version_id"
FOREIGN_KEY = "fk_grade_question_version_id_question_version"


def upgrade() -> None:
    triggers = _triggers()
    with op.batch_alter_table("grade") as grade:
        grade.add_column(sa.Column(COLUMN, sa.Integer(), nullable=True))
        grade.create_foreign_key(FOREIGN_KEY, "question_version", [COLUMN], ["id"])
    _restore(triggers)


def downgrade() -> None:
    triggers = _triggers()
    with op.batch_alter_table("grade") as grade:
        grade.drop_constraint(FOREIGN_KEY, type_="foreignkey")
        grade.drop_column(COLUMN)
    _restore(triggers)


def _triggers() -> tuple[str, ...]:
    """What makes the table append-only on SQLite, which loses it with the copy that a foreign key takes there."""
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        return ()
    kept = sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'grade' ORDER BY name")
    return tuple(bind.execute(kept).scalars())


def _restore(triggers: tuple[str, ...]) -> None:
    for trigger in triggers:
        op.execute(sa.text(trigger.replace(":", r"\:")))
