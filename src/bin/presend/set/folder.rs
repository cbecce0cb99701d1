//! The folder that a match set lives in.

use crate::{Failure, files};
use presend::matchset::note::VerifierKey;
use presend::matchset::{MatchSet, MatchSetError, TrustPolicy};
use std::path::Path;
use std::time::SystemTime;

/// The signed note.
pub const MANIFEST: &str = "manifest.txt";
/// The index.
pub const INDEX: &str = "index.bin";
/// The signers' verifier keys, a convenience copy.
pub const KEYS: &str = "keys.txt";

/// The bytes of a match set, not verified.
pub struct SetFolder {
    /// The signed note.
    pub manifest: Vec<u8>,
    /// The index.
    pub index: Vec<u8>,
}

/// Every refusal of a match set keeps its code.
pub fn refused(error: MatchSetError) -> Failure {
    Failure::new(error.code(), error)
}

/// Seconds since 1970-01-01T00:00:00Z.
pub fn now() -> u64 {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

impl SetFolder {
    /// Reads the files.
    pub fn read(folder: &Path) -> Result<Self, Failure> {
        Ok(Self {
            manifest: files::read(&folder.join(MANIFEST))?,
            index: files::read(&folder.join(INDEX))?,
        })
    }

    /// Verifies and opens the set.
    pub fn open(&self, trust: &TrustPolicy) -> Result<MatchSet, Failure> {
        MatchSet::open(&self.manifest, &self.index, trust, now()).map_err(refused)
    }
}

/// Verifier keys, one a line, of these files.
pub fn read_trust(files: &[impl AsRef<Path>]) -> Result<TrustPolicy, Failure> {
    let mut keys: Vec<VerifierKey> = Vec::new();
    for file in files {
        let text = crate::files::read_text(file.as_ref())?;
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            keys.push(line.parse().map_err(refused)?);
        }
    }
    Ok(TrustPolicy::any_of(keys))
}
