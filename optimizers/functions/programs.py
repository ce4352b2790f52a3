"""Programs: parts of a graph as one Python function of x and y, for floats and for arrays alike.

What is compiled is a list of our own operations on numbered names, made from the graph: none of the text that was
typed.
"""

import ast
from collections.abc import Callable
from typing import Any, Final

from optimizers.arithmetic import Number
from optimizers.functions.graph import OPERATIONS, Graph

Program = Callable[[Number, Number], tuple[Number, ...]]
SIGNS: Final = {"add": ast.Add(), "subtract": ast.Sub(), "multiply": ast.Mult()}


def program(graph: Graph, outputs: tuple[int, ...]) -> Program:
    """The function (x, y) → the values of these nodes, shaped as x and y are."""
    lines: list[ast.stmt] = [
        ast.Assign([ast.Name(_name(node), ast.Store())], _expression(graph, node)) for node in needed(graph, outputs)
    ]
    returned = ast.Return(ast.Tuple([_shaped(graph, node) for node in outputs], ast.Load()))
    parameters = ast.arguments([], [ast.arg("x"), ast.arg("y")], None, [], [], None, [])
    module = ast.Module([ast.FunctionDef("computed", parameters, [*lines, returned], [], None)], [])
    names: dict[str, Any] = dict(OPERATIONS)
    exec(compile(ast.fix_missing_locations(module), "<a formula's operations>", "exec"), names)
    return names["computed"]  # type: ignore[no-any-return]


def needed(graph: Graph, outputs: tuple[int, ...]) -> list[int]:
    """The operations that the outputs depend on, in their order."""
    needed, waiting = set[int](), [*outputs]
    while waiting:
        node = waiting.pop()
        if node not in needed:
            needed.add(node)
            waiting += graph.nodes[node].of
    return [node for node in sorted(needed) if graph.nodes[node].of]


def _name(node: int) -> str:
    return f"_{node}"


def _operand(graph: Graph, node: int) -> ast.expr:
    operation, of, number = graph.nodes[node]
    if of:
        return ast.Name(_name(node), ast.Load())
    return ast.Constant(number) if operation == "number" else ast.Name(operation, ast.Load())


def _expression(graph: Graph, node: int) -> ast.expr:
    operation, of, _ = graph.nodes[node]
    operands = [_operand(graph, each) for each in of]
    if operation in SIGNS:
        return ast.BinOp(operands[0], SIGNS[operation], operands[1])
    if operation == "negative":
        return ast.UnaryOp(ast.USub(), operands[0])
    return ast.Call(ast.Name(operation, ast.Load()), operands, [])


def _shaped(graph: Graph, node: int) -> ast.expr:
    """A number alone takes the shape of x."""
    operand = _operand(graph, node)
    if graph.value(node) is None:
        return operand
    return ast.BinOp(ast.BinOp(ast.Constant(0.0), ast.Mult(), ast.Name("x", ast.Load())), ast.Add(), operand)
