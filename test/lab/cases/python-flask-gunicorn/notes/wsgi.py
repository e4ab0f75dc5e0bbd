from flask import Flask, abort, jsonify, render_template

app = Flask(__name__)
notes = {1: "buy milk", 2: "water the plants"}


@app.get("/")
def index():
    return render_template("index.html", notes=notes)


@app.get("/notes/<int:number>")
def note(number):
    if number not in notes:
        abort(404)
    return jsonify(text=notes[number])
