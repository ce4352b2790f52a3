"""The tests mirror the rooms: a test module for each module of app/, under its name, or here the reason why not."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
KINDS = {
    "views": "is tried through a client, under the name of the page that it gives",
    "models": "its constraints are tried together, in models/test_models.py",
    "commands": "is run as a process, in commands/test_cli.py",
}
"""Modules of a kind, by the folder or the name that makes them one."""
TRIED_BY = {
    "abuse/test_bad_night": ("database/deadlines", "database/postgresql"),
    "database/test_sessions": ("database/turns",),
    "accounts/test_people": ("accounts/export", "accounts/passwords", "taking/learner_page"),
    "accounts/test_admission": ("web/access",),
    "abuse/test_guessing": ("accounts/authentication", "accounts/rate_limits"),
    "abuse/test_lockouts": ("accounts/devices",),
    "accounts/test_sign_ins": ("accounts/code_entry", "accounts/event_log", "accounts/second_factor"),
    "abuse/test_instructor_access": ("web/guards",),
    "abuse/test_origins": ("web/cookies",),
    "attempts/test_attempts": (
        *("attempts/adoption", "attempts/answering", "attempts/finishing", "attempts/progress"),
        *("attempts/effective_policy", "attempts/reading", "attempts/starting"),
    ),
    "classes/lists/test_class_list": (
        *("classes/lists/cells", "classes/lists/doubts", "classes/lists/headings"),
        *("classes/lists/mail_addresses", "classes/lists/persons", "classes/lists/recipients"),
    ),
    "classes/lists/test_workbooks": ("classes/lists/workbook_reader",),
    "classes/test_sections": ("classes/courses", "classes/enrolment", "web/instructors"),
    "commands/test_cli": ("cli", "wsgi"),
    "demo/test_simulated_class": ("demo/simulated_learners", "demo/simulated_reading"),
    "grading/test_gradebook": ("attempts/scoring_policy",),
    "grading/test_item_analysis": ("grading/class_overview", "grading/item_charts", "grading/item_figures"),
    "grading/test_manual_marks": ("grading/attempt_review",),
    "grading/test_regrading": ("attempts/correction_notes",),
    "playground/test_playground_page": ("playground/race_document",),
    "runs/test_trajectories": ("runs/documents", "runs/endpoint", "runs/openapi", "runs/schemas", "web/cache_headers"),
    "learning/test_spacing": ("taking/practice_page",),
    "taking/test_lesson_work": ("accounts/newcomers",),
    "taking/test_quiz_pages": ("taking/question_page", "taking/quiz_catalogue", "taking/result_page"),
    "training/test_training_document": ("runs/training_description",),
    "test_records": ("grading/verification",),
    "attempts/test_drafts": ("attempts/marked_answers",),
    "web/keeping/test_kept_pages": ("web/keeping/personal_parts",),
    "web/test_lanes": ("web/server/lanes",),
    "web/test_request_bodies": ("web/server/request_bodies",),
    "web/test_templates": ("web/templating",),
    "web/test_refusals": ("web/server/refusals",),
    "web/test_server_adapter": ("web/server/collector", "web/server/server_adapter"),
    "web/test_serving": ("web/server/serving",),
    "web/test_warm_up": ("web/server/warm_up",),
    "web/test_static_copies": ("web/server/static_copies",),
    "web/test_monitoring": ("web/monitoring/metrics", "web/monitoring/request_log"),
    "web/test_static_files": ("paths",),
}
"""Modules that work only together, or on a page: what tries them instead."""


def modules() -> list[str]:
    found = [path.relative_to(ROOT / "app").with_suffix("") for path in (ROOT / "app").rglob("*.py")]
    return sorted(str(path) for path in found if path.name != "__init__")


def own_test(module: str) -> Path:
    """Where the tests of a module stand; those of what lies in app/ itself, in tests/app."""
    room, _, name = module.rpartition("/")
    return ROOT / "tests" / (room or "app") / f"test_{name}.py"


ELSEWHERE = {module for tried in TRIED_BY.values() for module in tried}


@pytest.mark.parametrize("module", [each for each in modules() if not {*KINDS} & {*each.split("/")}])
def test_every_module_is_tried_under_its_name_or_where_the_table_says(module: str) -> None:
    assert own_test(module).exists() != (module in ELSEWHERE)


def test_the_table_names_what_is_there() -> None:
    assert {*modules()} >= ELSEWHERE
    assert [tests for tests in TRIED_BY if not (ROOT / "tests" / f"{tests}.py").exists()] == []
