"""`tradepost serve` with a sampler in it: SIGUSR1 switches it on, SIGUSR2 off and saves to the file given."""

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
