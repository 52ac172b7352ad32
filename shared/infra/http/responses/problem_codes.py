"""All error codes of an application."""

from collections.abc import Iterable, Iterator, Mapping

from shared.infra.http.responses.http_problem_codes import HTTP_PROBLEM_CODES
from shared.infra.http.responses.problem_code import ProblemCode


class ProblemCodes(Mapping[str, ProblemCode]):
    """The given error codes and those that every module can respond with, by status and name."""

    def __init__(self, declared: Iterable[ProblemCode] = ()) -> None:
        codes = sorted((*HTTP_PROBLEM_CODES, *declared), key=lambda each: (each.status, each.code))
        self._codes = {each.code: each for each in codes}

    def __getitem__(self, code: str) -> ProblemCode:
        return self._codes[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)
