"""The migrations' own bookkeeping agrees with Alembic's."""

import subprocess
import sys
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

import migrations

ROOT = Path(__file__).parent.parent


def test_the_newest_revision_is_alembics_single_head() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER))
    config.set_main_option("path_separator", "os")

    assert ScriptDirectory.from_config(config).get_heads() == [migrations.head()]


def test_a_serving_process_loads_neither_alembic_nor_plotly(tmp_path: Path) -> None:
    load = "import app.wsgi, sys; print(*({'alembic', 'plotly', 'scipy'} & {*sys.modules}))"
    environment = {"INSTANCE": str(tmp_path), "PYTHONPATH": str(ROOT)}
    told = subprocess.run([sys.executable, "-c", load], cwd=tmp_path, env=environment, capture_output=True, text=True)

    assert told.stderr == ""
    assert told.stdout.split() == []


def test_a_database_that_is_up_to_date_is_left_alone_without_alembic(tmp_path: Path) -> None:
    upgrade = "from app.commands.upgrade import migrated; import sys; migrated(); print('alembic' in sys.modules)"
    environment = {"INSTANCE": str(tmp_path), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", upgrade]
    told = [subprocess.check_output(command, cwd=tmp_path, env=environment, text=True) for _ in range(2)]

    assert [each.strip() for each in told] == ["True", "False"]
