//! The log that a check asks for, as a device asks for it.

use super::copy::read_tree;
use super::source::Source;
use crate::set::refused;
use crate::{Failure, files};
use presend::matchset::TrustPolicy;
use presend::matchset::log::{Checkpoint, LogPolicy};
use presend::matchset::note::{Note, VerifierKey};
use std::path::{Path, PathBuf};

/// The proof beside a set.
pub const PROOF: &str = "set.tlog-proof";
/// The log's tiles beside a set.
pub const TILES: &str = "log";

/// Options that name a log.
#[derive(clap::Args)]
pub struct LogArgs {
    /// Verifier key of the log that must hold the set's manifest
    #[arg(long, value_name = "FILE")]
    log_key: Option<PathBuf>,
    /// Verifier key of a witness; may be given more than once
    #[arg(long, value_name = "FILE", requires = "log_key")]
    log_witness: Vec<PathBuf>,
    /// How many of the witnesses must have cosigned [default: 1, where one is named]
    #[arg(long, value_name = "NUMBER", requires = "log_witness")]
    log_required: Option<usize>,
    /// In words instead, such as "2 of town, hills, sea"
    #[arg(
        long,
        value_name = "WORDS",
        requires = "log_witness",
        conflicts_with = "log_required"
    )]
    log_policy: Option<String>,
    /// Remembers the log's checkpoint: a smaller or another one is refused next time
    #[arg(long, value_name = "FILE", requires = "log_key")]
    log_state: Option<PathBuf>,
}

/// The log's verifier key.
pub fn read_log_key(path: &Path) -> Result<VerifierKey, Failure> {
    files::read_text(path)?.parse().map_err(refused)
}

/// Keys of witnesses, one a line.
pub fn read_witnesses(paths: &[PathBuf]) -> Result<Vec<VerifierKey>, Failure> {
    let mut keys = Vec::new();
    for path in paths {
        let text = files::read_text(path)?;
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            keys.push(VerifierKey::witness(line).map_err(refused)?);
        }
    }
    Ok(keys)
}

/// Options that say which witnesses must have cosigned a checkpoint.
#[derive(clap::Args)]
pub struct WitnessArgs {
    /// Verifier key of a witness; may be given more than once
    #[arg(long, value_name = "FILE")]
    witness: Vec<PathBuf>,
    /// How many of the witnesses must have cosigned [default: 1, where one is named]
    #[arg(long, requires = "witness")]
    required: Option<usize>,
    /// In words instead, such as "2 of town, hills, sea"
    #[arg(
        long,
        value_name = "WORDS",
        requires = "witness",
        conflicts_with = "required"
    )]
    witness_policy: Option<String>,
}

impl WitnessArgs {
    /// The witnesses that count, and how many of them must have cosigned.
    pub fn read(&self) -> Result<(Vec<VerifierKey>, usize), Failure> {
        counted(&self.witness, self.required, self.witness_policy.as_deref())
    }
}

/// Keys of witnesses, and how many of them: a number, words, or one where any is named.
fn counted(
    paths: &[PathBuf],
    required: Option<usize>,
    words: Option<&str>,
) -> Result<(Vec<VerifierKey>, usize), Failure> {
    let keys = read_witnesses(paths)?;
    let Some(words) = words else {
        let required = required.unwrap_or(keys.len().min(1));
        return Ok((keys, required));
    };
    let trust = TrustPolicy::worded(words, &keys);
    let trust = trust.map_err(|error| Failure::new(error.code(), error))?;
    Ok((trust.keys, trust.required))
}

impl LogArgs {
    /// Puts the log into the trust policy for the set in this folder.
    pub fn ask_for(&self, trust: &mut TrustPolicy, set: &Path) -> Result<(), Failure> {
        let Some(key) = &self.log_key else {
            return Ok(());
        };
        let words = self.log_policy.as_deref();
        let (witnesses, required) = counted(&self.log_witness, self.log_required, words)?;
        let path = set.join(PROOF);
        let proof = match path.symlink_metadata() {
            Ok(_) => files::read(&path)?,
            Err(_) => Vec::new(),
        };
        let known = self.remembered()?;
        let mut policy = LogPolicy {
            key: read_log_key(key)?,
            witnesses,
            required,
            known,
            proof,
            consistency: Vec::new(),
        };
        // Not verified yet, and believed only as far as to know which tiles to read.
        let claimed = claimed(&policy.proof);
        if let (Some(known), Some(claimed)) = (&policy.known, claimed)
            && known.size < claimed.size
        {
            let tiles = Source::Folder(set.join(TILES));
            let tree = read_tree(&tiles, &claimed)?;
            policy.consistency = tree.consistency(known.size).unwrap_or_default();
        }
        trust.log = Some(policy);
        Ok(())
    }

    fn remembered(&self) -> Result<Option<Checkpoint>, Failure> {
        let Some(path) = &self.log_state else {
            return Ok(None);
        };
        if path.symlink_metadata().is_err() {
            return Ok(None);
        }
        let read = Checkpoint::parse(&files::read_text(path)?);
        let message = format!("{} holds no checkpoint", path.display());
        let read = read.ok_or_else(|| Failure::new("bad-state", message));
        read.map(Some)
    }

    /// Remembers the checkpoint of the log that holds a set which was opened.
    pub fn remember(&self, trust: &TrustPolicy, manifest: &[u8]) -> Result<(), Failure> {
        let (Some(path), Some(log)) = (&self.log_state, &trust.log) else {
            return Ok(());
        };
        let note = Note::parse(manifest).map_err(refused)?;
        let checkpoint = log.verify(note.text).map_err(refused)?;
        files::write(path, checkpoint.to_text().as_bytes(), false, true)
    }
}

fn claimed(proof: &[u8]) -> Option<Checkpoint> {
    let (_, note) = core::str::from_utf8(proof).ok()?.split_once("\n\n")?;
    Checkpoint::parse(Note::parse(note.as_bytes()).ok()?.text)
}
