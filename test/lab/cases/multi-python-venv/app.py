"""Counts in a database below the folder that is the user's own."""

import os
import sqlite3
import ssl
import sys

from flask import Flask

app = Flask(__name__)


@app.get("/")
def root() -> str:
    with sqlite3.connect(os.path.join(os.environ["DATA_DIR"], "visits.db")) as store:
        store.execute("create table if not exists visits (at integer)")
        store.execute("insert into visits values (1)")
        many = store.execute("select count(*) > 0 from visits").fetchone()[0]
    return f"{sys.prefix} {many} {ssl.OPENSSL_VERSION_INFO[0]}\n"
