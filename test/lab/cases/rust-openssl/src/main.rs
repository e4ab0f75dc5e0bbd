//! Prints the SHA-256 of its argument, as the system's OpenSSL computes it.

fn main() {
    let text = std::env::args().nth(1).unwrap_or_default();
    let digest = openssl::sha::sha256(text.as_bytes());
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    println!("{hex}");
    println!("OpenSSL {}", openssl::version::number() >> 28);
}
