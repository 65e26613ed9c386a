from gouji.cli import app

app()
