"""Challenges: what each asks of a run, whether settings do it, and how well they could."""
