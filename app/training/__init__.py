"""The real network: its page and its trainings, what two dimensions hide, and the adviser."""
