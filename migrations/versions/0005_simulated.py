"""Simulated learners are marked as such, so that no person is taken for one.

Revision: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MARK = """
UPDATE learner SET simulated = true
WHERE email LIKE 'learner-%@demo.invalid' AND name LIKE '% (demo)' AND id IN (
    SELECT membership.learner_id FROM membership JOIN section ON section.id = membership.section_id WHERE section.demo
)
"""


def upgrade() -> None:
    op.add_column("learner", sa.Column("simulated", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(sa.text(MARK))


def downgrade() -> None:
    op.drop_column("learner", "simulated")
