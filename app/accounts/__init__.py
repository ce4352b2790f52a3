"""People: accounts, authentication, passwords, rate limits, who is admitted, export and erasure."""
