import os
import sys

import yaml
from bottle import Bottle, run

app = Bottle()
settings = yaml.safe_load(open("settings.yaml", encoding="utf-8"))


@app.get("/")
def index():
    return {"greeting": settings["greeting"], "loader": yaml.__with_libyaml__, "own": sys.prefix == "/opt/venv"}


run(app, host="0.0.0.0", port=int(os.environ.get("PORT", "8080")), quiet=True)
