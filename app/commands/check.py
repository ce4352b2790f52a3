"""`course check`: is the content sound? Every variant of every question, and whatever lessons and tours claim."""

import click

from app.challenges import judging
from app.challenges.tasks import catalogue as challenges
from app.config import banks_folder
from app.lessons import catalogue, further, tours
from app.taking import question_bank
from optimizers.networks import figures
from quizzes import checks


@click.command()
@click.option("--seeds", default=checks.SEEDS, show_default=True, help="How many variants of each question to draw.")
def command(seeds: int) -> None:
    """Prove the questions (in BANKS, else the shipped ones) and the lessons' claims; report what is wrong."""
    chosen = question_bank.read(banks_folder())
    claims = (*catalogue.broken_claims(), *further.broken_claims(), *tours.problems())
    problems = [*claims, *judging.problems(), *figures.broken(), *question_bank.problems(chosen, seeds)]
    for line in problems:
        click.echo(line)
    if problems:
        raise click.ClickException(f"{len(problems)} problem{'s' if len(problems) != 1 else ''}")
    lessons = len(catalogue.catalogue())
    click.echo(f"{len(chosen.questions)} questions, {len(challenges())} challenges and {lessons} lessons are sound.")
