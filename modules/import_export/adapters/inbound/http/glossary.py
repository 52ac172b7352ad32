"""What the API document says of import and export jobs and of fields that no model describes."""

from shared.infra.http.openapi.glossary import GlossaryEntry

TAGS = {
    "jobs": "Import and export jobs and their progress.",
}

FIELDS = {
    "job_id": GlossaryEntry("The job's id.", 7),
    "LineErrorOut.code": GlossaryEntry("A stable code of the error.", "invalid_format", 64),
    "JobFailureOut.code": GlossaryEntry("A stable code of the failure.", "open_quote", 64),
}
