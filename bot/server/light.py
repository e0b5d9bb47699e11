"""Brings Rasa into a serving process without what a server never uses: TensorFlow, and drawings.

TensorFlow comes in by three doors, none of them for anything that a server does:

- Rasa's agent imports ``rasa.utils.train_utils`` (through its extractors), which names three classes
  that only training by DIET and TED makes: progress, checkpoints and batches;
- thinc, under spaCy, looks whether TensorFlow and h5py are there, to offer wrappers for them;
- a model also says how it was trained, and when it is read Rasa imports the component that looked at
  the configuration then, which knows every component that Rasa has.

Matplotlib comes in with Rasa's own server, for the drawings of ``rasa test``.

Measured on 28 November 2026 (docs/decisions/019-without-tensorflow.md): some 300 MB of resident memory
in each worker, and half the time to start. Nothing is forbidden: who imports TensorFlow, or uses what
is left out here, gets the real thing. A model with DIET or TED is therefore served as ever.

Training and the ``rasa`` command do not come here.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from types import ModuleType
from typing import Any

#: what thinc looks for, to know whether it can work with it
OFFERED = ("tensorflow", "h5py")
#: who looks
THINC = "thinc.compat"
#: module of Rasa that needs TensorFlow -> the classes that `TRAINING` takes from it by name
CLASSES = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator",),
}
TRAINING = "rasa.utils.train_utils"
#: what draws, and who takes it as a module
DRAWING = "rasa.utils.plotting"
DRAWS = "rasa.core.run"
#: of the part of a model that says how it was trained: read with every model, and not run by a server
CHECKER = {
    "rasa.graph_components.validators.default_recipe_validator": ("DefaultV1RecipeValidator",)
}


class Later(type):
    """The kind of a class that stands for another, imported when it is first made or asked something.

    Rasa wants a class where a model names one, so this makes classes and not objects.

    Args:
        name: what the class is called where it is.
        bases: none.
        inside: ``real`` gives the class.
    """

    real: Callable[[], Any]

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        """Make one of the real class."""
        return cls.real()(*args, **kwargs)

    def __getattr__(cls, attribute: str) -> Any:
        """Ask the real class; not for names with underscores, which Python itself looks for."""
        if attribute.startswith("_"):
            raise AttributeError(attribute)
        return getattr(cls.real(), attribute)

    def __instancecheck__(cls, one: Any) -> bool:
        """Tell whether something is one of the real class."""
        return isinstance(one, cls.real())

    def __subclasscheck__(cls, other: type) -> bool:
        """Tell whether a class is one of the real class."""
        return issubclass(other, cls.real())


def later(module: str, name: str) -> Later:
    """Return what stands for a class of a module."""

    def real() -> Any:
        return getattr(importlib.import_module(module), name)

    return Later(name, (), {"__module__": module, "real": staticmethod(real)})


class LaterModule(ModuleType):
    """A module that is imported when something of it is asked for."""

    def __getattr__(self, name: str) -> Any:
        """Ask the real module; not for names with underscores, which Python itself looks for."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(importlib.import_module(self.__name__), name)


def leave_out_what_only_trains() -> None:
    """Import Rasa in a way that brings no TensorFlow and no Matplotlib along; before anything of Rasa.

    Harmless to call again. What was imported before stays as it is.
    """
    with _in_place_of(dict.fromkeys(OFFERED)):
        importlib.import_module(THINC)
    with _in_place_of(_stand_ins(CLASSES)):
        importlib.import_module(TRAINING)
    with _in_place_of({DRAWING: LaterModule(DRAWING)}):
        importlib.import_module(DRAWS)


def settle_down() -> None:
    """Give memory that loading used back to the system, and let Python look no more at what stays.

    Of what a worker loaded nothing is ever thrown away; a full collection that goes through all of it
    stops every turn for 0.4 s (measured 28 November 2026).
    """
    gc.collect()
    gc.freeze()
    with suppress(OSError, AttributeError):  # only glibc has it
        ctypes.CDLL(None).malloc_trim(0)


@contextmanager
def only_to_serve() -> Iterator[None]:
    """Let a model that is read in this block be one that serves and does not train."""
    with _in_place_of(_stand_ins(CHECKER)):
        yield


def _stand_ins(wanted: Mapping[str, tuple[str, ...]]) -> dict[str, ModuleType]:
    return {module: _stand_in(module, names) for module, names in wanted.items()}


def _stand_in(module: str, names: tuple[str, ...]) -> ModuleType:
    made = ModuleType(module)
    for name in names:
        setattr(made, name, later(module, name))
    return made


@contextmanager
def _in_place_of(others: Mapping[str, ModuleType | None]) -> Iterator[None]:
    """Let imports find other modules for a while; None is how Python marks what is not there.

    A module that is in already is left alone: whoever imported it has it anyway.
    """
    mine = {name: other for name, other in others.items() if name not in sys.modules}
    sys.modules.update(mine)  # type: ignore[arg-type] # None is allowed, typeshed says not
    try:
        yield
    finally:
        for name in mine:
            del sys.modules[name]
