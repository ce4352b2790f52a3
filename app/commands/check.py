"""`course check`: is the content sound? Every variant of every question, and every sentence that lessons claim."""

import click

from app import banks, lessons
from app.config import banks_folder
from quizzes import checks


@click.command()
@click.option("--seeds", default=checks.SEEDS, show_default=True, help="How many variants of each question to draw.")
def command(seeds: int) -> None:
    """Prove the questions (in BANKS, else the shipped ones) and the lessons' claims; report what is wrong."""
    chosen = banks.choose(banks_folder())
    problems = [*lessons.broken_claims(), *banks.problems(chosen, seeds)]
    for line in problems:
        click.echo(line)
    if problems:
        raise click.ClickException(f"{len(problems)} problem{'s' if len(problems) != 1 else ''}")
    click.echo(f"{len(chosen.questions)} questions and {len(lessons.catalogue())} lessons are sound.")
