"""The simulated class."""
