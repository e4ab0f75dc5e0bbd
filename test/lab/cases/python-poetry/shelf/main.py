from pathlib import Path

from fastapi import FastAPI, HTTPException
from lxml import etree

app = FastAPI()
books = etree.parse(Path(__file__).with_name("books.xml"))


@app.get("/books/{number}")
def book(number: int):
    found = books.xpath("/books/book[@number=$number]/text()", number=str(number))
    if not found:
        raise HTTPException(404)
    return {"title": found[0]}
