"""quorate for Pythons that the wheel does not serve; see README.md.

The modules that run on Python 3.6 and need nothing native are the wheel's own files, in ../pysrc and ../data; an sdist
carries them along.
"""

import os
import re
import shutil
import sys

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

HERE = os.path.dirname(os.path.abspath(__file__))

# What is taken from the wheel's sources: single modules, or None for all. All of it runs on Python 3.6;
# tests/test_syntax.py looks at that.
SHARED = {
    "quorate": ["__main__", "errors", "types", "gate"],
    "quorate.cli": ["common", "device", "program"],
    "quorate.corosync": None,
    "quorate.device": None,
    "quorate.pacemaker": None,
}
OWN = ["quorate", "quorate.cli"]
SCRIPTS = ["data/scripts/fence_quorate"]
MANUAL = ["data/data/share/man/man8/fence_quorate.8", "data/data/share/man/man8/quorate-device.8"]
UNITS = ["data/data/lib/systemd/system/quorate-device.service"]
LICENSES = ["LICENSE-APACHE", "LICENSE-MIT"]


def shared_modules(root, package):
    folder = os.path.join("pysrc", *package.split("."))
    modules = SHARED[package]
    if modules is None:
        modules = sorted(name[:-3] for name in os.listdir(os.path.join(root, folder)) if name.endswith(".py"))
    return [(package, module, os.path.join(folder, module + ".py")) for module in modules]


def shared_files(root):
    modules = [path for package in sorted(SHARED) for _, _, path in shared_modules(root, package)]
    return modules + SCRIPTS + MANUAL + UNITS + LICENSES


def shared_root():
    """In an sdist the folder `shared`; in the sources the one above."""
    for root in ("shared", ".."):
        if os.path.exists(os.path.join(root, "pysrc", "quorate", "device")):
            return root
    sys.exit(
        "setup.py: pysrc is not in the folder above. A pip before 21.3 copies this folder away from it: make an sdist "
        "with 'python3 setup.py sdist' and install that, or use 'python3 setup.py install'."
    )


def readme():
    with open("README.md") as text:
        return text.read()


def version():
    with open(os.path.join("quorate", "_library.py")) as source:
        return re.search(r'^VERSION = "(.+)"$', source.read(), re.MULTILINE).group(1)


class BuildShared(build_py):
    """Takes the shared modules next to those of this folder."""

    def find_package_modules(self, package, package_dir):
        shared = [(name, module, os.path.join(ROOT, path)) for name, module, path in shared_modules(ROOT, package)]
        own = build_py.find_package_modules(self, package, package_dir) if package in OWN else []
        return own + shared


class CarryShared(sdist):
    """Puts the shared files into the sdist."""

    def make_release_tree(self, base_dir, files):
        # Else those of the folder above are copied beside the release tree, into the sources.
        own = [name for name in files if not name.startswith(os.pardir)]
        sdist.make_release_tree(self, base_dir, own)
        for name in shared_files(ROOT):
            target = os.path.join(base_dir, "shared", name)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copy2(os.path.join(ROOT, name), target)


def in_root(names):
    return [os.path.join(ROOT, name) for name in names]


os.chdir(HERE)
ROOT = shared_root()
setup(
    # `quorate` is another project's on the public index. The wheel is quorate-cluster; import and command are quorate.
    name="quorate-cluster-ctypes",
    version=version(),
    description="May this partition act? Cluster quorum and votes, with the reason; over libquorate.so",
    long_description=readme(),
    long_description_content_type="text/markdown",
    url="https://github.com/quorate/quorate",
    license="MIT OR Apache-2.0",
    python_requires=">=3.6",
    classifiers=[
        "Operating System :: POSIX :: Linux",
        "Programming Language :: Python :: 3 :: Only",
        "Topic :: System :: Clustering",
        "Typing :: Typed",
    ],
    packages=sorted(SHARED),
    package_dir={name: os.path.join(ROOT, "pysrc", *name.split(".")) for name in SHARED if name not in OWN},
    package_data={"quorate": ["py.typed"]},
    scripts=in_root(SCRIPTS),
    data_files=[("share/man/man8", in_root(MANUAL)), ("lib/systemd/system", in_root(UNITS))],
    entry_points={"console_scripts": ["quorate = quorate.cli:main"]},
    cmdclass={"build_py": BuildShared, "sdist": CarryShared},
    zip_safe=False,
)
