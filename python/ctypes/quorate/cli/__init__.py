"""The command quorate, as far as it runs over libquorate.so; the wheel has the rest."""

from typing import Optional, Sequence

from quorate.cli import program

DESCRIPTION = """\
The quorum device, for Pythons that quorate's wheel does not serve. The other commands are the wheel's, which needs
Python 3.9."""

COMMANDS = {"device": "the quorum device: makes corosync follow rules strict"}


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Runs the command and returns its exit status."""
    return program.run(program.Program(DESCRIPTION, "See also 'quorate device --help'.", COMMANDS), arguments)
