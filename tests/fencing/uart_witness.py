#!/usr/bin/python3
"""An emulated AST1030 as the witness. Its firmware (tests/firmware/c/witness_uart.c) has no network, so this program
has the TCP connections of port 5403, and brings them to its UART1 in frames that witness_uart.c describes.

    uart_witness.py FIRMWARE FLASH

FLASH is the file of its flash chip, made where it is missing: another start with it is a restart of the controller.
What the firmware says on its UART5 goes to standard output; SIGTERM ends both."""

import selectors
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Dict

MACHINE = ["qemu-system-arm", "-M", "ast1030-evb,fmc-model=w25q80bl", "-display", "none"]
OUTPUT = ["-monitor", "none", "-serial", "stdio"]
CHUNK = 255
# That chip, erased: 1 MiB of set bits.
ERASED = b"\xff" * (1 << 20)


class Multiplexer:
    def __init__(self, uart: socket.socket) -> None:
        self._uart = uart
        self._received = b""
        self._next = 0
        self._numbers: Dict[socket.socket, int] = {}
        self._selector = selectors.DefaultSelector()
        self._listener = socket.create_server(("", 5403), backlog=16)
        for end in (uart, self._listener):
            self._selector.register(end, selectors.EVENT_READ)

    def run(self) -> None:
        while True:
            for key, _ in self._selector.select():
                end = key.fileobj
                assert isinstance(end, socket.socket)
                if end is self._listener:
                    self._accept()
                elif end is self._uart:
                    self._obey()
                elif end in self._numbers:
                    self._hear(end)

    def _frame(self, number: int, what: bytes, data: bytes = b"") -> None:
        self._uart.sendall(bytes([number]) + what + bytes([len(data)]) + data)

    def _accept(self) -> None:
        connection, _ = self._listener.accept()
        # The number that was free longest: bytes for an old connection may still be on their way.
        used = self._numbers.values()
        self._next = next(n % 256 for n in range(self._next + 1, self._next + 257) if n % 256 not in used)
        self._numbers[connection] = self._next
        self._selector.register(connection, selectors.EVENT_READ)
        self._frame(self._next, b"O")

    def _hear(self, connection: socket.socket) -> None:
        try:
            data = connection.recv(CHUNK)
        except OSError:
            data = b""
        number = self._numbers[connection]
        if data:
            self._frame(number, b"D", data)
        else:
            self._close(connection)
            self._frame(number, b"C")

    def _close(self, connection: socket.socket) -> None:
        self._selector.unregister(connection)
        del self._numbers[connection]
        connection.close()

    def _obey(self) -> None:
        """Frames of the firmware."""
        more = self._uart.recv(65536)
        if not more:
            sys.exit("the emulator has ended")
        self._received += more
        while len(self._received) >= 3 and len(self._received) >= 3 + self._received[2]:
            (number, what), end = self._received[:2], 3 + self._received[2]
            data, self._received = self._received[3:end], self._received[end:]
            for connection in [known for known, its in self._numbers.items() if its == number]:
                if what == ord("C"):
                    self._close(connection)
                    continue
                try:
                    connection.sendall(data)
                except OSError:
                    pass  # it is closed, which the next read tells


def main() -> None:
    firmware, flash = sys.argv[1], Path(sys.argv[2])
    if not flash.exists():
        flash.write_bytes(ERASED)
    own, uart = socket.socketpair()
    ends = ["-chardev", f"socket,id=uart1,fd={uart.fileno()}", "-serial", "chardev:uart1"]
    ends += ["-drive", f"if=mtd,format=raw,file={flash}"]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    command = [*MACHINE, *OUTPUT, *ends, "-kernel", firmware]
    chip = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=[uart.fileno()])
    try:
        uart.close()
        Multiplexer(own).run()
    finally:
        chip.kill()
        chip.wait()


main()
