//! A server that looks for what Debian's packages bring, and keeps a file of its own.
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::{env, fs, process};

fn report() -> String {
    let zone = env::var("TZ").unwrap_or_default();
    let rules = fs::read(format!("/usr/share/zoneinfo/{zone}")).map(|file| file.starts_with(b"TZif"));
    let bundle = fs::read_to_string("/etc/ssl/certs/ca-certificates.crt").unwrap_or_default();
    let authorities = bundle.matches("BEGIN CERTIFICATE").count();
    fs::write("/var/lib/clock/visits", "one").expect("the folder is the program's own");
    format!("{zone}: {}, authorities: {}\n", rules.unwrap_or(false), authorities > 50)
}

fn main() {
    if env::args().any(|word| word == "--check") {
        process::exit(if TcpStream::connect("127.0.0.1:8080").is_ok() { 0 } else { 1 });
    }
    let listener = TcpListener::bind("0.0.0.0:8080").expect("port 8080 is free");
    for mut stream in listener.incoming().flatten() {
        let mut request = [0; 1024];
        if stream.read(&mut request).unwrap_or(0) == 0 {
            continue;
        }
        let body = report();
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
        let _ = stream.write_all((head + &body).as_bytes());
    }
}
