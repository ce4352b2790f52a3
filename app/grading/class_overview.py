"""A class at a glance: how many take part, who needs help, and what they have not understood."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.classes import courses
from app.classes.courses import TaughtSection
from app.grading import gradebook, item_analysis
from app.grading.gradebook import GradebookQuery
from app.grading.item_figures import SectionAnalysis


@dataclass(frozen=True)
class ClassOverview:
    """learners: how many take part; needing: how many of them need help, as the gradebook says."""

    learners: int
    needing: int
    understood: SectionAnalysis


def overview(session: Session, section: TaughtSection, now: datetime) -> ClassOverview:
    """Five statements, for any size."""
    needing = gradebook.page(session, section.id, GradebookQuery(needs_help=True), now).total
    return ClassOverview(courses.size(session, section), needing, item_analysis.overview(session, section.id, now))
