"""Fields of import and export jobs."""

from shared.infra.http.openapi.glossary import GlossaryEntry

IMPORT_EXPORT = {
    "job_id": GlossaryEntry("The job's id.", 7),
    "LineErrorOut.code": GlossaryEntry("A stable code of the error.", "invalid_format", 64),
    "FailureOut.code": GlossaryEntry("A stable code of the failure.", "open_quote", 64),
}
