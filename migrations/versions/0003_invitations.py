"""Personal invitations into a section, or for an instructor into the site.

Revision: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=22), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("contact", sa.String(length=254), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=True),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "section_id IS NOT NULL OR role = 'instructor'",
            name=op.f("ck_invitation_only_instructors_without_section"),
        ),
        sa.CheckConstraint("learner_id IS NULL OR used_at IS NOT NULL", name=op.f("ck_invitation_taken_when_used")),
        sa.CheckConstraint("role IN ('learner', 'assistant', 'instructor')", name=op.f("ck_invitation_role")),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_invitation_section_id_section")),
        sa.ForeignKeyConstraint(
            ["issuer_id"], ["learner.id"], name=op.f("fk_invitation_issuer_id_learner"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_invitation_learner_id_learner"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("code", name=op.f("uq_invitation_code")),
    )
    op.create_index("ix_invitation_section_id", "invitation", ["section_id"], unique=False)
    op.create_index("ix_invitation_learner_id", "invitation", ["learner_id"], unique=False)


def downgrade() -> None:
    op.drop_table("invitation")
