"""What quorate's classes have in common with those of an extension module: no attribute can be set, none is derived
from, none is pickled."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn, TypeVar

    Self = TypeVar("Self", bound="Closed")

# Sets what a class keeps: its own __setattr__ refuses.
keep = object.__setattr__


class Closed:
    """Whatever state there is changes through methods only."""

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        # Public classes say that they are of quorate itself; the two of this file do not.
        for base in cls.__bases__:
            if base.__module__ == "quorate":
                raise TypeError(f"type 'quorate.{base.__name__}' is not an acceptable base type")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"attribute '{name}' of 'quorate.{type(self).__name__}' objects is not writable")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"attribute '{name}' of 'quorate.{type(self).__name__}' objects is not writable")

    def __reduce_ex__(self, protocol: object) -> "NoReturn":
        raise TypeError(f"cannot pickle 'quorate.{type(self).__name__}' object")


class Frozen(Closed):
    """A value: it never changes, and is its own copy."""

    __slots__ = ()

    def __copy__(self: "Self") -> "Self":
        return self

    def __deepcopy__(self: "Self", memo: object) -> "Self":
        return self


def no_constructor(cls: type, *_: "Any", **__: "Any") -> "NoReturn":
    """The __new__ of classes that only the library makes."""
    raise TypeError(f"cannot create 'quorate.{cls.__name__}' instances")
