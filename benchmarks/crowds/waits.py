"""How long clients waited, and what every crowd needs: where the server is, and enough open files."""

import resource
from dataclasses import dataclass, field
from math import inf

HOST = "127.0.0.1"


@dataclass
class Waits:
    """The seconds until each good answer; `failed` counts the requests that had none."""

    seconds: list[float] = field(default_factory=list)
    failed: int = 0

    def add(self, seconds: float, good: bool) -> None:
        if good:
            self.seconds.append(seconds)
        else:
            self.failed += 1

    @property
    def count(self) -> int:
        return len(self.seconds) + self.failed

    def at(self, share: float) -> float:
        """The seconds within which this share of all had a good answer; infinite where fewer ever had."""
        place = max(0, -int(-share * self.count // 1) - 1)
        return sorted(self.seconds)[place] if place < len(self.seconds) else inf


def allow_files(wanted: int) -> None:
    """Raise this process's own limit on open files, as far as it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
