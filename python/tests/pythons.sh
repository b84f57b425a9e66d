# Read by tests/run and ctypes/run_tests, in this folder's parent: where things are built, the Pythons, and their venvs.
mkdir -p "${CARGO_TARGET_DIR:-../target}"
# maturin runs cargo elsewhere.
CARGO_TARGET_DIR=$(cd "${CARGO_TARGET_DIR:-../target}" && pwd)
# mypy runs several times, on much the same.
export MYPY_CACHE_DIR=$CARGO_TARGET_DIR/python/mypy
export CARGO_TARGET_DIR PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

fail() {
    echo "python/$program: $*" >&2
    exit 1
}

# Version and path: python3 first, then those of the system and of pyenv, from 3.6 up; each version once.
pythons() {
    local python version seen=" "
    for python in python3 $(compgen -c python3. | sort -u) "${PYENV_ROOT:-$HOME/.pyenv}"/versions/*/bin/python3; do
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
        case "$version" in 3.[6-9] | 3.[1-9][0-9]) ;; *) continue ;; esac
        case "$seen" in *" $version "*) continue ;; esac
        seen+="$version "
        echo "$version $(command -v "$python")"
    done
}

# environment VERSION PYTHON REQUIREMENTS [PIP [WHEEL]]: a venv with the tests' tools in $work, kept from run to run,
# and the wheel. Making pip for each takes longer than all that it installs: with PIP, a Python that has pip, that one
# installs; and all at once, for its start is most of its work.
environment() {
    "$2" -c 'import venv, ensurepip' 2>/dev/null ||
        fail "$2 cannot make a venv; on Debian and Ubuntu that is in the package python3-venv"
    [ -x "$work/$1/bin/python" ] || "$2" -m venv --clear ${4:+--without-pip} "$work/$1"
    # Without a look at what was installed before.
    rm -rf "$work/$1"/lib/python*/site-packages/quorate*
    # Compiling what little of the tools is imported is left to who imports it.
    pip_for "$work/$1/bin/python" "${4:-}" install --quiet --no-compile --requirement "$3" "${@:5}"
}

# pip_for PYTHON PIP ARGUMENT...: its own pip, or that of PIP.
pip_for() {
    if [ -n "$2" ]; then "$2" -m pip --python "$1" "${@:3}"; else "$1" -m pip "${@:3}"; fi
}
