"""The database: sessions and turns, rows as values, the group commit, backup and health."""
