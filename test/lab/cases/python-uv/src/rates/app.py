from decimal import Decimal
from importlib.metadata import version

from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

RATES = {"eur": Decimal("1.08"), "gbp": Decimal("1.27")}


async def convert(request):
    code, amount = request.path_params["code"], request.path_params["amount"]
    return JSONResponse({"usd": str(RATES[code] * amount), "rates": version("rates")})


app = Starlette(routes=[Route("/convert/{code}/{amount:int}", convert)])
