"""The small figures of the pages."""
