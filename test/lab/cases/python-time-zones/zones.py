import sys
import time
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

noon = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
for name in sys.argv[1:]:
    print(noon.astimezone(ZoneInfo(name)).strftime("%Y-%m-%d %H:%M %Z"))
print(time.strftime("%H:%M", time.localtime(noon.timestamp())))
