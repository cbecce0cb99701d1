//! `presend serve` as a device meets it: the same wire as the edge worker's.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![cfg(feature = "serve")]

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE;
use presend::oprf::{EvaluatorKey, Request};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};
use tempfile::TempDir;

struct Served {
    child: Child,
    lines: BufReader<ChildStdout>,
    port: u16,
    _folder: TempDir,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn key(seed: u8) -> EvaluatorKey {
    EvaluatorKey::derive(&[seed; 32], b"tests/serve.rs").unwrap()
}

/// A server with two keys, on a port of its own.
fn serve(more: &[&str]) -> Served {
    let folder = TempDir::new().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_presend"));
    command
        .args(["serve", "--listen", "127.0.0.1:0"])
        .args(more);
    for seed in [1, 2] {
        let file = folder.path().join(format!("{seed}.key"));
        std::fs::write(&file, key(seed).to_secret_text().as_bytes()).unwrap();
        command.arg("--evaluator-key").arg(file);
    }
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let port = loop {
        let mut line = String::new();
        assert!(lines.read_line(&mut line).unwrap() > 0, "it ended");
        let record: Value = serde_json::from_str(&line).unwrap();
        if record["Body"] == "listening" {
            break u16::try_from(record["Attributes"]["port"].as_u64().unwrap()).unwrap();
        }
    };
    Served {
        child,
        lines,
        port,
        _folder: folder,
    }
}

/// Status, head and body of an answer.
fn ask(served: &Served, method: &str, path: &str, body: &[u8]) -> (u16, String, Vec<u8>) {
    let mut stream = TcpStream::connect(("127.0.0.1", served.port)).unwrap();
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n"
    )
    .unwrap();
    // A body that is too long is answered before all of it was read.
    let _ = stream.write_all(body);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let end = answer.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(answer[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, head, answer[end + 4..].to_vec())
}

fn refused(served: &Served, body: &[u8]) -> (u16, String) {
    let (status, head, body) = ask(served, "POST", "/evaluate", body);
    assert!(head.contains("application/problem+json"), "{head}");
    let document: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(document["status"], status);
    (status, document["code"].as_str().unwrap().to_owned())
}

/// Elements that are in the group: public keys.
fn question(key: &EvaluatorKey, count: u8) -> Vec<u8> {
    let elements = (1..=count).map(|seed| self::key(seed).public().to_bytes());
    Request {
        key: key.public().id(),
        elements: elements.collect(),
    }
    .to_bytes()
}

#[test]
fn answers_for_the_keys_of_two_editions() {
    let served = serve(&[]);
    for seed in [1, 2] {
        let question = question(&key(seed), 8);
        let (status, head, answer) = ask(&served, "POST", "/evaluate", &question);
        assert_eq!(status, 200);
        assert!(head.contains("access-control-allow-origin: *"), "{head}");
        assert_eq!(answer.len(), 100 + 32 * 8);
        assert_eq!(&answer[..8], b"OPRFRES1");
        assert_eq!(answer[8..16], question[8..16]);
    }
}

#[test]
fn refuses_what_is_no_question() {
    let served = serve(&["--probes", "8"]);
    let code = |body: &[u8]| refused(&served, body);
    let expected = |status, code: &str| (status, code.to_owned());
    assert_eq!(code(b"hello"), expected(400, "bad-oprf-message"));
    let good = question(&key(1), 8);
    assert_eq!(
        code(&good[..good.len() - 1]),
        expected(400, "wrong-message-length")
    );
    assert_eq!(
        code(&question(&key(3), 8)),
        expected(400, "wrong-evaluator-key")
    );
    assert_eq!(
        code(&question(&key(1), 9)),
        expected(413, "question-too-long")
    );
    let identity = [&good[..20], &[0; 32 * 8]].concat();
    assert_eq!(code(&identity).0, 400);
    assert_eq!(ask(&served, "GET", "/evaluate", b"").0, 405);
    assert_eq!(ask(&served, "GET", "/elsewhere", b"").0, 404);
    assert_eq!(ask(&served, "OPTIONS", "/evaluate", b"").0, 204);
}

#[test]
fn says_when_a_budget_is_used_up_and_counts() {
    let mut served = serve(&["--client-budget", "2/3600"]);
    let question = question(&key(1), 1);
    for _ in 0..2 {
        assert_eq!(ask(&served, "POST", "/evaluate", &question).0, 200);
    }
    let (status, head, _) = ask(&served, "POST", "/evaluate", &question);
    assert_eq!(status, 429);
    assert!(head.contains("retry-after: 3600"), "{head}");
    for path in ["/healthz", "/readyz"] {
        assert_eq!(ask(&served, "GET", path, b"").0, 200);
    }
    let metrics = ask(&served, "GET", "/metrics", b"").2;
    let metrics = String::from_utf8(metrics).unwrap();
    assert!(metrics.contains("outcome=\"answered\"} 2"), "{metrics}");
    assert!(metrics.contains("outcome=\"limited\"} 1"), "{metrics}");
    served.child.kill().unwrap();
    let mut log = String::new();
    served.lines.read_to_string(&mut log).unwrap();
    assert_eq!(log.lines().count(), 3);
    assert!(!log.contains("127.0.0.1"), "{log}");
}

/// The issuer of RFC 9578's vectors; its tokens are for another challenge than ours.
fn vector(name: &str) -> Vec<u8> {
    let file = include_str!("vectors/privacy-pass.rfc9578.json");
    let document: Value = serde_json::from_str(file).unwrap();
    let text = document["vectors"][0][name].as_str().unwrap().to_owned();
    let pairs = (0..text.len()).step_by(2).map(|at| &text[at..at + 2]);
    pairs
        .map(|pair| u8::from_str_radix(pair, 16).unwrap())
        .collect()
}

#[test]
fn asks_for_a_token_where_a_budget_is_used_up() {
    let issuer_key = BASE64_URL_SAFE.encode(vector("pkS"));
    let served = serve(&[
        "--client-budget=1/3600",
        "--token-issuer=issuer.example",
        "--token-name=evaluator.example",
        "--token-issuer-key",
        &issuer_key,
    ]);
    let question = question(&key(1), 1);
    assert_eq!(ask(&served, "POST", "/evaluate", &question).0, 200);
    let (status, head, _) = ask(&served, "POST", "/evaluate", &question);
    assert_eq!(status, 429);
    assert!(
        head.contains("access-control-expose-headers: retry-after, www-authenticate"),
        "{head}"
    );
    let challenge = head.lines().find_map(|line| {
        line.strip_prefix("www-authenticate: PrivateToken challenge=\"")?
            .split_once('"')
    });
    let (challenge, rest) = challenge.unwrap();
    assert_eq!(
        rest,
        format!(", token-key=\"{issuer_key}\", max-age=\"86400\"")
    );
    let challenge = BASE64_URL_SAFE.decode(challenge).unwrap();
    assert_eq!(&challenge[..18], b"\0\x02\0\x0eissuer.example");
    assert_eq!(&challenge[51..], b"\0\x11evaluator.example");

    // A token that the issuer did sign, for somebody else; then no token at all.
    let foreign = format!(
        "/evaluate HTTP/1.1\r\nauthorization: PrivateToken token=\"{}\"\r\nx-rest: ",
        BASE64_URL_SAFE.encode(vector("token"))
    );
    for path in [
        &foreign[..],
        "/evaluate HTTP/1.1\r\nauthorization: Bearer x\r\nx-rest: ",
    ] {
        let (status, head, body) = ask(&served, "POST", path, &question);
        assert_eq!(status, 401);
        assert!(
            head.contains("www-authenticate: PrivateToken challenge="),
            "{head}"
        );
        let document: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(document["code"], "bad-token");
    }
}

#[test]
fn an_issuer_without_a_right_key_opens_no_port() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("1.key");
    std::fs::write(&file, key(1).to_secret_text().as_bytes()).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_presend"))
        .args(["serve", "--listen", "127.0.0.1:0", "--evaluator-key"])
        .arg(&file)
        .args(["--token-issuer=issuer.example", "--token-issuer-key=AAAA"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("bad-token-issuer"), "{said}");
}

#[test]
fn a_damaged_key_opens_no_port() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("damaged.key");
    std::fs::write(&file, "presend-evaluator-key-v1:00:00").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_presend"))
        .args(["serve", "--listen", "127.0.0.1:0", "--evaluator-key"])
        .arg(&file)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("bad-evaluator-key"), "{said}");
}
