"""The timeout of waits in tests; a wait ends as soon as its condition holds.

It is generous, because a loaded machine may be ten times slower. Performance is measured by `make bench`.
"""

TIMEOUT_SECONDS = 180
