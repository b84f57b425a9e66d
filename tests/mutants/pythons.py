"""Writes mutants into Python modules, all of them at once, as mutate.rs does for Rust: `a < b` becomes
`a <= b if _on(7) else a < b`.

The mutants are those of cosmic-ray that change what is computed: comparisons, operators, `not`, numbers, True and
False, loops that are never entered, break and continue; and, as mutate.rs has them, what functions return.
"""

import ast
import copy

COMPARED = {
    ast.Eq: [ast.NotEq], ast.NotEq: [ast.Eq], ast.Lt: [ast.LtE, ast.Gt], ast.LtE: [ast.Lt, ast.Gt],
    ast.Gt: [ast.GtE, ast.Lt], ast.GtE: [ast.Gt, ast.Lt], ast.In: [ast.NotIn], ast.NotIn: [ast.In],
    ast.Is: [ast.IsNot], ast.IsNot: [ast.Is],
}  # fmt: skip
COMPUTED = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}  # fmt: skip
SWITCH = '''"""Which of the mutants in this program is on, as tests/mutants/switch has it for Rust."""
import os
_chosen, _log, _seen = int(os.environ.get("QUORATE_MUTANT", 0)), os.environ.get("QUORATE_REACHED"), set()
def on(number):
    if _log and number not in _seen:
        _seen.add(number)
        with open(_log, "a") as file:
            file.write(f"{number}\\n")
    return number == _chosen
'''


class Writer(ast.NodeTransformer):
    def __init__(self, first):
        self.rows = []
        self.next = first
        self.path = []

    def on(self, node, what):
        number, self.next = self.next, self.next + 1
        self.rows.append((number, node.lineno, f"{'.'.join(self.path)}: {what}"))
        return ast.Call(ast.Name("_on", ast.Load()), [ast.Constant(number)], [])

    def choice(self, node, usual, others):
        for what, other in others:
            usual = ast.IfExp(self.on(node, what), other, usual)
        return usual

    def visit_FunctionDef(self, node):
        self.path.append(node.name)
        # Neither types nor decorators.
        node.args.defaults = [self.visit(default) for default in node.args.defaults]
        node.args.kw_defaults = [default and self.visit(default) for default in node.args.kw_defaults]
        told = isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant)
        head, body = node.body[:told], [self.visit(line) for line in node.body[told:]]
        returned = ast.unparse(node.returns) if node.returns else "None"
        for value in [True, False] if returned == "bool" else [None]:
            only = body[0] if len(body) == 1 else None
            is_usual = isinstance(only, (ast.Pass, ast.Raise)) or (only and ast.unparse(only) == f"return {value}")
            if is_usual:
                continue
            test = self.on(node, f"replace with {value}")
            head.append(ast.If(test, [ast.Return(ast.Constant(value))], []))
        node.body = head + body
        self.path.pop()
        return node

    def visit_ClassDef(self, node):
        self.path.append(node.name)
        node.body = [self.visit(line) for line in node.body]
        self.path.pop()
        return node

    def visit_If(self, node):
        return node if ast.unparse(node.test) == "TYPE_CHECKING" else self.generic_visit(node)

    def visit_Assign(self, node):
        # Constants are what they are.
        return self.generic_visit(node) if self.path else node

    def visit_AnnAssign(self, node):
        node.value = node.value and self.visit(node.value)
        return node

    def visit_JoinedStr(self, node):
        return node

    def visit_Subscript(self, node):
        # Types, too, are written so.
        return self.generic_visit(node) if self.path else node

    def visit_Compare(self, node):
        pristine = copy.deepcopy(node)
        others = []
        for place, operator in enumerate(pristine.ops):
            for other in COMPARED[type(operator)]:
                changed = copy.deepcopy(pristine)
                changed.ops[place] = other()
                others.append((f"replace {type(operator).__name__} with {other.__name__}", changed))
        return self.choice(pristine, self.generic_visit(node), others)

    def visit_BoolOp(self, node):
        pristine = copy.deepcopy(node)
        old, pristine.op = pristine.op, ast.Or() if isinstance(node.op, ast.And) else ast.And()
        what = f"replace {type(old).__name__} with {type(pristine.op).__name__}"
        return self.choice(pristine, self.generic_visit(node), [(what, pristine)])

    def visit_UnaryOp(self, node):
        pristine = copy.deepcopy(node)
        return self.choice(pristine, self.generic_visit(node), [(f"delete {type(node.op).__name__}", pristine.operand)])

    def visit_BinOp(self, node):
        pristine = copy.deepcopy(node)
        other = COMPUTED.get(type(node.op))
        sides = (node.left, node.right)
        has_text = any(isinstance(getattr(side, "value", None), str) for side in sides)
        if other is None or has_text or any(isinstance(side, ast.JoinedStr) for side in sides):
            return self.generic_visit(node)
        pristine.op = other()
        what = f"replace {type(node.op).__name__} with {other.__name__}"
        return self.choice(pristine, self.generic_visit(node), [(what, pristine)])

    def visit_AugAssign(self, node):
        other = COMPUTED.get(type(node.op))
        if other is None:
            return self.generic_visit(node)
        changed = copy.deepcopy(node)
        changed.op = other()
        test = self.on(node, f"replace {type(node.op).__name__} with {other.__name__}")
        return ast.If(test, [changed], [self.generic_visit(node)])

    def visit_Constant(self, node):
        if isinstance(node.value, bool):
            other = not node.value
        elif isinstance(node.value, (int, float)):
            other = node.value + 1
        else:
            return node
        return self.choice(node, node, [(f"replace {node.value} with {other}", ast.Constant(other))])

    def visit_For(self, node):
        node = self.generic_visit(node)
        node.iter = self.choice(node, node.iter, [("never enter the loop", ast.Tuple([], ast.Load()))])
        return node

    def visit_Break(self, node):
        return ast.If(self.on(node, "replace break with continue"), [ast.Continue()], [node])

    def visit_Continue(self, node):
        return ast.If(self.on(node, "replace continue with break"), [ast.Break()], [node])


def mutated(text, first):
    """The module with its mutants, numbered from first on, and number, line and what each does."""
    module = ast.parse(text)
    writer = Writer(first)
    told = isinstance(module.body[0], ast.Expr)
    body = [writer.visit(line) for line in module.body[told:]]
    importing = ast.ImportFrom("quorate._switch", [ast.alias("on", "_on")], 0)
    module.body = [*module.body[:told], importing, *body]
    return ast.unparse(ast.fix_missing_locations(module)), writer.rows
