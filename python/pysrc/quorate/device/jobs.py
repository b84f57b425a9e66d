"""Work that takes long, one of a kind at a time, each in a thread of its own."""

import queue
import threading
from typing import Callable, List, Optional, Set


class Jobs:
    """Results wait for results(); wake is called from the thread when there is one."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._results: "queue.Queue[object]" = queue.Queue()
        self._running: Set[str] = set()
        self._guard = threading.Lock()

    def start(
        self, kind: str, work: Callable[[], object], failed: Optional[Callable[[Exception], None]] = None
    ) -> bool:
        """False: work of this kind is under way."""
        with self._guard:
            if kind in self._running:
                return False
            self._running.add(kind)
        # The end of the process does not wait for it; programs that it runs have their own deadlines.
        threading.Thread(target=self._run, args=(kind, work, failed), name=f"quorate.{kind}", daemon=True).start()
        return True

    def results(self) -> List[object]:
        """What has come since the last call."""
        found: List[object] = []
        while not self._results.empty():
            found.append(self._results.get())
        return found

    def _run(self, kind: str, work: Callable[[], object], failed: Optional[Callable[[Exception], None]]) -> None:
        try:
            result = work()
            if result is not None:
                self._results.put(result)
        except Exception as error:
            if failed is not None:
                failed(error)
        finally:
            with self._guard:
                self._running.discard(kind)
            self._wake()
