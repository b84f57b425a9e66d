# Debian roots: made once, and copies to try something in. Sourced where $work is.

# Roots of namespaces: as tests/fencing says what is not to be had.
can_make_roots() {
    if [ "$(id -u)" != 0 ] || ! unshare --mount --pid --fork --mount-proc true 2>/dev/null; then
        echo "$1: not run: only root can make roots and their namespaces"
        exit 77
    fi
}

# debian_root SUITE: in $work/roots, made by debootstrap if it is not there.
debian_root() {
    local place=$work/roots/$1
    [ ! -d "$place" ] || return 0
    echo "making a root of $1"
    mkdir -p "$work"/{roots,archives}
    rm -rf "$place.new"
    # In a namespace of its own, whatever it leaves mounted.
    if ! unshare --mount --pid --fork --mount-proc debootstrap --variant=minbase --cache-dir="$work/archives" \
        "$1" "$place.new" "$(mirror)" >"$place.log" 2>&1; then
        tail -n 3 "$place.log" >&2
        return 1
    fi
    apt-config dump | grep -i '^Acquire::.*proxy' >"$place.new/etc/apt/apt.conf.d/90machine" || true
    mv "$place.new" "$place"
}

# debian_arm64: Debian 12 with Python for aarch64 in $arm, unpacked, not installed.
debian_arm64() {
    arm=$work/roots/arm64
    [ ! -d "$arm" ] || return 0
    echo 'making a root for aarch64'
    mkdir -p "$work/archives"
    rm -rf "$arm.new"
    debootstrap --foreign --arch=arm64 --variant=minbase --include=python3 --cache-dir="$work/archives" \
        bookworm "$arm.new" "$(mirror)" >"$work/arm64.log" 2>&1 || { tail -n 3 "$work/arm64.log" >&2; return 1; }
    local package
    for package in "$arm.new"/var/cache/apt/archives/*.deb; do
        dpkg-deb --extract "$package" "$arm.new"
    done
    mv "$arm.new" "$arm"
}

# musl_python: a Python on musl, in $musl, made of Debian's source, since Debian has none.
musl_python() {
    musl=$work/musl/python/python
    [ ! -x "$musl" ] || return 0
    need musl-gcc musl-tools && need dpkg-source dpkg-dev && need make make || return 1
    echo 'making a Python on musl'
    local place=$work/musl
    rm -rf "$place"
    mkdir -p "$place"/{lists/partial,source}
    echo "deb-src $(mirror) bookworm main" >"$place/sources"
    # Asked for the folder of its headers, it would name glibc's.
    install -m 755 /dev/stdin "$place/cc" <<'SH'
#!/bin/sh
case $1 in
*-print-multiarch) echo x86_64-linux-musl ;;
*) exec musl-gcc "$@" ;;
esac
SH
    (
        apt=(apt-get -qq -o "Dir::Etc::sourcelist=$place/sources" -o Dir::Etc::sourceparts=/dev/null
            -o "Dir::State::lists=$place/lists" -o "Dir::Cache=$place" -o APT::Sandbox::User=root)
        cd "$place/source"
        "${apt[@]}" update && "${apt[@]}" source --download-only python3.11
        dpkg-source --no-check --extract python3.11*.dsc ../python
        cd ../python
        ./configure -q CC="$place/cc" CFLAGS=-O1 --without-ensurepip --disable-test-modules --with-pkg-config=no
        make -s
    ) >"$work/musl.log" 2>&1 || { tail -n 5 "$work/musl.log" >&2; return 1; }
}

# in_root SUITE COMMAND [ARGUMENT...]: in a copy of it, with the sources and what was built in /sources, and $work in
# /kept.
in_root() {
    unshare --mount --pid --fork --kill-child bash -euo pipefail -c '
        work=$1 place=$1/roots/$2
        mount --make-rprivate /
        mkdir -p "$work/copy"
        mount -t tmpfs copy "$work/copy"
        mkdir "$work"/copy/{upper,work,root}
        sources=$PWD
        cd "$work/copy"
        mount -t overlay -o lowerdir="$place",upperdir=upper,workdir=work copy root
        cd root
        mount -t proc proc proc
        mount --rbind /dev dev
        mount -t tmpfs run run
        cp /etc/resolv.conf etc
        printf "#!/bin/sh\nexit 101\n" | install -m 755 /dev/stdin usr/sbin/policy-rc.d
        mkdir sources kept
        mount --bind "$work/archives" var/cache/apt/archives
        mount --bind "$sources" sources
        mount --bind "$work" kept
        # In a chroot nobody may make user namespaces, as units do.
        pivot_root . mnt
        cd /
        umount --lazy mnt
        exec env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
            "${@:3}"' in_root "$work" "$@"
}

# runs_on_old_glibc FILE...: on 2.17, by the symbols that they ask for.
runs_on_old_glibc() {
    local file newest
    for file in "$@"; do
        newest=$(readelf --version-info "$file" | grep -o 'GLIBC_[0-9.]*' | sort -uV | tail -n 1)
        echo "${file#"$work/"} needs $newest"
        [ "$(printf '%s\n' GLIBC_2.17 "$newest" | sort -V | tail -n 1)" = GLIBC_2.17 ] || fail 'newer than glibc 2.17'
    done
}
