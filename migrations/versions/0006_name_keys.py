"""Names are found and put in order by a key without case and accents, which SQLite cannot make beyond ASCII.

Revision: 0006
"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("learner", "invitation")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("name_key", sa.Text(), server_default="", nullable=False))
        _fill(sa.table(table, sa.column("id"), sa.column("name"), sa.column("name_key")))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "name_key")


def _fill(table: sa.TableClause) -> None:
    bind = op.get_bind()
    keys = [{"row": row.id, "key": _fold(row.name)} for row in bind.execute(sa.select(table.c.id, table.c.name))]
    change = sa.update(table).where(table.c.id == sa.bindparam("row")).values(name_key=sa.bindparam("key"))
    if keys:
        bind.execute(change, keys)


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return re.sub("[\u0300-\u036f]", "", folded)
