//! A log, read and held against its checkpoint.

use super::source::{CHECKPOINT, Source};
use crate::Failure;
use crate::set::refused;
use presend::matchset::MatchSetError;
use presend::matchset::log::{
    BUNDLE, Chain, Checkpoint, Event, Hash, Tree, leaf_hash, read_bundle, tile_path,
};
use presend::matchset::note::{Note, VerifierKey};

/// A checkpoint whose signature by the log was verified.
#[derive(Debug, Clone)]
pub struct Signed {
    /// The whole note.
    pub note: String,
    /// What it says.
    pub checkpoint: Checkpoint,
}

impl Signed {
    /// Verifies a note with the log's key.
    pub fn open(note: Vec<u8>, key: &VerifierKey) -> Result<Self, Failure> {
        let read = Note::parse(&note).map_err(refused)?;
        let signed = read.verify(core::slice::from_ref(key)).map_err(refused)?;
        if signed == 0 {
            let (found, required) = (0, 0);
            return Err(refused(MatchSetError::UntrustedLog { found, required }));
        }
        let checkpoint = Checkpoint::parse(read.text).filter(|c| c.origin == key.name());
        let checkpoint = checkpoint.ok_or_else(|| refused(MatchSetError::BadLogProof))?;
        // Parsing has shown that it is text.
        let note = String::from_utf8_lossy(&note).into_owned();
        Ok(Self { note, checkpoint })
    }

    /// The text that the log signed.
    pub fn text(&self) -> Result<&str, Failure> {
        Ok(Note::parse(self.note.as_bytes()).map_err(refused)?.text)
    }

    /// The log's checkpoint.
    pub fn read(source: &Source, key: &VerifierKey) -> Result<Self, Failure> {
        let note = source.read(CHECKPOINT)?.ok_or_else(|| {
            let message = "there is no log here: it has no checkpoint (presend log init)";
            Failure::new("no-log", message)
        })?;
        Self::open(note, key)
    }

    /// How many of these witnesses cosigned it.
    pub fn witnesses(&self, keys: &[VerifierKey]) -> Result<usize, Failure> {
        let note = Note::parse(self.note.as_bytes()).map_err(refused)?;
        note.verify(keys).map_err(refused)
    }
}

fn broken(message: impl std::fmt::Display) -> Failure {
    Failure::new("log-broken", message)
}

fn size_of(checkpoint: &Checkpoint) -> Result<usize, Failure> {
    usize::try_from(checkpoint.size).map_err(|_| broken("the checkpoint claims too many entries"))
}

/// The hashes of the entries: tiles of level 0, which must lead to the checkpoint's root.
pub fn read_tree(source: &Source, checkpoint: &Checkpoint) -> Result<Tree, Failure> {
    let size = size_of(checkpoint)?;
    let mut leaves: Vec<Hash> = Vec::new();
    while leaves.len() < size {
        let at = leaves.len();
        let width = (size - at).min(BUNDLE);
        let path = tile_path("0", at / BUNDLE, width);
        let tile = source.need(&path)?;
        let (hashes, rest) = tile.as_chunks::<32>();
        if hashes.len() != width || !rest.is_empty() {
            let message = format!("{path} should have {width} hashes; it was cut, or changed");
            return Err(broken(message));
        }
        leaves.extend(hashes);
    }
    let tree = Tree::of_leaves(leaves);
    match tree.root_at(checkpoint.size) == Some(checkpoint.root) {
        true => Ok(tree),
        false => Err(broken(
            "the tiles do not lead to the checkpoint's root: a tile was changed, or belongs to another log",
        )),
    }
}

/// Tiles above level 0, which devices take proofs from, must be those of the same tree.
pub fn check_tiles(source: &Source, tree: &Tree) -> Result<(), Failure> {
    let upper = |path: &str| !path.starts_with("tile/0/");
    for (path, bytes) in tree.tiles().iter().filter(|(path, _)| upper(path)) {
        if source.need(path)? != *bytes {
            return Err(broken(format!(
                "{path} is not the tile that the entries lead to"
            )));
        }
    }
    Ok(())
}

/// The entries, each held against its hash.
pub fn read_entries(source: &Source, tree: &Tree) -> Result<Vec<Vec<u8>>, Failure> {
    let mut entries: Vec<Vec<u8>> = Vec::new();
    for (n, leaves) in tree.leaves().chunks(BUNDLE).enumerate() {
        let path = tile_path("entries", n, leaves.len());
        let bundle = read_bundle(&source.need(&path)?);
        let bundle = bundle.filter(|bundle| bundle.len() == leaves.len());
        let bundle = bundle.ok_or_else(|| broken(format!("{path} is cut")))?;
        let fits = |(entry, leaf): (&Vec<u8>, &Hash)| leaf_hash(entry) == *leaf;
        if !bundle.iter().zip(leaves).all(fits) {
            let message = format!("an entry of {path} is not the one that the log vouches for");
            return Err(broken(message));
        }
        entries.extend(bundle);
    }
    Ok(entries)
}

/// What the entries say, each behind those before it.
pub fn follow(entries: &[Vec<u8>]) -> Result<(Chain, Vec<Event>), Failure> {
    let (mut chain, mut events) = (Chain::default(), Vec::new());
    for (index, entry) in entries.iter().enumerate() {
        events.push(chain.follow(entry).map_err(|fault| {
            let message = format!("entry {index}: {fault}");
            Failure::new(fault.code(), message)
        })?);
    }
    Ok((chain, events))
}
