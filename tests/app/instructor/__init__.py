"""Tests of what instructors see and do."""
