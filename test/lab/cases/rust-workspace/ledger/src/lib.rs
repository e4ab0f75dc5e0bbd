//! Where the ledger is.

pub fn path() -> String {
    std::env::var("DATA").unwrap_or_else(|_| "ledger.txt".into())
}
