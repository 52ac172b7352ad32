"""Operations as others in the same process ask: implements `OperationsApi`."""

from modules.operations.application.run_doctor import RunDoctor
from modules.operations.public import Diagnosis


class InProcessOperations:
    def __init__(self, run_doctor: RunDoctor) -> None:
        self._run_doctor = run_doctor

    async def doctor(self) -> Diagnosis:
        return await self._run_doctor()
