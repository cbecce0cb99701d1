//! The folder that a match set lives in.

use crate::answers::Buckets;
use crate::{Failure, files};
use presend::digest::FileDigest;
use presend::matchset::note::{Note, SignerKey, VerifierKey};
use presend::matchset::{
    Kind, Manifest, MatchSet, MatchSetError, Mirror, MirrorFile, SealKey, TrustPolicy,
};
use std::fs::File;
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
    /// The segments of its updates, in order.
    pub segments: Vec<Vec<u8>>,
}

/// The folder of segments.
pub const SEGMENTS: &str = "segments";

/// Name of a segment's file.
pub fn segment_file(sha256: FileDigest) -> String {
    format!("{SEGMENTS}/{}.bin", sha256.to_hex())
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
        Self::read_with(folder, true)
    }

    /// The same without a mirror's index, which may be larger than memory.
    pub fn read_own(folder: &Path) -> Result<Self, Failure> {
        Self::read_with(folder, false)
    }

    fn read_with(folder: &Path, index_of_mirror: bool) -> Result<Self, Failure> {
        let manifest = files::read(&folder.join(MANIFEST))?;
        // What the manifest says is believed here only as far as to know which files to read.
        let note = Note::parse(&manifest).map_err(refused)?;
        let parsed = Manifest::parse(note.text);
        let mirrored = parsed.as_ref().is_ok_and(|m| m.kind == Kind::PrivateMirror);
        let lines = parsed.as_ref().map(Manifest::segments).unwrap_or_default();
        let segments = lines
            .iter()
            .map(|line| files::read(&folder.join(segment_file(line.sha256))));
        let path = folder.join(INDEX);
        let absent = !index_of_mirror || path.symlink_metadata().is_err();
        let index = match mirrored && absent {
            true => None,
            false => Some(files::read(&path)?),
        };
        let roots = mirrored.then(|| files::read(&folder.join(ROOTS)));
        Ok(Self {
            index,
            roots: roots.transpose()?,
            segments: segments.collect::<Result<_, _>>()?,
            manifest,
        })
    }

    /// Verifies and opens the set.
    pub fn open(&self, trust: &TrustPolicy, seal: Option<&Path>) -> Result<MatchSet, Failure> {
        self.open_at(trust, seal, now())
    }

    /// The same at another time, in seconds since 1970-01-01T00:00:00Z.
    pub fn open_at(
        &self,
        trust: &TrustPolicy,
        seal: Option<&Path>,
        now: u64,
    ) -> Result<MatchSet, Failure> {
        let index = self.roots.as_ref().or(self.index.as_ref());
        let index = index.map(Vec::as_slice).unwrap_or_default();
        let segments: Vec<&[u8]> = self.segments.iter().map(Vec::as_slice).collect();
        let (manifest, segments) = (&self.manifest, segments.as_slice());
        let opened = match seal {
            None => MatchSet::open_updated(manifest, index, segments, trust, now),
            Some(seal) => {
                let key = read_seal(seal)?;
                MatchSet::open_sealed_updated(manifest, index, segments, trust, now, &key)
            }
        };
        opened.map_err(refused)
    }

    /// The set as its owner opens it to make the next edition, whether it has ended or not; with
    /// the digest of its manifest's text.
    pub fn open_own(
        &self,
        signer: &SignerKey,
        seal: Option<&Path>,
    ) -> Result<(MatchSet, FileDigest), Failure> {
        let note = Note::parse(&self.manifest).map_err(refused)?;
        let manifest = Manifest::parse(note.text).map_err(refused)?;
        let trust = TrustPolicy::any_of(vec![signer.verifier()]);
        let set = self.open_at(&trust, seal, manifest.not_before)?;
        Ok((set, FileDigest::of(note.text.as_bytes())))
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

/// The mirror's index in a folder as its owner reads it, held against the manifest; of another kind, none.
pub fn own_mirror(folder: &Path, manifest: &Manifest) -> Result<Option<MirrorFile<File>>, Failure> {
    if manifest.kind != Kind::PrivateMirror {
        return Ok(None);
    }
    let path = folder.join(INDEX);
    let unread = || {
        let message = "the folder lacks the mirror's index.bin, which an update is held against";
        Failure::new("unreadable", message)
    };
    let file = File::open(path).map_err(|_| unread())?;
    let opened = MirrorFile::open(manifest, file);
    opened
        .map(Some)
        .map_err(|error| error.map_or_else(unread, refused))
}

/// The key of a sealed set.
pub fn read_seal(path: &Path) -> Result<SealKey, Failure> {
    let text = zeroize::Zeroizing::new(files::read_text(path)?);
    SealKey::from_secret_text(&text).map_err(refused)
}

/// The owner's signing key.
pub fn read_signer(path: &Path) -> Result<SignerKey, Failure> {
    let text = zeroize::Zeroizing::new(files::read_text(path)?);
    SignerKey::parse(&text).map_err(refused)
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
