"""Words of imports and exports that a field's own name does not tell."""

from shared.infra.http.openapi.glossary import GlossaryEntry

IMPORT_EXPORT = {
    "job_id": GlossaryEntry("The job's id.", 7),
    "LineErrorOut.code": GlossaryEntry("What is wrong, in a word that stays.", "invalid_format", 64),
    "FailureOut.code": GlossaryEntry("Why it failed, in a word that stays.", "open_quote", 64),
}
