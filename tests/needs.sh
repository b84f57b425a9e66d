# What a script needs: each tool, or the Debian package that has it. Sourced, not run.

# need TOOL PACKAGE: installs the package as root on Debian and Ubuntu, else says which is missing.
need() {
    command -v "$1" >/dev/null && return 0
    install_package "$2" && command -v "$1" >/dev/null && return 0
    echo "$1 is missing; on Debian and Ubuntu it is in the package $2" >&2
    return 1
}

# need_package PACKAGE FILE: as need, for a package without a command.
need_package() {
    [ -e "$2" ] && return 0
    install_package "$1" && [ -e "$2" ] && return 0
    echo "$2 is missing; on Debian and Ubuntu it is in the package $1" >&2
    return 1
}

install_package() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    echo "installing the package $1"
    # Two parts of tests/run may want something at a time.
    local lock=${TMPDIR:-/tmp}/quorate-apt.lock
    if [ -z "${quorate_apt_updated:-}" ]; then
        flock "$lock" apt-get update -qq || return 1
        quorate_apt_updated=yes
    fi
    (
        flock 9
        # The machine's policy while it lasts: what a package brings is not started here.
        policy=/usr/sbin/policy-rc.d
        if [ ! -e "$policy" ]; then
            trap 'rm -f "$policy"' EXIT
            install -m 755 /dev/stdin "$policy" <<<$'#!/bin/sh\nexit 101'
        fi
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >/dev/null
    ) 9>"$lock"
}

rust() {
    need cc gcc || return 1
    if ! command -v cargo >/dev/null; then
        echo 'cargo is missing; install Rust 1.85 or newer with rustup' >&2
        return 1
    fi
}

c_tools() {
    need gcc gcc && need g++ g++ && need make make && need pkg-config pkg-config && need nm binutils &&
        need clang clang && need valgrind valgrind
}

python_tools() {
    need python3 python3 || return 1
    if ! python3 -c 'import venv, ensurepip' 2>/dev/null; then
        install_package python3-venv
        python3 -c 'import venv, ensurepip' 2>/dev/null && return 0
        echo 'python3 has no venv; on Debian and Ubuntu it is in the package python3-venv' >&2
        return 1
    fi
}

# The Cortex-M4: its compiler, its emulator, and a Rust that knows it.
chip_tools() {
    need arm-none-eabi-gcc gcc-arm-none-eabi && need arm-none-eabi-ld binutils-arm-none-eabi &&
        need qemu-system-arm qemu-system-arm && need readelf binutils && rust_for thumbv7em-none-eabihf
}

# The chip, and Linux on ARM and PowerPC.
firmware_tools() {
    chip_tools && need qemu-arm qemu-user && need make make &&
        need arm-linux-gnueabihf-gcc gcc-arm-linux-gnueabihf &&
        need_package libc6-dev-armhf-cross /usr/arm-linux-gnueabihf/include/stdio.h &&
        need powerpc-linux-gnu-gcc gcc-powerpc-linux-gnu &&
        need_package libc6-dev-powerpc-cross /usr/powerpc-linux-gnu/include/stdio.h &&
        rust_for armv7-unknown-linux-gnueabihf && rust_for powerpc-unknown-linux-gnu
}

# Debian 12 has two versions of these packages: the newer one is in its security suite.
debian_rust_is_new() {
    local tool version
    for tool in rustc cargo; do
        version=$("/usr/bin/$tool" --version | cut -d ' ' -f 2)
        [ "$(printf '%s\n' 1.85 "$version" | sort -V | head -n 1)" = 1.85 ] && continue
        echo "/usr/bin/$tool is $version, and 1.85 or newer is needed: add Debian's security suite to the apt" \
            "sources and run 'apt-get install rustc-web cargo-web rust-web-src'" >&2
        return 1
    done
}

# rust_for TARGET: a target that rustup has added, else Debian's Rust with its source.
rust_for() {
    [ -d "$(rustc --print sysroot)/lib/rustlib/$1/lib" ] && return 0
    need_package rustc-web /usr/bin/rustc && need_package cargo-web /usr/bin/cargo &&
        need_package rust-web-src /usr/lib/rustlib/src/rust/library/core && debian_rust_is_new && return 0
    echo "no Rust for $1; where those packages are missing, add it with 'rustup target add $1'" >&2
    return 1
}

# mirror: where this machine's own packages come from, for debootstrap.
mirror() {
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | sed -n 1p
}
