"""How long a test waits for what must come: it goes on at once when it has come, so much patience costs nothing.

A machine whose cores are loaded by other programs takes ten times as long; a wait that ends too early
says nothing about the program. How fast something is, `make bench` measures.
"""

TIMEOUT_SECONDS = 180
