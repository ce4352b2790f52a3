"""Whether the database takes writes is proved by writing: the moment of the last proof.

Revision: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "heartbeat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heartbeat")),
    )
    op.execute("INSERT INTO heartbeat (id, at) VALUES (1, '1970-01-01 00:00:00+00:00')")


def downgrade() -> None:
    op.drop_table("heartbeat")
