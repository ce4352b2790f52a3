"""What a learner works through: lessons read, experiments tried, predictions made, and what comes back for practice."""
