"""A run's address read and written, races, and the documents of the API with their description."""
