//! Private sets: every token of every entry is evaluated with the owner's key, and a random value
//! is put where the evaluation says.

use super::groups::group;
use super::{BuiltSet, Edition, Entries, ListEntry, SetOptions, SignerKey, cannot};
use crate::digest::FileDigest;
use crate::matchset::index::{Part, Place, Value, buckets_build, fuse_build};
use crate::matchset::manifest::places;
use crate::matchset::probe::{Params, Probe, Tables};
use crate::matchset::updates::{Segment, SegmentKind, Updates};
use crate::matchset::{Kind, MatchSetError, Private, private};
use crate::oprf::EvaluatorKey;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::sync::atomic::{AtomicU64, Ordering};
use zeroize::Zeroizing;

/// Tokens that are evaluated together.
const CHUNK: usize = 1024;

/// What a private set takes beside the rest.
pub struct PrivateOptions<'a> {
    /// For a mirror ([`Kind::PrivateMirror`]) instead of the device ([`Kind::PrivateLocal`]).
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
    /// Whose it is; digests have none.
    pub entry: Option<u32>,
}

/// Builds a private set, on all cores.
///
/// # Errors
/// [`MatchSetError::CannotBuild`]
pub fn build_private(
    list: &[ListEntry],
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
    list: &[ListEntry],
    options: &SetOptions,
    signer: &SignerKey,
    private: &PrivateOptions<'_>,
) -> Result<BuiltSet, MatchSetError> {
    let mut entries = Entries::of(list, options, true)?;
    let part = Part::base(update);
    let secret = secret(private.key, options, part);
    let params = &private.params;
    let tables = Tables::new(params);
    let items = items(&mut entries, &tables, &secret);
    let progress = Progress::new(items.len(), private);
    let placed = placed(&items, part, options, &progress)?;
    let sign = |entries: Entries, kind, index, roots, said| {
        let mut built = Edition::of(entries, kind, options);
        built.manifest.private = Some(said);
        built.manifest.updates = (update > 0).then(|| Updates {
            update,
            base: update,
            entries: built.manifest.entries,
            digests: built.manifest.digests,
            segments: Vec::new(),
        });
        built.sign(index, roots, signer)
    };

    let mut said = Private {
        evaluator: *private.key.public(),
        params: *params,
        roots_sha256: None,
    };
    let kind = match private.mirror {
        true => Kind::PrivateMirror,
        false => Kind::PrivateLocal,
    };
    let places = places(kind, params, entries.report.entries, entries.report.digests);
    if !private.mirror {
        let index = fuse_build::build(&placed, places, &secret).map_err(cannot)?;
        return Ok(sign(entries, kind, index, None, said));
    }
    let mut left = vec![0u8; entries.hashes.len()];
    for entry in items.iter().filter_map(|item| item.entry) {
        if let Some(left) = left.get_mut(entry as usize) {
            *left += 1;
        }
    }
    let mut out = 0;
    let may_go = |item: usize| {
        let entry = items.get(item).and_then(|item| item.entry);
        let left = entry.and_then(|entry| left.get_mut(entry as usize));
        match left {
            Some(left) if *left > params.agree() => {
                *left -= 1;
                out += 1;
                true
            }
            _ => false,
        }
    };
    let built = buckets_build::build(&placed, places, &secret, may_go).map_err(cannot)?;
    entries.report.tokens_left_out += out;
    said.roots_sha256 = Some(FileDigest::of(&built.roots));
    let (index, roots) = (built.index, Some(built.roots));
    Ok(sign(entries, kind, index, roots, said))
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

/// What the key says of tokens.
pub(super) fn outputs(
    probes: &[Probe],
    options: &SetOptions,
    progress: &Progress<'_>,
) -> Result<Vec<[u8; 64]>, MatchSetError> {
    let evaluate = |chunk: &[Probe]| {
        let inputs = chunk
            .iter()
            .map(|probe| private::input(&options.id, options.epoch, probe));
        let inputs: Vec<_> = inputs.collect();
        let outputs = progress.private.key.evaluate(&inputs);
        let done = progress
            .done
            .fetch_add(chunk.len() as u64, Ordering::Relaxed);
        (progress.private.progress)(done + chunk.len() as u64, progress.all);
        outputs.map_err(|_| cannot("no input"))
    };
    let outputs: Result<Vec<_>, MatchSetError> = probes.par_chunks(CHUNK).map(evaluate).collect();
    Ok(outputs?.concat())
}

/// Items with the places that the key says.
pub(super) fn placed(
    items: &[Item],
    part: Part,
    options: &SetOptions,
    progress: &Progress<'_>,
) -> Result<Vec<(Place, Value)>, MatchSetError> {
    let probes: Vec<Probe> = items.iter().map(|item| item.probe).collect();
    let outputs = outputs(&probes, options, progress)?;
    let places = outputs.iter().map(|output| Place::of(output, part));
    Ok(places.zip(items.iter().map(|item| item.value)).collect())
}

/// A segment of these items, for so many hashes and digests.
pub(super) fn segment(
    kind: SegmentKind,
    update: u32,
    (entries, digests): (u32, u32),
    items: &[Item],
    options: &SetOptions,
    progress: &Progress<'_>,
) -> Result<(Segment, Vec<u8>), MatchSetError> {
    let part = Part::segment(kind, update);
    let params = &progress.private.params;
    let room = places(Kind::PrivateLocal, params, entries, digests);
    let secret = secret(progress.private.key, options, part);
    let placed = placed(items, part, options, progress)?;
    let bytes = fuse_build::build(&placed, room, &secret).map_err(cannot)?;
    let segment = Segment {
        kind,
        update,
        entries,
        digests,
        bytes: bytes.len() as u64,
        sha256: FileDigest::of(&bytes),
    };
    Ok((segment, bytes))
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

/// Every token that has a place of its own, with its value.
pub(super) fn items(entries: &mut Entries, tables: &Tables, secret: &[u8; 32]) -> Vec<Item> {
    let params = tables.params();
    let (count, agree) = (usize::from(params.tables()), usize::from(params.agree()));
    let hashes: Vec<_> = entries.hashes.iter().copied().collect();
    let probes: Vec<Probe> = hashes
        .iter()
        .flat_map(|(hash, _)| tables.tokens(*hash))
        .collect();
    let tokens: Vec<u64> = probes.iter().map(|probe| probe.token).collect();
    let groups = group(&hashes, &tokens, count, agree);
    let value = |entry: usize| {
        let leader = groups
            .leader
            .get(entry)
            .map_or(entry, |leader| *leader as usize);
        let (hash, label) = hashes.get(leader).copied().unwrap_or_default();
        match agree {
            // With one table, a value proves itself: its tag is nothing.
            1 => Value::new(0, label),
            _ => Value::new(tag(secret, &hash.to_bytes()), label),
        }
    };
    let mut items = Vec::with_capacity(probes.len() + entries.digests.len());
    for (place, (probe, kept)) in probes.iter().zip(&groups.kept).enumerate() {
        let entry = place / count;
        match kept {
            true => items.push(Item {
                probe: *probe,
                value: value(entry),
                entry: u32::try_from(entry).ok(),
            }),
            false => entries.report.tokens_left_out += 1,
        }
    }
    entries.report.groups = groups.groups;
    items.extend(entries.digests.iter().map(|(digest, label)| Item {
        probe: Probe::of_digest(*digest),
        value: Value::new(0, *label),
        entry: None,
    }));
    items
}

/// 36 bits for a group, none of which is 0.
fn tag(secret: &[u8; 32], hash: &[u8; 32]) -> u64 {
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
