"""Tests of optimizers/cells."""
