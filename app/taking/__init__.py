"""What a learner sees: the quizzes, a question, the result, and their own page."""
