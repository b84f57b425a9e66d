"""A program of commands: its arguments, its exit status, and errors in one line."""

import argparse
import os
import sys
from importlib import import_module
from typing import Any, Mapping, NamedTuple, NoReturn, Optional, Sequence

import quorate
from quorate.cli.common import FAILED, INTERRUPTED, Refused, reason


class Program(NamedTuple):
    """What --help says, each command's summary, and the module of what all commands do on a terminal."""

    description: str
    epilog: str
    commands: Mapping[str, str]
    terminal: Any = None


class Parser(argparse.ArgumentParser):
    """Errors in one line, and with exit status 1: argparse's own 2 means blocked here."""

    def error(self, message: str) -> NoReturn:
        self.exit(fail(f"{message}; see {self.prog} --help"))


def parser(program: Program, chosen: str) -> Parser:
    """A command's arguments are read, and its module imported, where it is the one that was chosen."""
    raw = argparse.RawDescriptionHelpFormatter
    top = Parser(prog="quorate", description=program.description, epilog=program.epilog, formatter_class=raw)
    top.add_argument("--version", action="version", version=f"quorate {quorate.__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    # Not an argument of add_subparsers in Python 3.6.
    commands.required = True
    for name, summary in program.commands.items():
        if name != chosen:
            commands.add_parser(name, help=summary)
            continue
        module: Any = import_module("quorate.cli." + name.replace("-", "_"))
        command = commands.add_parser(
            name, help=summary, description=module.DESCRIPTION, epilog=module.EPILOG, formatter_class=raw
        )
        module.add_arguments(command)
        if program.terminal and name not in program.terminal.DAEMONS:
            program.terminal.add_arguments(command)
        command.set_defaults(run=module.run)
    return top


def run(program: Program, arguments: Optional[Sequence[str]]) -> int:
    """Runs the command and returns its exit status."""
    if sys.stdout is None:
        return fail("output: standard output is closed")
    given = sys.argv[1:] if arguments is None else list(arguments)
    chosen = next((word for word in given if word in program.commands), "")
    if hasattr(sys.stdout, "reconfigure"):
        # A story may hold what the terminal cannot show.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        options = parser(program, chosen).parse_args(given)
        if program.terminal:
            program.terminal.begin(options)
        status: int = options.run(options)
        sys.stdout.flush()
        return status
    except Refused as refused:
        return fail(str(refused))
    except OSError as error:
        # Nobody reads on, or the disk is full. Python would try to write the rest again when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            # As of `quorate ... | head -1`: whoever reads has what it wants.
            return FAILED
        return fail(f"output: {reason(error)}")
    except KeyboardInterrupt:
        return INTERRUPTED


def fail(message: str) -> int:
    # A file's name may have a line feed too.
    line = message.replace("\n", "\\n")
    print(f"quorate: {line}", file=sys.stderr)
    return FAILED
