# What the tests and the benchmark need: packages, a wheel, a venv. Sourced from the repository's top, not run.

# CARGO_TARGET_DIR as a full path, and a folder of our own in it: $work.
where_to_build() {
    mkdir -p "${CARGO_TARGET_DIR:-target}/fencing"
    CARGO_TARGET_DIR=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)
    work=$CARGO_TARGET_DIR/fencing
    export CARGO_TARGET_DIR PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
}

# can_make_clusters NAME: or says why not.
can_make_clusters() {
    if [ "$(id -u)" != 0 ]; then
        echo "$1: not run: only root can make nodes out of namespaces"
        return 1
    fi
    need unshare util-linux && need setpriv util-linux && need ip iproute2 || return 1
    if ! unshare --mount --net --uts --ipc --pid --fork --mount-proc sh -c "
        set -e
        ip link add name bridge type bridge
        ip link add name port type veth peer name eth0
        mount -t tmpfs run /run
        mount -t overlay -o lowerdir=$PWD/tests/fencing/agents:/usr/sbin agents /usr/sbin" >"$work/refused" 2>&1; then
        echo "$1: not run: root may not make namespaces, bridges and overlays here: $(tail -1 "$work/refused")"
        return 1
    fi
}

cluster_packages() {
    need corosync corosync && need pacemakerd pacemaker && need stonith_admin pacemaker-cli-utils &&
        need_package fence-agents /usr/share/fence/fencing.py && need fence_dummy fence-agents &&
        need pcs pcs && need crm crmsh && need sshd openssh-server && need_package systemd /lib/systemd/systemd &&
        need corosync-qdevice corosync-qdevice && need corosync-qnetd corosync-qnetd && need certutil libnss3-tools &&
        need openssl openssl && need xmllint libxml2-utils && need mandoc mandoc && need groff groff-base &&
        need_package resource-agents /usr/lib/ocf/resource.d/heartbeat/Dummy &&
        /usr/bin/python3 -c 'import sys; sys.exit(sys.version_info < (3, 9))' && return 0
    echo 'real clusters need the packages above, and a /usr/bin/python3 of 3.9 or newer' >&2
    return 1
}

# The venv of the tests with the wheel, kept from run to run, in $venv; in $site the wheel as the nodes find it. With
# $for_old_systems it loads on glibc 2.17 and newer.
wheel_and_venv() {
    local version options=(--release --locked --quiet --interpreter python3 --out "$work/dist")
    version=$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    case "$version" in
    3.9)
        echo 'the tools for types need python3 to be 3.10 or newer' >&2
        return 1
        ;;
    esac
    venv=$work/$version site=$work/site
    [ -x "$venv/bin/python" ] || python3 -m venv --clear "$venv"
    "$venv/bin/python" -m pip install --quiet --no-compile --requirement python/requirements-build.txt \
        --requirement tests/fencing/requirements.txt
    if [ -n "${for_old_systems-}" ]; then
        "$venv/bin/python" -m pip install --quiet --no-compile \
            "$(grep '^ziglang==' python/packages/requirements.txt)"
        options+=(--zig --compatibility manylinux_2_17)
    fi
    rm -rf "$work/dist" "$site"
    # One maturin at a time: python/tests/run makes the same wheel.
    # maturin finds zig as a module of the first Python in the path.
    if ! (cd python && PATH="$venv/bin:$PATH" flock "$CARGO_TARGET_DIR" maturin build "${options[@]}") \
        >"$work/maturin" 2>&1; then
        cat "$work/maturin" >&2
        return 1
    fi
    "$venv/bin/python" -m pip install --quiet --force-reinstall --no-deps "$work"/dist/*.whl
    # For the Python that agents run on.
    "$venv/bin/python" -m pip --python /usr/bin/python3 install --quiet --no-deps --target "$site" \
        "$work"/dist/*.whl
}

# What the nodes' corosync loads, beside the wheel.
calm_corosync() {
    need cc gcc || return 1
    cc -shared -fPIC -std=gnu11 -O2 -Wall -Wextra -Werror -o "$site/calm.so" tests/fencing/calm.c
}

# The C library, in $prefix.
library_in_c() {
    need cc gcc && need make make || return 1
    prefix=$work/prefix
    make --silent -C ffi install PREFIX="$prefix" >"$work/make" 2>&1 || { cat "$work/make" >&2; return 1; }
}

# The witness's daemon in C, in $witnessd; static, as for a router.
daemon_in_c() {
    library_in_c || return 1
    witnessd=$work/witnessd
    cc -static -std=gnu11 -O2 -Wall -Wextra -Werror -Wl,--gc-sections -I"$prefix/include" -o "$witnessd" \
        tests/c/witnessd.c "$prefix/lib/libquorate.a"
}

# The witness as the firmware of an AST1030, in $chip: built as ffi/src/firmware.rs says, beside what the part firmware
# builds of the same (quorate_tests::firmware), so that whichever comes first compiles it for both.
witness_on_chip() {
    local target=thumbv7em-none-eabihf cargo='env RUSTC_BOOTSTRAP=1 cargo' c=tests/firmware/c
    need make make && chip_tools || return 1
    [ -d "$(rustc --print sysroot)/lib/rustlib/$target/lib" ] ||
        cargo='env RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 /usr/bin/cargo -Zbuild-std=core'
    CARGO_BUILD_BUILD_DIR=$CARGO_TARGET_DIR/tmp/firmware/cargo CARGO_TARGET_DIR=$work/chip \
        CARGO_TARGET_THUMBV7EM_NONE_EABIHF_LINKER=arm-none-eabi-ld RUSTFLAGS=-Zemit-stack-sizes \
        make --silent -C ffi static RUST_TARGET=$target NODES_MAX=16 RULES='strict witness' CARGO="$cargo" \
        >"$work/make" 2>&1 || { cat "$work/make" >&2; return 1; }
    chip=$work/witness.elf
    arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16 -std=c99 -Os -Wall -Wextra -Werror \
        -ffreestanding -ffunction-sections -fdata-sections -DBOARD_AST1030 -DQUORATE_NODES_MAX=16 -Iinclude -I$c \
        -nostdlib -Wl,--gc-sections,--no-warn-execstack,--no-warn-rwx-segments -L$c -T $c/ast1030.ld -o "$chip" \
        $c/start.c $c/board.c $c/kept.c $c/witness_uart.c "$work/chip/$target/ffi/libquorate_ffi.a" -lgcc
}
