//! Prints a list as JSON, in the order in which it stands or sorted.
use serde_json::{json, Map, Value};

fn main() {
    let sorted = std::env::args().any(|word| word == "--sort");
    let mut books = vec![("Middlemarch", 1871), ("Emma", 1815)];
    if sorted {
        books.sort();
    }
    let shelf: Map<String, Value> = books
        .iter()
        .map(|(title, year)| (title.to_string(), json!(itoa::Buffer::new().format(*year))))
        .collect();
    println!("{}", Value::Object(shelf));
}
