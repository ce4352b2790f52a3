"""The combinations of rule, landscape and hyper-parameters that are compared with other people's programs."""

from typing import NamedTuple

STEPS = 500


class Case(NamedTuple):
    """A run of STEPS steps from the landscape's own start, or from `start`."""

    rule: str
    landscape: str
    settings: tuple[tuple[str, float], ...]
    start: tuple[float, float] | None = None

    @property
    def name(self) -> str:
        return "-".join([self.rule, self.landscape, *(f"{name}={value:g}" for name, value in self.settings)])


def _case(rule: str, landscape: str, start: tuple[float, float] | None = None, **settings: float) -> Case:
    return Case(rule, landscape, tuple(settings.items()), start)


CASES = (
    _case("gradient_descent", "ravine", lr=0.0195),
    _case("gradient_descent", "rosenbrock", lr=0.001),
    _case("gradient_descent", "himmelblau", lr=0.01),
    _case("gradient_descent", "beale", lr=0.01),
    _case("momentum", "ravine", lr=0.0195, momentum=0.9),
    _case("momentum", "rosenbrock", lr=0.0005, momentum=0.9),
    _case("momentum", "two_wells", lr=0.038, momentum=0.9),
    _case("momentum", "goldstein_price", lr=1e-5, momentum=0.5),
    _case("nesterov", "ravine", lr=0.0121, momentum=0.9),
    _case("nesterov", "rosenbrock", lr=0.0005, momentum=0.9),
    _case("nesterov", "himmelblau", lr=0.005, momentum=0.7),
    _case("nesterov", "plateau", lr=0.3, momentum=0.9),
    _case("adagrad", "ravine", lr=0.5),
    _case("adagrad", "beale", start=(4.0, 3.5), lr=0.5),
    _case("adagrad", "styblinski_tang", lr=1.0),
    _case("adagrad", "matyas", lr=0.5, eps=1e-6),
    _case("adadelta", "ravine"),
    _case("adadelta", "beale", start=(4.0, 3.5), eps=0.01),
    _case("adadelta", "rosenbrock", rho=0.95, eps=1e-4),
    _case("adadelta", "six_hump_camel", lr=0.5),
    _case("adam", "ravine", lr=0.1),
    _case("adam", "rosenbrock", lr=0.02),
    _case("adam", "goldstein_price", lr=0.1),
    _case("adam", "six_hump_camel", lr=0.444),
    _case("adam", "rastrigin", lr=0.05, beta1=0.8, beta2=0.99, eps=1e-4),
    _case("rmsprop", "rosenbrock", lr=0.005),
    _case("rmsprop", "himmelblau", lr=0.01, rho=0.9),
    _case("rmsprop", "mccormick", lr=0.02, eps=1e-4),
    _case("rmsprop", "ravine", lr=0.01, rho=0.9, momentum=0.9),
    _case("rmsprop", "himmelblau", lr=0.003, momentum=0.5),
    _case("adamw", "rosenbrock", lr=0.02),
    _case("adamw", "himmelblau", lr=0.05, weight_decay=0.1),
    _case("adamw", "booth", lr=0.2, beta2=0.99),
    _case("adam_l2", "rosenbrock", lr=0.02, weight_decay=0.05),
    _case("adam_l2", "booth", lr=0.2, beta2=0.99, weight_decay=0.3),
    _case("amsgrad", "rosenbrock", lr=0.02),
    _case("amsgrad", "himmelblau", lr=0.05, beta2=0.9),
    _case("amsgrad", "rastrigin", lr=0.05, beta1=0.8, beta2=0.99, eps=1e-4),
    _case("nadam", "rosenbrock", lr=0.02),
    _case("nadam", "himmelblau", start=(-0.3, -0.9), lr=0.05, beta2=0.99, momentum_decay=0.1),
    _case("nadam", "booth", lr=0.05, beta1=0.8, beta2=0.995, eps=1e-4),
    _case("lion", "rosenbrock", lr=0.003),
    _case("lion", "himmelblau", start=(-0.3, -0.9), lr=0.02, beta1=0.8, beta2=0.95),
    _case("lion", "booth", lr=0.05, weight_decay=0.1),
    _case("schedule_free", "ravine", lr=0.1),
    _case("schedule_free", "rosenbrock", lr=0.02, warm_up=20),
    _case("schedule_free", "booth", lr=0.2, weight_decay=0.05),
)

SCHEDULES: tuple[tuple[str, dict[str, float]], ...] = (
    ("warmup_cosine", {"over": 20, "period": 200}),
    ("warmup_cosine", {"over": 7, "period": 60, "floor": 0.1}),
    ("warmup_cosine", {"over": 2, "period": 350, "floor": 0.5}),
    ("one_cycle", {"period": 200}),
    ("one_cycle", {"period": 90, "rise": 0.1, "division": 4.0}),
    ("one_cycle", {"period": 333, "rise": 0.5, "division": 60.0}),
)
"""Schedules at settings, each compared with torch's up to its period."""
