//! Serves the files of a folder that the environment names.
use std::path::{Component, Path, PathBuf};
use tiny_http::{Header, Response, Server};

fn file_for(root: &Path, url: &str) -> PathBuf {
    let relative = Path::new(url.trim_start_matches('/'));
    let safe = relative.components().all(|part| matches!(part, Component::Normal(_)));
    match (safe, url) {
        (_, "/") => root.join("index.html"),
        (true, _) => root.join(relative),
        _ => root.join("absent"),
    }
}

fn main() {
    let root = PathBuf::from(std::env::var("SITE").expect("SITE"));
    let port: u16 = std::env::var("PORT").ok().and_then(|text| text.parse().ok()).unwrap_or(8080);
    let server = Server::http(("0.0.0.0", port)).expect("a free port");
    for request in server.incoming_requests() {
        let path = file_for(&root, request.url());
        let kind = if path.extension().is_some_and(|end| end == "css") { "text/css" } else { "text/html" };
        let sent = match std::fs::read(&path) {
            Ok(bytes) => request.respond(
                Response::from_data(bytes).with_header(Header::from_bytes("Content-Type", kind).expect("a header")),
            ),
            Err(_) => request.respond(Response::from_string("absent\n").with_status_code(404)),
        };
        if let Err(error) = sent {
            eprintln!("{error}");
        }
    }
}
