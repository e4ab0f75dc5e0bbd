from fastapi import FastAPI
from pydantic import BaseModel, Field

app = FastAPI()


class Order(BaseModel):
    name: str
    count: int = Field(gt=0)


@app.get("/healthz")
def healthz():
    return {"status": "fine"}


@app.get("/orders/{name}/{count}")
def order(name: str, count: int) -> Order:
    return Order(name=name, count=count)
