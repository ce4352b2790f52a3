"""The gradebook's index holds all that a score needs, so that a large class is read without its attempts' rows.

Revision: 0008
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INDEX = "ix_attempt_gradebook"


def upgrade() -> None:
    op.drop_index(INDEX, "attempt")
    columns = ["section_id", "quiz", "learner_id", "number", "status", "deadline", "points", "out_of"]
    op.create_index(INDEX, "attempt", columns, unique=False)


def downgrade() -> None:
    op.drop_index(INDEX, "attempt")
    op.create_index(INDEX, "attempt", ["section_id", "quiz", "learner_id", "points"], unique=False)
