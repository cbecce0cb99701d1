//! Where a log's files are: a folder, or an address. They are static, so both are read alike.

use crate::Failure;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The signed tree head.
pub const CHECKPOINT: &str = "checkpoint";
/// A checkpoint with many cosignatures fits; so does a full bundle of the longest entries.
const MOST_BYTES: u64 = 256 * (2 + 65_535);

/// A folder or an address.
#[derive(Debug, Clone)]
pub enum Source {
    /// The log's folder.
    Folder(PathBuf),
    /// The address below which its files are, with a slash at the end.
    Address(String),
}

impl std::str::FromStr for Source {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let remote = text.starts_with("http://") || text.starts_with("https://");
        Ok(match remote {
            true => Self::Address(format!("{}/", text.trim_end_matches('/'))),
            false => Self::Folder(text.into()),
        })
    }
}

impl Source {
    /// The bytes of a file; `None` where it is not there.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        match self {
            Self::Folder(folder) => from_folder(&folder.join(path)),
            Self::Address(address) => from_address(&format!("{address}{path}")),
        }
    }

    /// The same for a file that a log must have.
    pub fn need(&self, path: &str) -> Result<Vec<u8>, Failure> {
        self.read(path)?.ok_or_else(|| {
            let message = format!(
                "the log lacks {path}, which its checkpoint says is there; the host lost it, or withholds it"
            );
            Failure::new("log-incomplete", message)
        })
    }
}

fn from_folder(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => {
            let message = format!("cannot read {}: {error}", path.display());
            Err(Failure::new("unreadable", message))
        }
    }
}

fn from_address(address: &str) -> Result<Option<Vec<u8>>, Failure> {
    let failed = |error: &dyn std::fmt::Display| {
        let message = format!("cannot read {address}: {error}");
        Failure::new("log-unreachable", message)
    };
    let agent = ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(30)))
        .build()
        .new_agent();
    let mut answer = match agent.get(address).call() {
        Ok(answer) => answer,
        Err(ureq::Error::StatusCode(404 | 410)) => return Ok(None),
        Err(error) => return Err(failed(&error)),
    };
    let mut bytes = Vec::new();
    let mut body = answer.body_mut().as_reader().take(MOST_BYTES + 1);
    body.read_to_end(&mut bytes).map_err(|e| failed(&e))?;
    match bytes.len() as u64 > MOST_BYTES {
        true => Err(failed(&"the file is longer than any of a log's")),
        false => Ok(Some(bytes)),
    }
}
