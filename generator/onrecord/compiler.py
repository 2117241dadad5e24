"""How page templates become code: as Jinja does it, but for what would cost much on thousands of pages.

An expression's value that is not HTML made here is escaped on its way out, whatever the template says; a template that
would glue markup and text together does not compile. A word of the site is looked up once, when its template is
compiled, and a macro or function is called as Python calls one: none here asks for Jinja's context.
"""

from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache
from types import CodeType
from typing import Any

from jinja2 import BaseLoader, BytecodeCache, Environment, StrictUndefined, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.idtracking import VAR_LOAD_RESOLVE
from jinja2.meta import find_referenced_templates
from jinja2.runtime import Macro
from markupsafe import Markup

from onrecord import escape
from onrecord.filters import FILTERS

_GLUING = (nodes.Concat, nodes.Add, nodes.Mod, nodes.Mul, nodes.MarkSafe, nodes.EvalContextModifier)


class TemplateError(Exception):
    """A template cannot be used; the message names it."""


class Compiled(BytecodeCache):
    """Templates that were compiled, for environments that would make the same of them: a preview has one after the
    other.
    """

    def __init__(self) -> None:
        self._held: dict[str, tuple[str, CodeType]] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """As Jinja asks for it, of any name that a file can have."""
        return f"{name}|{filename}"

    def load_bytecode(self, bucket: Bucket) -> None:
        """As Jinja asks for it."""
        checksum, code = self._held.get(bucket.key, ("", None))
        bucket.code = code if checksum == bucket.checksum else None

    def dump_bytecode(self, bucket: Bucket) -> None:
        """The same."""
        if bucket.code is not None:
            self._held[bucket.key] = bucket.checksum, bucket.code


@lru_cache(maxsize=4)
def compiled(words: Hashable) -> Compiled:
    """Page templates that were compiled, with these words in them."""
    return Compiled()


def environment(loader: BaseLoader, names: Mapping[str, Callable[..., Any]], words: Hashable) -> Environment:
    """What compiles the templates that `loader` finds. `names` are functions that templates can call.

    `_` must be one of them, and give the same word whenever it is asked for one, where `words` are the same.
    """
    made = _Environment(
        loader=loader,
        bytecode_cache=compiled(words),
        autoescape=True,
        auto_reload=False,
        finalize=_out,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[],
    )
    made.filters = dict(FILTERS)
    made.globals = dict(names)
    return made


@lru_cache(maxsize=256)
def named_in(source: str, name: str) -> frozenset[str | None]:
    """The templates that one with this text takes in; None among them where that is decided while it is used.

    Raises TemplateError, and Jinja's TemplateSyntaxError.
    """
    return frozenset(find_referenced_templates(_Environment().parse(source, name)))


def _out(value: Any) -> Markup:
    """What an expression of a template puts on the page."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, str):
        return escape.html(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return escape.html(str(value))
    raise TypeError(f"a template puts {type(value).__name__} on the page: only text, numbers and markup can be")


class _Macro(Macro):
    """A macro. Called with as many values as it has names, which is nearly always, it needs nothing of Jinja's care."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._is_plain = not (self.catch_kwargs or self.catch_varargs or self.caller)

    def __call__(self, *args: Any, **kwargs: Any) -> str:
        if self._is_plain and not kwargs and len(args) == self._argument_count:
            return escape.made(self._func(*args))
        return super().__call__(*args, **kwargs)


class _Generator(CodeGenerator):
    """Compiles `{{ value }}` to what `_out` makes of it, and does not escape that once more: it is markup always."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        is_markup = isinstance(node, nodes.Filter) and node.name != "length"
        self.write("((" if is_markup else f"({finalize.src}")

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        if isinstance(node, nodes.TemplateData):
            return super()._output_child_to_const(node, frame, finalize)
        if isinstance(node, nodes.Call) and self._is_word(node, frame):
            word: Any = self.environment.globals["_"]
            return str(_out(word(node.args[0].as_const())))
        return str(_out(node.as_const(frame.eval_ctx)))

    def _is_word(self, node: nodes.Call, frame: Frame) -> bool:
        """Whether a call asks for a word of the site, `_('Sources')`, and `_` is no name of the template's own."""
        if not isinstance(node.node, nodes.Name) or node.node.name != "_" or len(node.args) != 1:
            return False
        return frame.symbols.find_load(frame.symbols.ref("_")) == (VAR_LOAD_RESOLVE, "_")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802 - so Jinja
        if node.kwargs or node.dyn_args or node.dyn_kwargs or forward_caller:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in node.args:
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        self.write("environment.")  # where our kind of macro is, of the name that Jinja's has
        super().macro_def(macro_ref, frame)


class _Environment(Environment):
    code_generator_class = _Generator
    Macro = _Macro

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for kind in _GLUING:
            for node in tree.find_all(kind):
                raise TemplateError(
                    f"{name}:{node.lineno}: {kind.__name__} can carry text past the escaping: write two expressions"
                )
        return tree
