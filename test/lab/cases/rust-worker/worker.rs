//! Writes a line for each round into its data directory, and says whether it may write elsewhere.
use std::fs::{self, OpenOptions};
use std::io::Write;

fn main() -> std::io::Result<()> {
    let mut journal = OpenOptions::new().create(true).append(true).open("journal.txt")?;
    for round in 1..=3 {
        writeln!(journal, "round {round}")?;
    }
    print!("{}", fs::read_to_string("/data/journal.txt")?);
    println!("elsewhere: {}", fs::write("/etc/journal.txt", "").is_ok());
    Ok(())
}
