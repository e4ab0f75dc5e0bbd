//! Makes an empty ledger.

fn main() -> std::io::Result<()> {
    std::fs::write(ledger::path(), "balance 0\n")?;
    println!("made {}", ledger::path());
    Ok(())
}
