"""What the API's description says of one address: its fields, its answer, and addresses to try."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from optimizers.parameters import Parameter

JSON = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """One parameter, as people and programs are told about it.

    takes: by owner, the range and default. place: OpenAPI's word for where it stands in the address.
    """

    name: str
    meaning: str
    schema: JSON
    takes: tuple[str, ...] = ()
    required: bool = False
    place: str = "query"

    def document(self) -> JSON:
        description = "\n".join((self.meaning, *(f"- {line}" for line in self.takes)))
        return {
            "name": self.name,
            "in": self.place,
            "required": self.required,
            "description": description,
            "schema": self.schema,
        }


@dataclass(frozen=True)
class Endpoint:
    """One address of the API: what it answers, what it takes, and addresses to try."""

    path: str
    title: str
    answers: str
    schema: str
    fields: tuple[Field, ...]
    examples: tuple[str, ...]

    def document(self) -> JSON:
        return {
            "operationId": re.sub(r"\W+", "_", self.path.removeprefix("/api/")).strip("_"),
            "summary": self.title,
            "description": self.answers,
            "parameters": [field.document() for field in self.fields],
            "responses": {
                "200": _json("The answer.", self.schema),
                "400": _problem("A field is wrong."),
                "401": _problem("This site asks everybody to sign in; most do not."),
                "414": _problem("The address is too long."),
            },
            "x-examples": list(self.examples),
        }


def gathered(declared: Iterable[tuple[str, str, Parameter]]) -> tuple[Field, ...]:
    """One field for each name; its schema spans the ranges of all the owners, each of which is listed."""
    owners: dict[str, list[tuple[str, Parameter]]] = {}
    for name, owner, parameter in declared:
        owners.setdefault(name, []).append((owner, parameter))
    return tuple(_spanning(name, each) for name, each in owners.items())


def _spanning(name: str, owners: list[tuple[str, Parameter]]) -> Field:
    parameters = [parameter for _, parameter in owners]
    whole = all(each.scale.is_whole for each in parameters)
    schema = {
        "type": "integer" if whole else "number",
        "minimum": min(each.low for each in parameters),
        "maximum": max(each.high for each in parameters),
    }
    takes = tuple(f"{owner}: {each.low:g} to {each.high:g}, default {each.default:g}" for owner, each in owners)
    return Field(name, parameters[0].meaning.capitalize() + ".", schema, takes)


def whole_number(default: int, low: int, high: int) -> JSON:
    """The schema of a whole number."""
    return {"type": "integer", "minimum": low, "maximum": high, "default": default}


def _json(description: str, schema: str) -> JSON:
    return {
        "description": description,
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }


def _problem(description: str) -> JSON:
    return {
        "description": description,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
