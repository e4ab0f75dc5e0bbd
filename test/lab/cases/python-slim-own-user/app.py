import mimetypes
import pathlib
import subprocess

from flask import Flask

app = Flask(__name__)


@app.get("/")
def root():
    words = [
        pathlib.Path("/code/prepared").read_text(),
        pathlib.Path.home().joinpath("seen").read_text(),
        str(pathlib.Path.home()),
        mimetypes.guess_type("picture.webp")[0],
        subprocess.run(["curl", "--version"], capture_output=True, text=True).stdout[:4],
    ]
    return " ".join(words)
