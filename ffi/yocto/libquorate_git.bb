# For Yocto 5.1 (UNPACKDIR) and newer, with Rust 1.85 or newer. Looked at by oelint-adv, and parsed by bitbake of July
# 2026 with openembedded-core of August, for qemuarm64; not built.
SUMMARY = "May this partition act? Cluster quorum and votes, with the reason"
DESCRIPTION = "A C library without allocation that computes the quorum of a cluster as corosync and cman \
count it, or by stricter rules, and says why."
HOMEPAGE = "https://github.com/quorate/quorate"
SECTION = "libs"
LICENSE = "MIT | Apache-2.0"
LIC_FILES_CHKSUM = "file://LICENSE-MIT;md5=06131ff06b25f5ce7ba11ea6c44e42df \
                    file://LICENSE-APACHE;md5=3b83ef96387f14655fc854ddc3c6bd57"

PV = "0.2.0+git"
SRC_URI = "git://github.com/quorate/quorate.git;protocol=https;branch=main"
SRCREV = "${AUTOREV}"
S = "${UNPACKDIR}/git"

# bitbake -c update_crates libquorate writes this list, of Cargo.lock.
include ${BPN}-crates.inc

inherit cargo cargo-update-recipe-crates pkgconfig

# The C library alone, by its Makefile: cargo rustc with the profile ffi, and the files' names.
EXTRA_OEMAKE = "RUST_TARGET=${RUST_HOST_SYS} PREFIX=${prefix} LIBDIR=${libdir} INCLUDEDIR=${includedir} \
                CARGO='cargo' CARGO_TARGET_DIR=${B}/target DESTDIR=${D}"

do_compile() {
    oe_cargo_fix_env
    export RUSTFLAGS="${RUSTFLAGS}"
    oe_runmake -C ${S}/ffi all
}

do_install() {
    oe_cargo_fix_env
    export RUSTFLAGS="${RUSTFLAGS}"
    oe_runmake -C ${S}/ffi install
}

BBCLASSEXTEND = "native"
