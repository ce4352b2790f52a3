"""The playground: its page and its race."""
