"""Single choice: one option is right."""

from quizzes.choices import Choice


class Single(Choice):
    """Full marks for the right option, none otherwise."""
