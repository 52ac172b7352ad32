"""`tradepost serve` with a profiler: SIGUSR1 starts it, SIGUSR2 stops it and saves to the given file."""

import signal
import sys
from pathlib import Path

from benchmarks.profiling.sampler import Sampler
from entrypoints.cli.serve import serve

if __name__ == "__main__":
    sampler, file = Sampler(), Path(sys.argv[1])

    def finish() -> None:
        sampler.stop()
        sampler.save(file.with_suffix(".part"))
        file.with_suffix(".part").rename(file)

    signal.signal(signal.SIGUSR1, lambda *_: sampler.start())
    signal.signal(signal.SIGUSR2, lambda *_: finish())
    serve()
