//! Speaks for `presend::oprf` to other implementations: one JSON object a line in, one a line out,
//! bytes as hex. `pkg-tests/tests/oprf.test.mjs` holds the other end.
//!
//! | `do` | takes | gives |
//! |---|---|---|
//! | `key` | `seed`, `info` | `secret` (the scalar), `public` |
//! | `evaluate` | `blinded`, `seed` | `evaluated`, `proof` |
//! | `outputs` | `inputs` | `outputs` |
//! | `blind` | `public`, `inputs`, `seed`, `fixedBase` | `blinded` |
//! | `finalize` | `evaluated`, `proof` | `outputs` |
//!
//! `evaluate` and `outputs` use the last `key`, `finalize` the last `blind`. What is refused gives
//! `error`, a code.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test's helper fails by panicking and answers on standard output"
)]

use base64::{Engine, prelude::BASE64_STANDARD};
use presend::oprf::{
    EvaluatorKey, FixedBase, OprfError, Pending, PinnedKey, Precomputed, PublicKey, Request,
    Response, Seed, blind,
};
use serde_json::{Value, json};
use std::io::BufRead;

fn hex(bytes: impl AsRef<[u8]>) -> String {
    let bytes = bytes.as_ref().iter();
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

fn hexes<B: AsRef<[u8]>>(list: impl IntoIterator<Item = B>) -> Vec<String> {
    list.into_iter().map(hex).collect()
}

fn bytes(value: &Value) -> Vec<u8> {
    let digits = value.as_str().expect("hex").as_bytes().chunks(2);
    let pair = |pair| std::str::from_utf8(pair).expect("hex");
    digits
        .map(|digits| u8::from_str_radix(pair(digits), 16).expect("hex"))
        .collect()
}

fn array<const N: usize>(value: &Value) -> [u8; N] {
    bytes(value).try_into().expect("the right length")
}

fn list<T>(value: &Value, read: impl Fn(&Value) -> T) -> Vec<T> {
    value.as_array().expect("a list").iter().map(read).collect()
}

#[derive(Default)]
struct Speaker {
    key: Option<EvaluatorKey>,
    waiting: Option<(Pending, Request)>,
}

impl Speaker {
    fn answer(&mut self, asked: &Value) -> Result<Value, OprfError> {
        let seed = || Seed::new(array(&asked["seed"]));
        match asked["do"].as_str() {
            Some("key") => {
                let key = EvaluatorKey::derive(&array(&asked["seed"]), &bytes(&asked["info"]))?;
                let text = key.to_secret_text();
                let secret = text.trim().rsplit(':').next().expect("base64");
                let secret = BASE64_STANDARD.decode(secret).expect("base64");
                let public = hex(key.public().to_bytes());
                self.key = Some(key);
                Ok(json!({ "secret": hex(secret), "public": public }))
            }
            Some("evaluate") => {
                let key = self.key.as_ref().expect("a key first");
                let request = Request {
                    key: key.public().id(),
                    elements: list(&asked["blinded"], array),
                };
                let request = Request::from_bytes(&request.to_bytes())?;
                let response = key.blind_evaluate(&request, seed()?)?;
                let response = Response::from_bytes(&response.to_bytes())?;
                let evaluated = hexes(&response.elements);
                Ok(json!({ "evaluated": evaluated, "proof": hex(response.proof) }))
            }
            Some("outputs") => {
                let key = self.key.as_ref().expect("a key first");
                let outputs = key.evaluate(&list(&asked["inputs"], bytes))?;
                Ok(json!({ "outputs": hexes(outputs) }))
            }
            Some("blind") => {
                let key = PublicKey::from_bytes(&array(&asked["public"]))?;
                let key = PinnedKey::from_signed_manifest(key);
                let inputs = list(&asked["inputs"], bytes);
                let (pending, request) = if asked["fixedBase"] == true {
                    let base = FixedBase::new(&key);
                    Precomputed::new(&base, inputs.len(), seed()?)?.blind(&inputs)?
                } else {
                    blind(&key, &inputs, seed()?)?
                };
                let blinded = hexes(&request.elements);
                self.waiting = Some((pending, request));
                Ok(json!({ "blinded": blinded }))
            }
            Some("finalize") => {
                let (pending, request) = self.waiting.take().expect("blinded inputs first");
                let response = Response {
                    key: request.key,
                    request: request.digest(),
                    elements: list(&asked["evaluated"], array),
                    proof: array(&asked["proof"]),
                };
                let outputs = pending.finalize(&response)?;
                Ok(json!({ "outputs": hexes(outputs.iter()) }))
            }
            other => panic!("no such request: {other:?}"),
        }
    }
}

fn main() {
    let mut speaker = Speaker::default();
    for line in std::io::stdin().lock().lines() {
        let asked = serde_json::from_str(&line.expect("a line")).expect("JSON");
        let answer = speaker.answer(&asked);
        let answer = answer.unwrap_or_else(|error| json!({ "error": error.code() }));
        println!("{answer}");
    }
}
