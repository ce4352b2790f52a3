"""Charts of growth as pictures: lines over two logarithmic axes, in SVG."""

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10
from typing import TypeAlias

Line: TypeAlias = Sequence[tuple[float, float]]
WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 80, 150, 58, 56
INKS = ("#1f5fa8", "#b3401f", "#2b7a3d", "#6b3fa0")


def chart(title: str, across: str, up: str, lines: Mapping[str, Line]) -> str:
    """The picture; each line has its name at its end."""
    every = [point for line in lines.values() for point in line]
    x, y = ([point[axis] for point in every] for axis in (0, 1))
    frame = _Frame(_decades(x), _decades(y))
    drawn = "".join(frame.line(name, line, ink) for (name, line), ink in zip(lines.items(), INKS, strict=False))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="13" fill="#222"><title>{escape(title)}</title>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
        f'<text x="{LEFT}" y="22" font-size="15">{escape(title)}</text>'
        f"{frame.grid()}{drawn}{_axes(across, up)}</svg>\n"
    )


def _axes(across: str, up: str) -> str:
    below = f'<text x="{LEFT}" y="{HEIGHT - 10}">{escape(across)}</text>'
    return f'{below}<text x="{LEFT}" y="42">{escape(up)}</text>'


class _Frame:
    """Where numbers lie in the picture; the ends of both axes are whole powers of ten."""

    def __init__(self, across: tuple[int, int], up: tuple[int, int]) -> None:
        self._across, self._up = across, up

    def grid(self) -> str:
        columns = "".join(self._column(power) for power in range(self._across[0], self._across[1] + 1))
        return columns + "".join(self._row(power) for power in range(self._up[0], self._up[1] + 1))

    def line(self, name: str, line: Line, ink: str) -> str:
        places = [(self._x(x), self._y(y)) for x, y in line]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{ink}"/>' for x, y in places)
        x, y = places[-1]
        label = f'<text x="{x + 8:.1f}" y="{y + 4:.1f}" fill="{ink}">{escape(name)}</text>'
        return f'<polyline points="{points}" fill="none" stroke="{ink}" stroke-width="2"/>{dots}{label}'

    def _column(self, power: int) -> str:
        x = self._x(10.0**power)
        line = f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#ddd"/>'
        return f'{line}<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{10.0**power:,g}</text>'

    def _row(self, power: int) -> str:
        y = self._y(10.0**power)
        line = f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>'
        return f'{line}<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:,g}</text>'

    def _x(self, value: float) -> float:
        first, last = self._across
        return LEFT + (log10(value) - first) / (last - first) * (WIDTH - LEFT - RIGHT)

    def _y(self, value: float) -> float:
        first, last = self._up
        return HEIGHT - BOTTOM - (log10(value) - first) / (last - first) * (HEIGHT - BOTTOM - TOP)


def _decades(values: Sequence[float]) -> tuple[int, int]:
    first, last = floor(log10(min(values))), ceil(log10(max(values)))
    return first, max(last, first + 1)
