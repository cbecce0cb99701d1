//! Who answers the questions of private sets: a key and an index on this machine, or others over
//! the network.

use crate::{Failure, files};
use presend::matchset::Mirror;
use presend::oprf::{EvaluatorKey, Request, Seed};
use presend::policy::UncheckedWhy;
use std::io::Read;
use std::path::Path;
use std::time::Duration;
use zeroize::Zeroizing;

/// The longest answer that is read: 4,096 proven buckets.
const MOST_BYTES: u64 = 1 << 20;

/// Who answers for the evaluator.
pub enum Evaluator {
    /// The owner, on this machine.
    Key(Box<EvaluatorKey>),
    /// An evaluator on the network.
    Url(String),
    /// Nobody was named.
    Nobody,
}

/// Who answers for the mirror.
pub enum Buckets {
    /// The index on this machine.
    Here(Box<Mirror>),
    /// A mirror on the network.
    Url(String),
    /// Nobody was named.
    Nobody,
}

/// Fresh bytes of the system's random source.
pub fn random() -> Result<Zeroizing<[u8; 32]>, Failure> {
    let mut bytes = Zeroizing::new([0; 32]);
    getrandom::fill(&mut *bytes)
        .map_err(|error| Failure::new("no-randomness", format!("no random numbers: {error}")))?;
    Ok(bytes)
}

/// The evaluator's key in a file.
pub fn read_key(path: &Path) -> Result<EvaluatorKey, Failure> {
    let text = Zeroizing::new(files::read_text(path)?);
    EvaluatorKey::from_secret_text(&text).map_err(|error| Failure::new(error.code(), error))
}

impl Evaluator {
    /// The answer to a question, or why there is none.
    pub fn answer(&self, question: &[u8]) -> Result<Vec<u8>, UncheckedWhy> {
        match self {
            Self::Key(key) => {
                let request = Request::from_bytes(question).map_err(|_| UncheckedWhy::Error)?;
                let seed = random().map_err(|_| UncheckedWhy::Error)?;
                let seed = Seed::new(*seed).map_err(|_| UncheckedWhy::Error)?;
                let response = key.blind_evaluate(&request, seed);
                // A key of another edition: refused here as the evaluator would refuse it.
                Ok(response.map_err(|_| UncheckedWhy::Error)?.to_bytes())
            }
            Self::Url(url) => post(url, question),
            Self::Nobody => Err(UncheckedWhy::Offline),
        }
    }
}

impl Buckets {
    /// The answer to a question, or why there is none.
    pub fn answer(&self, question: &[u8]) -> Result<Vec<u8>, UncheckedWhy> {
        match self {
            Self::Here(mirror) => mirror.answer(question).map_err(|_| UncheckedWhy::Error),
            Self::Url(url) => post(url, question),
            Self::Nobody => Err(UncheckedWhy::Offline),
        }
    }
}

fn post(url: &str, question: &[u8]) -> Result<Vec<u8>, UncheckedWhy> {
    let agent = ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(30)))
        .build()
        .new_agent();
    let mut answer = agent
        .post(url)
        .header("content-type", "application/octet-stream")
        .send(question)
        .map_err(|_| UncheckedWhy::Offline)?;
    let mut bytes = Vec::new();
    let mut body = answer.body_mut().as_reader().take(MOST_BYTES);
    body.read_to_end(&mut bytes)
        .map_err(|_| UncheckedWhy::Offline)?;
    Ok(bytes)
}
