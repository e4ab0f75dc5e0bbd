//! Says what is in the ledger.

fn main() {
    match std::fs::read_to_string(ledger::path()) {
        Ok(text) => print!("{text}"),
        Err(_) => println!("no ledger"),
    }
}
