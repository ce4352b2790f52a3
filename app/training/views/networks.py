"""The pages about networks beside the trainings: why Adam, where two dimensions mislead, and the adviser."""

from flask import Blueprint, render_template, request

from app.runs.address import no_parameters
from app.training import adviser, tail_page
from app.training.pairs import pairs
from app.training.said import said
from app.web.keeping.kept_pages import kept

blueprint = Blueprint("networks", __name__)


@blueprint.get("/training/why-adam")
@kept
def why_adam() -> str:
    return render_template("training/why_adam.html", page=tail_page.page(request.args), said=said)


@blueprint.get("/training/two-dimensions")
@kept
def two_dimensions() -> str:
    no_parameters(request.args)
    return render_template("training/two_dimensions.html", pairs=pairs(), said=said)


@blueprint.get("/which-optimizer")
def which_optimizer() -> str:
    told = adviser.chosen(request.args)
    return render_template(
        "training/which_optimizer.html", questions=adviser.QUESTIONS, told=told, advice=adviser.advice(told)
    )
