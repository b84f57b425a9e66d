"""libFuzzer, through atheris, with one of the targets of python/tests/fuzz_targets.py: QUORATE_FUZZ=gate fuzzer.py
FOLDER. It writes the target's seeds into the folder QUORATE_SEEDS first."""

import os
import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[3] / "python" / "tests"))
with atheris.instrument_imports(include=["quorate", "fencing"]):
    from fuzz_targets import TARGETS

    name, folder = os.environ["QUORATE_FUZZ"], Path(os.environ["QUORATE_SEEDS"])
    target = TARGETS[name]
    # The first runs import what is imported late.
    for number, seed in enumerate(target.seeds()):
        target.run(seed[: target.longest])
        (folder / f"seed-{number}").write_bytes(seed[: target.longest])
# It is no module that somebody imports.
for part in list(getattr(sys.modules.get("fence_quorate"), "__dict__", {}).values()):
    if getattr(part, "__module__", "") == "fence_quorate":
        atheris.instrument_func(part)
options = [f"-max_len={target.longest}"]
if target.words:
    words = folder.parent / f"{name}.words"
    words.write_text("".join(f'"{word}"\n' for word in target.words))
    options.append(f"-dict={words}")
atheris.Setup([*sys.argv, *options], target.run)
atheris.Fuzz()
