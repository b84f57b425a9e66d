"""What only the wheel has: questions that need the explorer, which is not in the C library. They are here by name, so
that who calls them is told."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def _absent(name: str) -> "NoReturn":
    raise NotImplementedError(
        f"quorate.{name} is not in quorate's module for older Pythons; install the wheel (quorate's folder "
        "python), which needs Python 3.9"
    )


def explore(*arguments: object, **keywords: object) -> "NoReturn":
    """Tries every sequence of failures. In the wheel only; this raises NotImplementedError."""
    _absent("explore")


def what_if(*arguments: object, **keywords: object) -> "NoReturn":
    """Who would be quorate after a loss or a split. In the wheel only; this raises NotImplementedError."""
    _absent("what_if")


def survey(*arguments: object, **keywords: object) -> "NoReturn":
    """What a cluster survives. In the wheel only; this raises NotImplementedError."""
    _absent("survey")


def splits(*arguments: object, **keywords: object) -> "NoReturn":
    """Every split of a cluster. In the wheel only; this raises NotImplementedError."""
    _absent("splits")
