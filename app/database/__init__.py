"""The database: sessions and turns, the group commit, backup and health."""
