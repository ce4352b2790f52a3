"""Crowds of clients in one process, each kind in a module: a class, and strangers who ask too much or say nothing."""
