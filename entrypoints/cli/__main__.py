from entrypoints.cli.main import app

app(prog_name="tradepost")
