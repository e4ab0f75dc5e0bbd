from decimal import Decimal
from importlib.metadata import version

from litestar import Litestar, get

RATES = {"eur": Decimal("1.08"), "gbp": Decimal("1.27")}


@get("/convert/{code:str}/{amount:int}")
async def convert(code: str, amount: int) -> dict[str, str]:
    return {"usd": str(RATES[code] * amount), "rates": version("rates")}


app = Litestar([convert])
