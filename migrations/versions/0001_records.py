"""The records: learners, sections, and attempts with what was shown, answered and graded.

Revision: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)

TABLES = (
    "grade",
    "response_misconception",
    "response_choice",
    "response",
    "draft",
    "attempt_item",
    "attempt",
    "question_version",
    "allowance",
    "policy",
    "membership",
    "section",
    "course",
    "bucket",
    "reset_link",
    "browser",
    "learner",
)
"""Children before their parents."""


def upgrade() -> None:
    _learner()
    _browser()
    _reset_link()
    _bucket()
    _course()
    _section()
    _membership()
    _policy()
    _allowance()
    _question_version()
    _attempt()
    _attempt_item()
    _draft()
    _response()
    _response_choice()
    _response_misconception()
    _grade()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _learner() -> None:
    op.create_table(
        "learner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("instructor", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("erased_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "erased_at IS NULL OR (email IS NULL AND name = '')", name=op.f("ck_learner_erased_says_nothing")
        ),
        sa.CheckConstraint("password_hash IS NULL OR email IS NOT NULL", name=op.f("ck_learner_password_needs_email")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learner")),
        sa.UniqueConstraint("email", name=op.f("uq_learner_email")),
        sa.UniqueConstraint("public_id", name=op.f("uq_learner_public_id")),
    )
    op.create_index("ix_learner_seen_at", "learner", ["seen_at"], unique=False)


def _browser() -> None:
    op.create_table(
        "browser",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_browser_learner_id_learner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_browser")),
    )
    op.create_index("ix_browser_learner_id", "browser", ["learner_id"], unique=False)


def _reset_link() -> None:
    op.create_table(
        "reset_link",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["issuer_id"], ["learner.id"], name=op.f("fk_reset_link_issuer_id_learner"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_reset_link_learner_id_learner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_reset_link")),
    )
    op.create_index("ix_reset_link_learner_id", "reset_link", ["learner_id"], unique=False)


def _bucket() -> None:
    op.create_table(
        "bucket",
        sa.Column("key_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("level", sa.Float(), nullable=False),
        sa.Column("filled_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_bucket")),
    )
    op.create_index("ix_bucket_filled_at", "bucket", ["filled_at"], unique=False)


def _course() -> None:
    op.create_table(
        "course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
    )


def _section() -> None:
    op.create_table(
        "section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("join_code", sa.String(length=12), nullable=True),
        sa.Column("join_code_expires_at", MOMENT, nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_section_course_id_course")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section")),
        sa.UniqueConstraint("join_code", name=op.f("uq_section_join_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_section_public_id")),
    )
    op.create_index("ix_section_course_id", "section", ["course_id"], unique=False)


def _membership() -> None:
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("joined_at", MOMENT, nullable=False),
        sa.Column("left_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_membership_learner_id_learner")),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_membership_section_id_section")),
        sa.CheckConstraint("role IN ('learner', 'assistant', 'instructor')", name=op.f("ck_membership_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("section_id", "learner_id", name=op.f("uq_membership_section_id_learner_id")),
    )
    op.create_index("ix_membership_learner_id", "membership", ["learner_id"], unique=False)


def _policy() -> None:
    op.create_table(
        "policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("quiz", sa.String(length=40), nullable=False),
        sa.Column("opens_at", MOMENT, nullable=True),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=True),
        sa.Column("counting", sa.String(length=20), nullable=False),
        sa.Column("feedback", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "feedback = 'now' OR due_at IS NOT NULL", name=op.f("ck_policy_feedback_after_due_needs_due")
        ),
        sa.CheckConstraint("attempts IS NULL OR attempts > 0", name=op.f("ck_policy_attempts")),
        sa.CheckConstraint("minutes IS NULL OR minutes > 0", name=op.f("ck_policy_minutes")),
        sa.CheckConstraint(
            "opens_at IS NULL OR due_at IS NULL OR opens_at < due_at", name=op.f("ck_policy_opens_before_due")
        ),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_policy_section_id_section")),
        sa.CheckConstraint("counting IN ('best', 'first', 'last', 'average')", name=op.f("ck_policy_counting")),
        sa.CheckConstraint("feedback IN ('now', 'after_due')", name=op.f("ck_policy_feedback")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy")),
        sa.UniqueConstraint("section_id", "quiz", name=op.f("uq_policy_section_id_quiz")),
    )


def _allowance() -> None:
    op.create_table(
        "allowance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("quiz", sa.String(length=40), nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("extra_minutes", sa.Integer(), nullable=False),
        sa.Column("extra_attempts", sa.Integer(), nullable=False),
        sa.CheckConstraint("extra_attempts >= 0", name=op.f("ck_allowance_extra_attempts")),
        sa.CheckConstraint("extra_minutes >= 0", name=op.f("ck_allowance_extra_minutes")),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_allowance_learner_id_learner")),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_allowance_section_id_section")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowance")),
        sa.UniqueConstraint("section_id", "learner_id", "quiz", name=op.f("uq_allowance_section_id_learner_id_quiz")),
    )


def _question_version() -> None:
    op.create_table(
        "question_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_version")),
        sa.UniqueConstraint("question", "number", name=op.f("uq_question_version_question_number")),
        sa.UniqueConstraint("question", "sha256", name=op.f("uq_question_version_question_sha256")),
    )


def _attempt() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("quiz", sa.String(length=40), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("deadline", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("feedback_at", MOMENT, nullable=True),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("out_of", sa.Integer(), nullable=False),
        sa.CheckConstraint("(status = 'open') = (closed_at IS NULL)", name=op.f("ck_attempt_closed_at_says_closed")),
        sa.CheckConstraint("number > 0", name=op.f("ck_attempt_number")),
        sa.CheckConstraint("points >= 0 AND points <= out_of", name=op.f("ck_attempt_points")),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_attempt_learner_id_learner")),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_attempt_section_id_section")),
        sa.CheckConstraint("status IN ('open', 'submitted', 'expired')", name=op.f("ck_attempt_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint("public_id", name=op.f("uq_attempt_public_id")),
    )
    op.create_index("ix_attempt_gradebook", "attempt", ["section_id", "quiz", "learner_id", "points"], unique=False)
    op.create_index("ix_attempt_learner_id", "attempt", ["learner_id"], unique=False)
    op.create_index(
        "uq_attempt_number_alone",
        "attempt",
        ["learner_id", "quiz", "number"],
        unique=True,
        sqlite_where=sa.text("section_id IS NULL"),
        postgresql_where=sa.text("section_id IS NULL"),
    )
    op.create_index(
        "uq_attempt_number_in_section",
        "attempt",
        ["section_id", "learner_id", "quiz", "number"],
        unique=True,
        sqlite_where=sa.text("section_id IS NOT NULL"),
        postgresql_where=sa.text("section_id IS NOT NULL"),
    )
    op.create_index(
        "uq_attempt_one_open",
        "attempt",
        ["quiz", "learner_id"],
        unique=True,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )


def _attempt_item() -> None:
    op.create_table(
        "attempt_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("question_version_id", sa.Integer(), nullable=False),
        sa.Column("lesson", sa.String(length=40), nullable=False),
        sa.Column("objective", sa.Text(), nullable=False),
        sa.Column("seed", sa.String(length=120), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("key", sa.JSON(), nullable=False),
        sa.CheckConstraint("slot > 0", name=op.f("ck_attempt_item_slot")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_attempt_item_attempt_id_attempt")),
        sa.ForeignKeyConstraint(
            ["question_version_id"],
            ["question_version.id"],
            name=op.f("fk_attempt_item_question_version_id_question_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_item")),
        sa.UniqueConstraint("attempt_id", "slot", name=op.f("uq_attempt_item_attempt_id_slot")),
    )
    op.create_index("ix_attempt_item_question_version_id", "attempt_item", ["question_version_id"], unique=False)


def _draft() -> None:
    op.create_table(
        "draft",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["attempt_item.id"], name=op.f("fk_draft_item_id_attempt_item")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_draft")),
    )


def _response() -> None:
    op.create_table(
        "response",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=40), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["attempt_item.id"], name=op.f("fk_response_item_id_attempt_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint("item_id", name=op.f("uq_response_item_id")),
    )


def _response_choice() -> None:
    op.create_table(
        "response_choice",
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("option", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_response_choice_response_id_response")),
        sa.PrimaryKeyConstraint("response_id", "option", name=op.f("pk_response_choice")),
    )


def _response_misconception() -> None:
    op.create_table(
        "response_misconception",
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("misconception", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_response_misconception_response_id_response")
        ),
        sa.PrimaryKeyConstraint("response_id", "misconception", name=op.f("pk_response_misconception")),
    )
    op.create_index(
        "ix_response_misconception_misconception", "response_misconception", ["misconception"], unique=False
    )


def _grade() -> None:
    op.create_table(
        "grade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("fraction", sa.Double(), nullable=True),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("(source = 'excuse') = (fraction IS NULL)", name=op.f("ck_grade_excuse_has_no_fraction")),
        sa.CheckConstraint(
            "source IN ('auto', 'regrade') OR (actor_id IS NOT NULL AND reason IS NOT NULL AND reason <> '')",
            name=op.f("ck_grade_people_give_reasons"),
        ),
        sa.CheckConstraint("fraction >= 0 AND fraction <= 1", name=op.f("ck_grade_fraction")),
        sa.CheckConstraint("seq > 0", name=op.f("ck_grade_seq")),
        sa.ForeignKeyConstraint(["actor_id"], ["learner.id"], name=op.f("fk_grade_actor_id_learner")),
        sa.ForeignKeyConstraint(["item_id"], ["attempt_item.id"], name=op.f("fk_grade_item_id_attempt_item")),
        sa.CheckConstraint("source IN ('auto', 'regrade', 'override', 'excuse')", name=op.f("ck_grade_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade")),
        sa.UniqueConstraint("item_id", "seq", name=op.f("uq_grade_item_id_seq")),
    )
