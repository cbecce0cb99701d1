//! Private sets: every token of every entry is evaluated with the owner's key, and a random value
//! is put where the evaluation says.

use super::plan::PrivatePlan;
use super::work::{Evaluate, InMemory, Record};
use super::{BuiltSet, IntoList, SetOptions, SignerKey, cannot};
use crate::matchset::index::{Part, Place, Value};
use crate::matchset::probe::{Params, Probe};
use crate::matchset::{MatchSetError, private};
use crate::oprf::EvaluatorKey;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::sync::atomic::{AtomicU64, Ordering};
use zeroize::Zeroizing;

/// Tokens that are evaluated together.
const CHUNK: usize = 1024;

/// What a private set takes beside the rest.
pub struct PrivateOptions<'a> {
    /// For a mirror ([`Kind::PrivateMirror`](crate::matchset::Kind::PrivateMirror)) instead of the device ([`Kind::PrivateLocal`](crate::matchset::Kind::PrivateLocal)).
    pub mirror: bool,
    /// The evaluator's key for this edition.
    pub key: &'a EvaluatorKey,
    /// How devices ask.
    pub params: Params,
    /// Called now and then with the number of evaluated tokens, and how many there are.
    pub progress: &'a (dyn Fn(u64, u64) + Sync),
}

/// A token that is put into the index.
pub(super) struct Item {
    pub probe: Probe,
    pub value: Value,
}

/// Builds a private set, on all cores.
///
/// # Errors
/// [`MatchSetError::CannotBuild`]
pub fn build_private(
    list: impl IntoList,
    options: &SetOptions,
    signer: &SignerKey,
    private: &PrivateOptions<'_>,
) -> Result<BuiltSet, MatchSetError> {
    build_private_for(0, list, options, signer, private)
}

/// Builds the index for an update: what a fresh build of the list gives, with tags and places of
/// its own. Update 0 is the first edition of its epoch.
///
/// # Errors
/// [`MatchSetError::CannotBuild`]
pub fn build_private_for(
    update: u32,
    list: impl IntoList,
    options: &SetOptions,
    signer: &SignerKey,
    private: &PrivateOptions<'_>,
) -> Result<BuiltSet, MatchSetError> {
    let store = InMemory::default();
    let plan = PrivatePlan::new(update, list, options, private)?;
    plan.evaluate(0..plan.pieces(), &store)?;
    plan.finish(&store, signer)
}

/// Tokens that were evaluated, of how many.
pub(super) struct Progress<'a> {
    done: AtomicU64,
    all: u64,
    private: &'a PrivateOptions<'a>,
}

impl<'a> Progress<'a> {
    pub(super) fn new(all: usize, private: &'a PrivateOptions<'a>) -> Self {
        let done = AtomicU64::new(0);
        Self {
            done,
            all: all as u64,
            private,
        }
    }
}

impl Progress<'_> {
    /// So many more are done.
    pub(super) fn done(&self, count: usize) {
        let done = self.done.fetch_add(count as u64, Ordering::Relaxed);
        (self.private.progress)(done + count as u64, self.all);
    }
}

/// What the key says of tokens.
pub(super) fn outputs(
    key: &dyn Evaluate,
    probes: &[Probe],
    options: &SetOptions,
    progress: &Progress<'_>,
) -> Result<Vec<[u8; 64]>, MatchSetError> {
    let evaluate = |chunk: &[Probe]| {
        let inputs = chunk
            .iter()
            .map(|probe| private::input(&options.id, options.epoch, probe));
        let inputs: Vec<_> = inputs.collect();
        let outputs = key.outputs(&inputs).map_err(cannot)?;
        progress.done(chunk.len());
        Ok(outputs)
    };
    let outputs: Result<Vec<_>, MatchSetError> = probes.par_chunks(CHUNK).map(evaluate).collect();
    Ok(outputs?.concat())
}

/// Items as records, with the places that the key says.
pub(super) fn evaluated(
    key: &dyn Evaluate,
    items: &[Item],
    part: Part,
    options: &SetOptions,
    progress: &Progress<'_>,
) -> Result<Vec<Record>, MatchSetError> {
    let probes: Vec<Probe> = items.iter().map(|item| item.probe).collect();
    let outputs = outputs(key, &probes, options, progress)?;
    let places = outputs.iter().map(|output| Place::of(output, part));
    let records = places
        .zip(items)
        .map(|(place, item)| Record::new(&place, item.value));
    Ok(records.collect())
}

/// What tags and noise are drawn from. It comes from the key itself and not from an evaluation, so
/// no question to the evaluator can bring it out.
///
/// Every part has its own, so that no two parts of an epoch share a tag or noise.
pub(super) fn secret(key: &EvaluatorKey, options: &SetOptions, part: Part) -> Zeroizing<[u8; 32]> {
    let text = key.to_secret_text();
    let mut digest = Sha256::new()
        .chain_update("presend build secret v1\n")
        .chain_update(text.as_bytes())
        .chain_update(options.id.as_bytes())
        .chain_update(options.epoch.to_le_bytes());
    if let Some(name) = part.name() {
        digest.update(name);
    }
    Zeroizing::new(digest.finalize().into())
}

/// 36 bits for a group, none of which is 0.
pub(super) fn tag(secret: &[u8; 32], hash: &[u8; 32]) -> u64 {
    let digest: [u8; 32] = Sha256::new()
        .chain_update(secret)
        .chain_update("presend tag")
        .chain_update(hash)
        .finalize()
        .into();
    let [a, b, c, d, e, ..] = digest;
    let tag = u64::from_le_bytes([a, b, c, d, e, 0, 0, 0]) >> 4;
    tag.max(1)
}
