"""`course sign-ins`: where somebody is signed in, ending that, and taking away a lost second factor."""

from datetime import UTC, datetime

import click
from sqlalchemy.orm import Session

from app.accounts import event_log, people, second_factor, sign_ins
from app.accounts.people import InvalidEmailError
from app.accounts.sign_ins import SignIn
from app.commands.upgrade import migrated
from app.database.sessions import Database
from app.models import Happening


@click.command()
@click.argument("email")
@click.option("--end", is_flag=True, help="Sign the account out of every browser.")
@click.option("--without-factor", is_flag=True, help="Take its second factor away: its device and codes are lost.")
def command(email: str, end: bool, without_factor: bool) -> None:
    """List where the account EMAIL is signed in."""
    database = Database(migrated().database_url)
    now = datetime.now(UTC)
    try:
        with database.write() as session:
            found = people.kept_password(session, people.normal_email(email))
            if found is None:
                raise click.ClickException("there is no account with this address")
            for line in _done(session, found[0], end, without_factor, now):
                click.echo(line)
    except InvalidEmailError as error:
        raise click.ClickException(str(error)) from error
    finally:
        database.dispose()


def _done(session: Session, learner_id: int, end: bool, without_factor: bool, now: datetime) -> list[str]:
    lines = [_line(each) for each in sign_ins.listed(session, learner_id, now)] or ["Signed in nowhere."]
    if end:
        people.forget_everywhere(session, learner_id)
        event_log.write(session, Happening.ENDED, now, learner_id=learner_id, detail="by the operator")
        lines.append("Signed out of all of them.")
    if without_factor:
        gone = second_factor.remove(session, learner_id)
        lines.append("The password alone opens the account now." if gone else "There is no second factor.")
        if gone:
            event_log.write(session, Happening.FACTOR_REMOVED, now, learner_id=learner_id, detail="by the operator")
    return lines


def _line(sign_in: SignIn) -> str:
    used = f", used {sign_in.seen_at:%Y-%m-%d %H:%M}Z" if sign_in.seen_at else ""
    return f"{sign_in.created_at:%Y-%m-%d %H:%M}Z  {sign_in.agent or 'a browser'}{used}"
