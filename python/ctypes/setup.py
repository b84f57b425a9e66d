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

# What is taken from the wheel's sources. All of it runs on Python 3.6; tests/test_syntax.py looks at that.
SHARED = {
    "quorate": ["errors", "types", "gate"],
    "quorate.corosync": ["__init__", "changes", "cmap", "conf", "libraries", "live", "quorum", "votequorum"],
    "quorate.device": ["__init__", "client"],
}
SCRIPTS = ["data/scripts/fence_quorate"]
MANUAL = ["data/data/share/man/man8/fence_quorate.8"]
LICENSES = ["LICENSE-APACHE", "LICENSE-MIT"]


def module_path(package, module):
    return os.path.join("pysrc", *package.split("."), module + ".py")


def shared_files():
    modules = [module_path(package, module) for package in sorted(SHARED) for module in SHARED[package]]
    return modules + SCRIPTS + MANUAL + LICENSES


def shared_root():
    """In an sdist the folder `shared`; in the sources the one above."""
    for root in ("shared", ".."):
        missing = [name for name in shared_files() if not os.path.exists(os.path.join(root, name))]
        if not missing:
            return root
    sys.exit(
        "setup.py: {} is not in the folder above. A pip before 21.3 copies this folder away from it: make an sdist "
        "with 'python3 setup.py sdist' and install that, or use 'python3 setup.py install'.".format(missing[0])
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
        shared = [(package, module, os.path.join(ROOT, module_path(package, module))) for module in SHARED[package]]
        own = build_py.find_package_modules(self, package, package_dir) if package == "quorate" else []
        return own + shared


class CarryShared(sdist):
    """Puts the shared files into the sdist."""

    def make_release_tree(self, base_dir, files):
        # Else those of the folder above are copied beside the release tree, into the sources.
        own = [name for name in files if not name.startswith(os.pardir)]
        sdist.make_release_tree(self, base_dir, own)
        for name in shared_files():
            target = os.path.join(base_dir, "shared", name)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copy2(os.path.join(ROOT, name), target)


os.chdir(HERE)
ROOT = shared_root()
setup(
    name="quorate",
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
    package_dir={package: os.path.join(ROOT, "pysrc", *package.split(".")) for package in SHARED if "." in package},
    package_data={"quorate": ["py.typed"]},
    scripts=[os.path.join(ROOT, name) for name in SCRIPTS],
    data_files=[("share/man/man8", [os.path.join(ROOT, name) for name in MANUAL])],
    cmdclass={"build_py": BuildShared, "sdist": CarryShared},
    zip_safe=False,
)
