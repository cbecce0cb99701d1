//! The folder that a match set lives in.

use crate::answers::Buckets;
use crate::{Failure, files};
use presend::matchset::note::{Note, VerifierKey};
use presend::matchset::{Kind, Manifest, MatchSet, MatchSetError, Mirror, SealKey, TrustPolicy};
use std::path::Path;
use std::time::SystemTime;

/// The signed note.
pub const MANIFEST: &str = "manifest.txt";
/// The index.
pub const INDEX: &str = "index.bin";
/// The signers' verifier keys, a convenience copy.
pub const KEYS: &str = "keys.txt";

/// The roots of a mirror's index.
pub const ROOTS: &str = "roots.bin";

/// The bytes of a match set, not verified.
pub struct SetFolder {
    /// The signed note.
    pub manifest: Vec<u8>,
    /// The index; a device of a `private-mirror` set does not have it.
    pub index: Option<Vec<u8>>,
    /// The roots of a `private-mirror` set.
    pub roots: Option<Vec<u8>>,
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
    /// Reads the files: those that a device needs must be there.
    pub fn read(folder: &Path) -> Result<Self, Failure> {
        let manifest = files::read(&folder.join(MANIFEST))?;
        // What the manifest says is believed here only as far as to know which files to read.
        let note = Note::parse(&manifest).map_err(refused)?;
        let mirrored = Manifest::parse(note.text).is_ok_and(|m| m.kind == Kind::PrivateMirror);
        let path = folder.join(INDEX);
        let index = match mirrored && path.symlink_metadata().is_err() {
            true => None,
            false => Some(files::read(&path)?),
        };
        let roots = mirrored.then(|| files::read(&folder.join(ROOTS)));
        Ok(Self {
            index,
            roots: roots.transpose()?,
            manifest,
        })
    }

    /// Verifies and opens the set.
    pub fn open(&self, trust: &TrustPolicy, seal: Option<&Path>) -> Result<MatchSet, Failure> {
        let index = self.roots.as_ref().or(self.index.as_ref());
        let index = index.map(Vec::as_slice).unwrap_or_default();
        let Some(seal) = seal else {
            return MatchSet::open(&self.manifest, index, trust, now()).map_err(refused);
        };
        let key = SealKey::from_secret_text(&zeroize::Zeroizing::new(files::read_text(seal)?));
        let key = key.map_err(refused)?;
        MatchSet::open_sealed(&self.manifest, index, trust, now(), &key).map_err(refused)
    }

    /// The mirror on this machine, where the folder holds the index of one.
    pub fn mirror(&self, trust: &TrustPolicy) -> Result<Buckets, Failure> {
        match (&self.roots, &self.index) {
            (Some(_), Some(index)) => {
                let mirror = Mirror::open(&self.manifest, index, trust, now());
                Ok(Buckets::Here(Box::new(mirror.map_err(refused)?)))
            }
            _ => Ok(Buckets::Nobody),
        }
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
