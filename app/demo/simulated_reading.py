"""What simulated learners do in a lesson before its quiz: they predict, try experiments, and mostly read to the end."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.demo.simulated_learners import Simulated
from app.learning import milestones, predicting
from app.lessons.catalogue import Lesson
from app.models import MilestoneKind

QUESTION = "opening"
BEFORE = timedelta(minutes=25)


def work_through(session: Session, learner_id: int, who: Simulated, lesson: Lesson, began: datetime) -> None:
    """The lesson, a while before the quiz is begun."""
    dice, at = who.dice("lesson", lesson.number), began - BEFORE
    answer, options = lesson.prediction.answer, [each.id for each in lesson.prediction.options]
    if dice.uniform() < 0.9:
        right = dice.uniform() < 0.45 + 0.12 * who.ability + 0.03 * lesson.number
        others = [each for each in options if each != answer]
        said = answer if right else others[dice.below(len(others))]
        predicting.predict(session, learner_id, lesson.slug, QUESTION, said, answer, at)
        sound, reasons = lesson.right_reason.id, [each.id for each in lesson.prediction.reasons]
        reason = sound if dice.uniform() < 0.5 else reasons[dice.below(len(reasons))]
        predicting.give_reason(session, learner_id, lesson.slug, QUESTION, reason, sound, at)
    for _, experiment in lesson.all_experiments():
        if dice.uniform() < 0.4:
            milestones.reach(session, learner_id, lesson.slug, MilestoneKind.TRIED, experiment.id, at)
    if dice.uniform() < 0.85:
        milestones.reach(session, learner_id, lesson.slug, MilestoneKind.READ, "", at)
