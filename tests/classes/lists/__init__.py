"""Class lists read as they are meant."""
