"""Imports over HTTP, processed by a worker."""

from datetime import timedelta

import pytest

from tests.modules.import_export.import_export_app import ImportExportApp, table

THREE = table([("Emma", 3), ("Ulysses", 1), ("Dune", 2)])


async def test_a_table_is_imported(app: ImportExportApp) -> None:
    response = await app.send(THREE)
    assert response.status_code == 202
    job = response.json()
    assert response.headers["location"] == f"/v1/jobs/{job['id']}"
    assert (job["kind"], job["type"], job["status"], job["total"], job["done"]) == ("import", "books", "queued", 3, 0)
    await app.work()
    job = await app.job(job["id"])
    assert (job["status"], job["total"], job["done"], job["errors"]) == ("succeeded", 3, 3, [])
    assert (job["result_url"], job["failure"]) == (None, None)
    assert job["created_at"] <= job["started_at"] <= job["finished_at"]
    assert await app.imported() == [("Emma", "3"), ("Ulysses", "1"), ("Dune", "2")]


async def test_invalid_lines_are_reported_and_all_others_are_imported(app: ImportExportApp) -> None:
    text = 'title,copies\n"A ""quoted"", title",1\n,2\n\nthree,3,extra\n"bad"quote,1\n"two\nlines",5\n'
    number = await app.started(text)
    await app.work()
    job = await app.job(number)
    assert (job["status"], job["done"], job["error_count"]) == ("succeeded", 5, 3)
    errors = [(error["line"], error["column"], error["code"]) for error in job["errors"]]
    assert errors == [(3, "title", "required"), (5, "", "wrong_shape"), (6, "", "malformed")]
    assert await app.imported() == [('A "quoted", title', "1"), ("two\nlines", "5")]
    result = await app.client().get(job["result_url"])
    assert result.headers["content-disposition"] == f'attachment; filename="import-{number}-errors.csv"'
    assert result.text.splitlines()[:2] == ["line,column,code,message", "3,title,required,A title is expected."]


async def test_a_dry_run_reports_the_same_errors_and_changes_nothing(app: ImportExportApp) -> None:
    number = await app.started(table([("Emma", 3), ("", 1)]), dry_run="true")
    await app.work()
    job = await app.job(number)
    assert (job["dry_run"], job["status"], job["done"], job["error_count"]) == (True, "succeeded", 2, 1)
    assert await app.imported() == []


async def test_many_chunks_are_imported_in_the_order_of_the_file(app: ImportExportApp) -> None:
    lines = [(f"book {number:04}", number) for number in range(251)]
    number = await app.started(table(lines))
    await app.work()
    job = await app.job(number)
    assert (job["status"], job["done"]) == ("succeeded", 251)
    assert app.library.batch_sizes == [100, 100, 51]
    assert await app.imported() == [(title, str(copies)) for title, copies in lines]


@pytest.mark.parametrize("dry_run", ["true", "false"])
async def test_a_line_that_repeats_an_earlier_key_is_rejected_and_names_that_line(
    app: ImportExportApp, dry_run: str
) -> None:
    number = await app.started(
        table([("A", 1), ("", 1), ("B", 1), ("A", 2), ("", 2), ("A", 3), ("e\u0301", 1), ("\xe9", 1)]), dry_run=dry_run
    )
    await app.work()
    job = await app.job(number)
    assert (job["status"], job["done"], job["error_count"]) == ("succeeded", 8, 5)
    assert [(error["line"], error["column"], error["code"]) for error in job["errors"]] == [
        (3, "title", "required"),
        (5, "title", "duplicate_title"),
        (6, "title", "required"),
        (7, "title", "duplicate_title"),
        (9, "title", "duplicate_title"),
    ]
    assert job["errors"][3]["message"].startswith("Line 2 names A already.")
    assert job["errors"][4]["message"].startswith("Line 8 names ")
    assert len(await app.imported()) == (0 if dry_run == "true" else 3)
    if dry_run == "true":
        assert [shown["line"] for shown in job["preview"]] == [2, 4, 8]
    assert await app.rows("SELECT 1 FROM import_export.row_context") == []


async def test_a_line_that_repeats_the_key_of_a_rejected_line_is_rejected_too(app: ImportExportApp) -> None:
    number = await app.started(table([("conflict", 1), ("B", 1), ("conflict", 2)]))
    await app.work()
    errors = (await app.job(number))["errors"]
    assert [(error["line"], error["code"]) for error in errors] == [(2, "title_taken"), (4, "duplicate_title")]


@pytest.mark.parametrize("dry_run", ["true", "false"])
async def test_only_the_line_that_fails_its_batch_is_rejected(app: ImportExportApp, dry_run: str) -> None:
    lines = [(f"book {number}", 1) for number in range(20)]
    lines[7] = ("conflict", 1)
    number = await app.started(table(lines), dry_run=dry_run)
    await app.work()
    job = await app.job(number)
    assert (job["status"], job["done"], job["error_count"]) == ("succeeded", 20, 1)
    assert [(error["line"], error["code"]) for error in job["errors"]] == [(9, "title_taken")]
    taken = [title for title, _ in await app.imported()]
    assert taken == ([] if dry_run == "true" else [title for title, _ in lines if title != "conflict"])


async def test_spreadsheets_write_semicolons_byte_order_marks_and_apostrophes(app: ImportExportApp) -> None:
    await app.started("\ufeffTitle; Copies ;id\r\n'=1+1;2;7\r\n 'plain' ;3;8\r\n;;\r\n")
    await app.work()
    assert await app.imported() == [("=1+1", "2"), ("'plain'", "3")]


async def test_an_unclosed_quote_fails_the_job_at_its_line(app: ImportExportApp) -> None:
    number = await app.started('title,copies\nEmma,1\n"Dune,2\nUlysses,3\n')
    await app.work()
    job = await app.job(number)
    assert (job["status"], job["done"], job["failure"]["code"]) == ("failed", 1, "open_quote")
    assert job["failure"]["message"].startswith("Line 3:")
    assert await app.imported() == [("Emma", "1")]


async def test_a_bug_fails_the_job_after_several_attempts(app: ImportExportApp) -> None:
    number = await app.started(table([("mistake", 1)]))
    for _ in range(8):
        await app.work()
        app.database.clock_shift += timedelta(minutes=1)
    job = await app.job(number)
    assert (job["status"], job["failure"]["code"]) == ("failed", "internal_error")
    assert app.library.batch_sizes == [1] * 5
