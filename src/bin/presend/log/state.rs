//! What a witness, a monitor or a checking device remembers of a log.

use super::copy::{Signed, read_tree};
use super::report;
use super::source::Source;
use crate::{Failure, files};
use base64::{Engine, prelude::BASE64_STANDARD};
use presend::matchset::log::{Hash, Tree, verify_consistency};
use presend::matchset::note::VerifierKey;
use serde_json::{Value, json};
use std::path::Path;

/// The largest checkpoint that was verified, with the hashes of all entries below it.
pub struct State {
    /// The checkpoint.
    pub signed: Signed,
    /// The tree that it vouches for.
    pub tree: Tree,
}

/// How a checkpoint stands to a remembered one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// The same tree, or the first one that was seen.
    Same,
    /// It goes on where the remembered one ended.
    Grown,
    /// An earlier state of the same log.
    Older,
    /// No tree can have both: the log says different things to different people.
    Equivocates,
}

impl State {
    /// Reads the file; `None` where there is none yet.
    pub fn read(path: &Path, key: &VerifierKey) -> Result<Option<Self>, Failure> {
        if path.symlink_metadata().is_err() {
            return Ok(None);
        }
        let bad = || {
            let message = format!(
                "{} is not the state of a watched log; keep it, and name another file",
                path.display()
            );
            Failure::new("bad-state", message)
        };
        let value: Value = serde_json::from_slice(&files::read(path)?).map_err(|_| bad())?;
        let text = |name: &str| value.get(name).and_then(Value::as_str).ok_or_else(bad);
        if text("presend")? != "log state v1" {
            return Err(bad());
        }
        let signed = Signed::open(text("checkpoint")?.as_bytes().to_vec(), key)?;
        let leaves = BASE64_STANDARD.decode(text("leaves")?).map_err(|_| bad())?;
        let tree = Tree::of_leaves(leaves.as_chunks().0.to_vec());
        let fits = tree.size() == signed.checkpoint.size
            && tree.root_at(tree.size()) == Some(signed.checkpoint.root);
        fits.then_some(Some(Self { signed, tree })).ok_or_else(bad)
    }

    /// Writes the file whole or not at all.
    pub fn write(&self, path: &Path) -> Result<(), Failure> {
        let leaves = BASE64_STANDARD.encode(self.tree.leaves().as_flattened());
        let value = json!({
            "presend": "log state v1",
            "checkpoint": self.signed.note,
            "leaves": leaves,
        });
        files::write(path, format!("{value}\n").as_bytes(), false, true)
    }

    /// How a verified checkpoint stands to this one; `tree` is what its host says is below it.
    pub fn relation(&self, signed: &Signed, tree: Option<&Tree>) -> Relation {
        let (old, new) = (&self.signed.checkpoint, &signed.checkpoint);
        if new.size <= old.size {
            return match self.tree.root_at(new.size) == Some(new.root) {
                true if new.size == old.size => Relation::Same,
                true => Relation::Older,
                false => Relation::Equivocates,
            };
        }
        let proof: Option<Vec<Hash>> = tree.and_then(|tree| tree.consistency(old.size));
        let (a, b) = ((old.size, &old.root), (new.size, &new.root));
        match proof.is_some_and(|proof| verify_consistency(a, b, &proof)) {
            true => Relation::Grown,
            false => Relation::Equivocates,
        }
    }
}

/// The tree below a verified checkpoint, once the checkpoint was held against the remembered one.
/// Where the two do not agree, both are kept as evidence, beside the state.
pub fn admit(
    state: Option<&State>,
    signed: &Signed,
    source: &Source,
    beside: &Path,
) -> Result<Tree, Failure> {
    // Of a tree that is not larger, what is remembered is enough to tell.
    let smaller = state.filter(|state| signed.checkpoint.size <= state.tree.size());
    if let Some(state) = smaller {
        match state.relation(signed, None) {
            Relation::Equivocates => return Err(report::equivocation(state, signed, beside)?),
            Relation::Older => return Err(older(state, signed)),
            Relation::Same | Relation::Grown => {}
        }
    }
    let tree = read_tree(source, &signed.checkpoint)?;
    match state {
        Some(state) if state.relation(signed, Some(&tree)) == Relation::Equivocates => {
            Err(report::equivocation(state, signed, beside)?)
        }
        _ => Ok(tree),
    }
}

fn older(state: &State, found: &Signed) -> Failure {
    let (had, has) = (state.tree.size(), found.checkpoint.size);
    let message = format!(
        "the log shows {has} entries and had {had}: an old copy, or a log that was cut; a copy catches up, a log must not shrink"
    );
    Failure::new("log-rolled-back", message)
}
