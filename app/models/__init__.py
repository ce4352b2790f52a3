"""The records, one module a noun; constraints stand in the database, not only in Python."""

from app.models.attempts import (
    Attempt,
    AttemptItem,
    Draft,
    Grade,
    QuestionVersion,
    Response,
    ResponseChoice,
    ResponseMisconception,
    Source,
    Status,
)
from app.models.base import Base, Moment
from app.models.learners import Browser, Bucket, Learner, ResetLink, SecondFactor
from app.models.learning import Milestone, MilestoneKind, PredictionMade, ReasonGiven
from app.models.log import Happening, LogEntry
from app.models.sections import (
    Counting,
    Course,
    Feedback,
    Invitation,
    Membership,
    Policy,
    PolicyException,
    Role,
    Section,
    Upload,
)
from app.models.site import Admission, Heartbeat

__all__ = [
    "Admission",
    "Attempt",
    "AttemptItem",
    "Base",
    "Browser",
    "Bucket",
    "Counting",
    "Course",
    "Draft",
    "Feedback",
    "Grade",
    "Happening",
    "Heartbeat",
    "Invitation",
    "Learner",
    "LogEntry",
    "Membership",
    "Milestone",
    "MilestoneKind",
    "Moment",
    "Policy",
    "PolicyException",
    "PredictionMade",
    "QuestionVersion",
    "ReasonGiven",
    "ResetLink",
    "Response",
    "ResponseChoice",
    "ResponseMisconception",
    "Role",
    "SecondFactor",
    "Section",
    "Source",
    "Status",
    "Upload",
]
