# Read by wheels and build, in the sources' root: where things are built, the tools, a wheel for a target.
. tests/needs.sh

mkdir -p "${CARGO_TARGET_DIR:-target}/packages"
CARGO_TARGET_DIR=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)
work=$CARGO_TARGET_DIR/packages tools=$CARGO_TARGET_DIR/packages/tools/bin
export CARGO_TARGET_DIR PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

fail() {
    echo "python/packages/${0##*/}: $*" >&2
    exit 1
}

get_tools() {
    rust && python_tools || exit 1
    [ -x "$tools/python" ] || python3 -m venv --clear "$work/tools"
    "$tools/python" -m pip install --quiet --requirement python/packages/requirements.txt \
        "$(grep '^maturin==' python/requirements-build.txt)"
    machine=$(rustc -vV | sed -n 's/^host: //p')
}

# has_std TARGET: the machine's Rust has it.
has_std() {
    [ -d "$(rustc --print sysroot)/lib/rustlib/$1/lib" ]
}

# with_rust_for TARGET COMMAND [ARGUMENT...]: with Debian's Rust, which can build std, where the machine's has none.
with_rust_for() {
    if has_std "$1"; then
        "${@:2}"
    else
        rust_for "$1" >&2 || exit 1
        env -u RUSTUP_TOOLCHAIN RUSTC=/usr/bin/rustc CARGO=/usr/bin/cargo RUSTC_BOOTSTRAP=1 \
            PATH="$tools:/usr/bin:$PATH" "${@:2}"
    fi
}

# wheel TARGET FOLDER: for glibc 2.17 (RHEL 7, Debian 8, SLES 12 and newer) or musl 1.2.
wheel() {
    local options=(--release --locked --quiet --zig --out "$2" --target "$1")
    case $1 in
    *-musl) options+=(--compatibility musllinux_1_2) ;;
    *) options+=(--compatibility manylinux_2_17) ;;
    esac
    has_std "$1" || options+=(-Z build-std=std,panic_unwind)
    # maturin finds zig as the module of the Python that is first in the path.
    (cd python && PATH="$tools:$PATH" with_rust_for "$1" flock "$CARGO_TARGET_DIR" maturin build "${options[@]}")
}
