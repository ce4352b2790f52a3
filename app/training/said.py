"""Sentences about networks: each number in them is one that the core computed, kept, and can compute again."""

from collections.abc import Iterator
from string import Formatter

from optimizers.networks.figures import every, kept_figures


def said(sentence: str) -> str:
    """The sentence with each {figure:format} filled in. Raises KeyError for a figure that is not kept."""
    return sentence.format(**kept_figures())


def named(sentence: str) -> Iterator[str]:
    """The figures that a sentence states."""
    yield from (name for _, name, _, _ in Formatter().parse(sentence) if name)


def is_held(name: str) -> bool:
    """Whether the kept figure keeps the bounds that its sentence needs."""
    figure = every()[name]
    return figure.low <= kept_figures()[name] <= figure.high
