//! Looks whether there are certificate authorities to trust.

fn main() {
    let found = rustls_native_certs::load_native_certs();
    println!("authorities: {}", if found.certs.len() > 100 { "many" } else { "few" });
}
