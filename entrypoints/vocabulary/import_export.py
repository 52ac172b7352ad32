"""Words of imports and exports that a field's own name does not tell."""

from shared.infra.http.openapi.glossary import Word

IMPORT_EXPORT = {
    "job_id": Word("The job's id.", 7),
    "LineErrorOut.code": Word("What is wrong, in a word that stays.", "invalid_format", 64),
    "FailureOut.code": Word("Why it failed, in a word that stays.", "open_quote", 64),
}
