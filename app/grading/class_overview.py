"""A class at a glance: how many take part, who needs help, and what they have not understood."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.classes import courses
from app.classes.courses import TaughtSection
from app.grading import gradebook, item_analysis
from app.grading.gradebook import Wish
from app.grading.item_figures import SectionAnalysis


@dataclass(frozen=True)
class Glance:
    """learners: how many take part; needing: how many of them need help, as the gradebook says."""

    learners: int
    needing: int
    understood: SectionAnalysis


def glance(session: Session, section: TaughtSection, now: datetime) -> Glance:
    """Five statements, for any size."""
    needing = gradebook.book(session, section.id, Wish(needs_help=True), now).total
    return Glance(courses.size(session, section), needing, item_analysis.overview(session, section.id, now))
