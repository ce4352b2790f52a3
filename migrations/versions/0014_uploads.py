"""Uploaded class lists with their preview, and what an invitation knows of its list: the student number, the upload.

Revision: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NAME_KEY = sa.Column("name_key", sa.Text(), server_default="", nullable=False)
"""As it was made: SQLite tells an empty default in another spelling, which the copy would keep."""
FROM_UPLOAD = "fk_invitation_upload_id_upload"


def upgrade() -> None:
    _make_uploads()
    with op.batch_alter_table("invitation", reflect_args=(NAME_KEY,)) as table:
        table.add_column(sa.Column("number", sa.String(40), server_default="", nullable=False))
        table.add_column(sa.Column("upload_id", sa.Integer()))
        table.create_foreign_key(FROM_UPLOAD, "upload", ["upload_id"], ["id"], ondelete="SET NULL")
    op.create_index("ix_invitation_upload_id", "invitation", ["upload_id"])


def downgrade() -> None:
    op.drop_index("ix_invitation_upload_id", "invitation")
    with op.batch_alter_table("invitation", reflect_args=(NAME_KEY,)) as table:
        table.drop_constraint(FROM_UPLOAD, type_="foreignkey")
        table.drop_column("upload_id")
        table.drop_column("number")
    op.drop_table("upload")


def _make_uploads() -> None:
    role = sa.Enum(
        "learner", "assistant", "instructor", native_enum=False, create_constraint=True, length=20, name="role"
    )
    op.create_table(
        "upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(22), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("issuer_id", sa.Integer()),
        sa.Column("role", role, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.Column("encoding", sa.String(20)),
        sa.Column("columns", sa.Text()),
        sa.Column("decisions", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        sa.UniqueConstraint("public_id", name=op.f("uq_upload_public_id")),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_upload_section_id_section")),
        sa.ForeignKeyConstraint(
            ["issuer_id"], ["learner.id"], name=op.f("fk_upload_issuer_id_learner"), ondelete="SET NULL"
        ),
    )
    op.create_index("ix_upload_section_id", "upload", ["section_id"])
    op.create_index("ix_upload_issuer_id", "upload", ["issuer_id"])
