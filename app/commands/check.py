"""`course check`: is the content sound? Every variant of every question, and every sentence that lessons claim."""

import click

from app import formulas, lessons
from quizzes import bank, checks


@click.command()
@click.option("--seeds", default=checks.SEEDS, show_default=True, help="How many variants of each question to draw.")
def command(seeds: int) -> None:
    """Prove the banks of questions and the lessons' claims; report what is wrong."""
    slugs = [each.slug for each in lessons.catalogue()]
    found = checks.check(bank.load(), render=formulas.formula, lessons=slugs, seeds=seeds)
    problems = [*lessons.broken_claims(), *(f"{each.where}: {each.message}" for each in found)]
    for line in problems:
        click.echo(line)
    if problems:
        raise click.ClickException(f"{len(problems)} problems")
    click.echo(f"{len(bank.load().questions)} questions and {len(slugs)} lessons are sound.")
