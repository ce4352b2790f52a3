"""Gradebook, item analysis, attempt review, marks by hand, regrading, verification."""
