"""`course regrade`: what the corrections in the banks change about marks that were given before."""

from datetime import UTC, datetime

import click

from app.commands.upgrade import migrated
from app.database.sessions import Database
from app.grading import regrading
from app.grading.regrading import Erratum
from app.taking import question_bank


@click.command()
@click.option("--apply", "write", is_flag=True, help="Append the new grades; without this nothing is written.")
def command(write: bool) -> None:
    """Show whose marks the corrected questions change, or change them.

    Marks set by hand stay as they are. The learners concerned are told on their own page.
    """
    config = migrated()
    database = Database(config.database_url, bank=question_bank.prove(config.banks), courteous=True)
    try:
        if write:
            found = regrading.apply(database, datetime.now(UTC))
        else:
            with database.read() as session:
                found = regrading.errata(session)
    finally:
        database.dispose()
    for each in found:
        _tell(each)
    changes = sum(len(each.changes) for each in found)
    click.echo(f"{changes} mark{'s' if changes != 1 else ''} {'changed' if write else 'would change'}.")


def _tell(erratum: Erratum) -> None:
    kept = f", {erratum.kept} set by hand and kept" if erratum.kept else ""
    unlike = f", {erratum.unlike} that cannot be marked again" if erratum.unlike else ""
    click.echo(f"{erratum.question}, version {erratum.number}: {erratum.answers} answers{kept}{unlike}")
    for change in erratum.changes:
        who = change.learner or "somebody"
        click.echo(f"  {who}, attempt {change.attempt}, question {change.slot}: {change.before:g} to {change.after:g}")
