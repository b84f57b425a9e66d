"""The network of a cluster: a switch in user space, which loses, delays, doubles and reorders frames as it is told.

The kernel's own (netem) is in few kernels. Arguments: the ports, one a node. Each line of stdin is a JSON object that
replaces what was told before: cut ([[from, to], ...]), loss, dup and reorder (0 to 1), delay and jitter (seconds)."""

import fcntl
import heapq
import json
import os
import random
import select
import struct
import sys
import time

TUNSETIFF, IFF_TAP, IFF_NO_PI = 0x400454CA, 2, 0x1000
FRAME_BYTES_MAX = 1 << 16


def port(name: str) -> int:
    file = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(file, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TAP | IFF_NO_PI))
    return file


def main() -> None:
    ports = {int(number): port(f"port{number}") for number in sys.argv[1:]}
    numbers = {file: number for number, file in ports.items()}
    try:
        # A switch is no program that waits for a processor.
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(10))
    except PermissionError:
        pass
    print("ready", flush=True)
    told, cut, chance, places, queue, count, rest = {}, set(), random.Random(0), {}, [], 0, b""
    while True:
        wait = max(0.0, queue[0][0] - time.monotonic()) if queue else None
        for file in select.select([0, *numbers], [], [], wait)[0]:
            if file == 0:
                # Not by a buffered file: select would not see what waits in the buffer.
                read = os.read(0, FRAME_BYTES_MAX)
                if not read:
                    return
                *lines, rest = (rest + read).split(b"\n")
                told = json.loads(lines[-1]) if lines else told
                cut, chance = {tuple(pair) for pair in told.get("cut", ())}, random.Random(told.get("seed", 0))
                continue
            try:
                frame = os.read(file, FRAME_BYTES_MAX)
            except OSError:
                continue
            source = numbers[file]
            places[frame[6:12]] = source
            known = places.get(frame[:6])
            for target in ports if known is None or frame[0] & 1 else (known,):
                if target == source or (source, target) in cut or chance.random() < told.get("loss", 0):
                    continue
                for _ in range(1 + (chance.random() < told.get("dup", 0))):
                    delay = told.get("delay", 0) + told.get("jitter", 0) * chance.random()
                    if chance.random() < told.get("reorder", 0):
                        delay = 0
                    count += 1
                    heapq.heappush(queue, (time.monotonic() + delay, count, target, frame))
        while queue and queue[0][0] <= time.monotonic():
            _, _, target, frame = heapq.heappop(queue)
            try:
                os.write(ports[target], frame)
            except OSError:
                # A port that is down, or full.
                pass


if __name__ == "__main__":
    main()
