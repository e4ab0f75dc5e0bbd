import sqlite3
import sys
from pathlib import Path

folder = Path("/var/lib/worker")
jobs = int(sys.argv[1])
with sqlite3.connect(folder / "jobs.db") as database:
    database.execute("create table if not exists done (job integer)")
    database.executemany("insert into done values (?)", [(job,) for job in range(1, jobs + 1)])
    rows = database.execute("select job from done order by job").fetchall()
(folder / "journal.txt").write_text("".join(f"job {job} done\n" for (job,) in rows))
print(f"{jobs} jobs done")
