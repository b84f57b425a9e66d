"""kconfig.py MODULE: its module.yml names files that are there, and its Kconfig, read in a Zephyr of this file's own,
has a target for each processor, and rules by default."""

import pathlib
import sys
import tempfile

import kconfiglib
import yaml

TARGETS = {
    ("CPU_CORTEX_M0",): "thumbv6m-none-eabi",
    ("CPU_CORTEX_M3",): "thumbv7m-none-eabi",
    ("CPU_CORTEX_M4",): "thumbv7em-none-eabi",
    ("CPU_CORTEX_M4", "FP_HARDABI"): "thumbv7em-none-eabihf",
    ("CPU_CORTEX_M33",): "thumbv8m.main-none-eabi",
    ("ARM64",): "aarch64-unknown-none",
    (): "",
}

module = pathlib.Path(sys.argv[1])
named = yaml.safe_load((module / "zephyr" / "module.yml").read_text())
assert set(named) == {"name", "build"} and set(named["build"]) == {"cmake", "kconfig"}, named
assert (module / named["build"]["cmake"] / "CMakeLists.txt").is_file(), named
kconfig = module / named["build"]["kconfig"]
symbols = sorted({symbol for symbols in TARGETS for symbol in symbols})
zephyr = "".join(f"config {symbol}\n\tbool \"{symbol}\"\n" for symbol in symbols)

with tempfile.TemporaryDirectory() as folder:
    root = pathlib.Path(folder, "Kconfig")
    root.write_text(f'{zephyr}osource "{kconfig}"\n')
    for chosen, target in TARGETS.items():
        read = kconfiglib.Kconfig(str(root), warn_to_stderr=False)
        for symbol in (*chosen, "QUORATE"):
            read.syms[symbol].set_value("y")
        assert read.syms["QUORATE_RUST_TARGET"].str_value == target, (chosen, target)
        assert read.syms["QUORATE_STRICT"].str_value == "y"
        # Of what Zephyr has and this file has not.
        unknown = [warning for warning in read.warnings if "undefined symbol" not in warning]
        assert not unknown, unknown
