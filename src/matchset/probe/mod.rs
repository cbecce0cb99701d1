//! Probes: the exact questions that stand for one near-match question.
//!
//! PDQ matches hashes that are *near* each other, the oblivious evaluation of a private set
//! answers only exact questions. So a list entry is stored under a few *tokens* (the bits of its
//! hash in disjoint [`Tables`]), and the device asks for the tokens that the listed original of
//! its picture most likely has: its own, and those with the bits flipped that an edit flips most
//! easily, because their coefficients lie close to the median ([`FLIPS`]). An entry is found where
//! [`Params::agree`] tables hit.
//!
//! Every check asks exactly [`Params::probes`] questions, in an order that says nothing, whatever
//! the picture: a plain one that has no usable view, a file that cannot be decoded at all and an
//! animation of many frames ask just as many. What the picture leaves free is filled with random
//! tokens, which nobody can tell from others once they are blinded.

pub(in crate::matchset) mod fixed;
pub mod flips;
pub mod params;
mod search;
mod stream;
pub mod tables;

pub use flips::{FLIPS, ViewInput, flip_rows};
pub use params::{Params, ParamsError, Profile};
pub use tables::Tables;

use crate::digest::{DigestKind, FileDigest};
use core::cmp::Reverse;
use core::fmt;
use fixed::cost;
use search::Front;
use std::collections::{BTreeSet, BinaryHeap};
use stream::Stream;

/// The table of a file's SHA-256: its token is not a part of a hash but the first eight bytes of
/// the digest, most significant first. One hit in it is enough, whatever [`Params::agree`] says.
/// The other kinds of digests have the tables below it, by their place in [`DigestKind::ALL`].
pub const DIGEST_TABLE: u8 = 0xff;

/// Whether a table is one of digests.
pub(super) fn is_exact(table: u8) -> bool {
    table > DIGEST_TABLE - DigestKind::ALL.len() as u8
}

/// How likely each view of a picture is the one that is listed, in thousandths of the likeliest.
///
/// Chosen (2026-11-24), not measured: they share out the probes, and a view that is not listed
/// costs those it gets.
pub mod prior {
    /// The pixels as the file stores them.
    pub const STORED: u16 = 1000;
    /// The pixels as a viewer shows them, where the file says that they are stored turned.
    pub const UPRIGHT: u16 = 500;
    /// The picture without its frame or bars.
    pub const TRIMMED: u16 = 100;
    /// The mirror image.
    pub const MIRROR: u16 = 50;
}

/// One exact question: does an entry have this token in this table? `Debug` hides the token.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Probe {
    /// Table, from 0, or [`DIGEST_TABLE`].
    pub table: u8,
    /// [`Params::token_bits`] bits, the lowest first; 64 bits of a digest.
    pub token: u64,
}

impl Probe {
    /// The probe that finds an exact copy of a file.
    pub fn of_digest(digest: FileDigest) -> Self {
        Self::exact(DigestKind::Sha256, &digest.to_bytes())
    }

    /// The same for a digest of any kind.
    pub fn exact(kind: DigestKind, digest: &[u8; 32]) -> Self {
        let token = digest.first_chunk();
        Self {
            table: DIGEST_TABLE - kind as u8,
            token: token.map_or(0, |first| u64::from_be_bytes(*first)),
        }
    }
}

impl fmt::Debug for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Probe").finish_non_exhaustive()
    }
}

/// The probes of one check: exactly [`Params::probes`] of them, none twice, shuffled.
///
/// `views` are the usable views of one picture, in any order; they share the probes by
/// likelihood. Each probe of `exact`, for a digest of the file, is one of the same number. `fresh` decides
/// the shuffle and the tokens that fill up: 32 random bytes, drawn for this check and never used
/// again.
pub fn probes(
    views: &[ViewInput],
    exact: impl IntoIterator<Item = Probe>,
    tables: &Tables,
    fresh: &[u8; 32],
) -> Vec<Probe> {
    let wanted = usize::from(tables.params().probes());
    let mut probes = Vec::with_capacity(wanted);
    probes.extend(exact);
    let free = wanted - probes.len();
    probes.extend(likeliest(views, tables, free));
    fill(&mut probes, tables, fresh);
    Stream::new("presend probe order", fresh).shuffle(&mut probes);
    probes
}

/// The `wanted` likeliest probes, the likeliest first; fewer only where there are no views.
pub fn likeliest(views: &[ViewInput], tables: &Tables, wanted: usize) -> Vec<Probe> {
    let mut fronts = Vec::new();
    for view in views {
        let cost = cost(u32::from(view.prior), 1000);
        for (table, positions) in (0u8..).zip(tables.positions()) {
            fronts.push((table, Front::new(view, positions, cost)));
        }
    }
    let next = |at: usize, front: &Front| front.cost().map(|cost| Reverse((cost, at)));
    let heads = fronts.iter().enumerate();
    let mut heads: BinaryHeap<_> = heads
        .filter_map(|(at, (_, front))| next(at, front))
        .collect();
    let mut found = Vec::with_capacity(wanted);
    let mut seen = BTreeSet::new();
    while found.len() < wanted
        && let Some(Reverse((_, at))) = heads.pop()
    {
        let Some((table, front)) = fronts.get_mut(at) else {
            continue;
        };
        let token = front.next();
        heads.extend(next(at, front));
        let probe = token.map(|token| Probe {
            table: *table,
            token,
        });
        found.extend(probe.filter(|probe| seen.insert(*probe)));
    }
    found
}

/// Adds random probes, none twice, up to the number of the parameters.
fn fill(probes: &mut Vec<Probe>, tables: &Tables, fresh: &[u8; 32]) {
    let params = tables.params();
    let wanted = usize::from(params.probes());
    if probes.len() >= wanted {
        return;
    }
    let mut stream = Stream::new("presend probe fill", fresh);
    // Collecting into a set sorts first; extending does not, and sorting takes more code.
    let mut seen = BTreeSet::new();
    seen.extend(probes.iter().copied());
    while probes.len() < wanted {
        let table = stream.below(u32::from(params.tables()));
        let probe = Probe {
            table: u8::try_from(table).unwrap_or_default(),
            token: stream.next64() >> (64 - params.token_bits()),
        };
        if seen.insert(probe) {
            probes.push(probe);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash256::PdqHash;

    /// A made-up view: bits and margins from a stream, margins roughly as pictures have them.
    fn view(seed: u8, prior: u16) -> ViewInput {
        let mut stream = Stream::new("test view", &[seed; 32]);
        let bits: [bool; 256] = core::array::from_fn(|_| stream.below(2) == 1);
        let margins = core::array::from_fn(|k| {
            let fall = 1.0 + (k % 16 + k / 16) as f32;
            let size = (1 + stream.below(1000)) as f32 / fall;
            if bits[k] { size } else { -size }
        });
        ViewInput::new(PdqHash::from_bits(&bits), &margins, prior).unwrap()
    }

    fn tables(k: u8, l: u8, q: u16, t: u8) -> Tables {
        Tables::new(&Params::new(k, l, q, t, Params::SEED).unwrap())
    }

    /// Every token of every table with its cost, sorted: what the search must find without
    /// looking at them all.
    fn by_brute_force(views: &[ViewInput], tables: &Tables) -> Vec<(u32, Probe)> {
        let mut best = std::collections::BTreeMap::new();
        for view in views {
            for (table, positions) in (0u8..).zip(tables.positions()) {
                for token in 0..1u64 << tables.params().token_bits() {
                    let mut sum = cost(u32::from(view.prior), 1000);
                    for (place, position) in positions.iter().enumerate() {
                        let position = usize::from(*position);
                        let asked = token >> place & 1 == 1;
                        let bit = view.costs[position];
                        sum += match asked == view.hash.bit(position) {
                            true => bit.keep,
                            // a flip is never cheaper than none
                            false => bit.flip.max(bit.keep),
                        };
                    }
                    let best = best.entry(Probe { table, token }).or_insert(sum);
                    *best = sum.min(*best);
                }
            }
        }
        let mut all: Vec<(u32, Probe)> = best.into_iter().map(|(p, c)| (c, p)).collect();
        all.sort_unstable();
        all
    }

    #[test]
    fn the_likeliest_are_those_of_brute_force() {
        for (seed, wanted) in [(1, 1), (2, 100), (3, 4096)] {
            let tables = tables(16, 3, 4096, 2);
            let views = [view(seed, 1000), view(seed + 10, 300)];
            let all = by_brute_force(&views, &tables);
            let costs: std::collections::BTreeMap<Probe, u32> =
                all.iter().map(|(cost, probe)| (*probe, *cost)).collect();
            let found = likeliest(&views, &tables, wanted);
            assert_eq!(found.len(), wanted);
            let found: Vec<u32> = found.iter().map(|probe| costs[probe]).collect();
            let expected: Vec<u32> = all.iter().take(wanted).map(|(cost, _)| *cost).collect();
            assert_eq!(found, expected, "same costs in the same order");
            assert!(found.is_sorted());
        }
    }

    #[test]
    fn the_first_probes_are_the_picture_s_own_tokens_and_cheap_flips() {
        let tables = tables(28, 9, 512, 2);
        let view = view(5, 1000);
        let found = likeliest(core::slice::from_ref(&view), &tables, 512);
        for own in tables.tokens(view.hash) {
            assert!(found.contains(&own));
        }
        for probe in &found {
            let own = tables.tokens(view.hash).nth(usize::from(probe.table));
            assert!((probe.token ^ own.unwrap().token).count_ones() < 9);
        }
    }

    /// What every check must be, whatever the picture.
    fn assert_whole(probes: &[Probe], tables: &Tables, digest: Option<FileDigest>) {
        let params = tables.params();
        assert_eq!(probes.len(), usize::from(params.probes()));
        let distinct: BTreeSet<&Probe> = probes.iter().collect();
        assert_eq!(distinct.len(), probes.len());
        let digests: Vec<&Probe> = probes.iter().filter(|p| p.table == DIGEST_TABLE).collect();
        let expected = digest.map(Probe::of_digest);
        assert!(digests.into_iter().eq(expected.iter()));
        for probe in probes.iter().filter(|p| p.table != DIGEST_TABLE) {
            assert!(probe.table < params.tables());
            assert_eq!(probe.token >> params.token_bits(), 0);
        }
    }

    #[test]
    fn the_number_is_the_same_for_every_picture() {
        let animation: Vec<ViewInput> = (0..64).map(|n| view(n, 1000)).collect();
        let same = vec![view(1, 1000); 40];
        let digest = Some(FileDigest::of(b"a file"));
        for profile in Profile::ALL {
            let tables = Tables::new(&profile.params(Params::SEED).unwrap());
            for views in [&[], &animation[..1], &animation[..2], &animation, &same] {
                for digest in [None, digest] {
                    assert_whole(
                        &probes(views, digest.map(Probe::of_digest), &tables, &[3; 32]),
                        &tables,
                        digest,
                    );
                }
            }
        }
        for (k, l, q, t) in [(16, 1, 4096, 1), (60, 4, 64, 2), (16, 16, 4096, 2)] {
            let tables = tables(k, l, q, t);
            for views in [&[], &animation[..1], &same] {
                assert_whole(
                    &probes(views, digest.map(Probe::of_digest), &tables, &[3; 32]),
                    &tables,
                    digest,
                );
            }
        }
    }

    #[test]
    fn a_picture_that_differs_in_weak_bits_is_found() {
        let tables = tables(28, 9, 512, 2);
        let view = view(9, 1000);
        let listed = {
            let mut weakest: Vec<usize> = (0..256).collect();
            weakest.sort_by_key(|k| view.costs[*k].flip);
            let mut bits: [bool; 256] = core::array::from_fn(|k| view.hash.bit(k));
            weakest[..12].iter().for_each(|k| bits[*k] ^= true);
            PdqHash::from_bits(&bits)
        };
        let asked = probes(&[view], None, &tables, &[0; 32]);
        let hits = tables.tokens(listed).filter(|probe| asked.contains(probe));
        assert!(hits.count() >= 2);
    }

    #[test]
    fn unlikely_views_get_fewer_probes() {
        let tables = tables(28, 9, 512, 2);
        let stored = view(1, prior::STORED);
        let mirror = view(2, prior::MIRROR);
        let both = likeliest(&[stored.clone(), mirror.clone()], &tables, 512);
        let alone = likeliest(&[stored], &tables, 512);
        let kept = both.iter().filter(|probe| alone.contains(probe)).count();
        assert!((384..512).contains(&kept), "{kept} of 512");
        let own = tables.tokens(mirror.hash);
        assert!(own.filter(|probe| both.contains(probe)).count() >= 2);
    }

    #[test]
    fn the_order_and_the_filling_are_fresh_and_say_nothing() {
        let tables = tables(28, 9, 512, 2);
        let views = [view(1, 1000)];
        let one = probes(&views, None, &tables, &[1; 32]);
        let two = probes(&views, None, &tables, &[2; 32]);
        assert_ne!(one, two);
        let sorted = |probes: &[Probe]| -> BTreeSet<Probe> { probes.iter().copied().collect() };
        assert_eq!(sorted(&one), sorted(&two), "the same questions");
        assert_eq!(one, probes(&views, None, &tables, &[1; 32]));
        let (one, two) = (
            probes(&[], None, &tables, &[1; 32]),
            probes(&[], None, &tables, &[2; 32]),
        );
        assert!(
            sorted(&one).is_disjoint(&sorted(&two)),
            "nothing but chance"
        );
        let ones: u32 = one.iter().map(|probe| probe.token.count_ones()).sum();
        // 512 * 28 fair coins: 7168, standard deviation 60
        assert!((6868..7468).contains(&ones), "{ones}");
    }

    #[test]
    fn debug_hides_tokens_and_hashes() {
        let probe = Probe::of_digest(FileDigest::of(b"abc"));
        assert_eq!(probe.token, 0xba78_16bf_8f01_cfea);
        assert_eq!(format!("{probe:?}"), "Probe { .. }");
        assert_eq!(format!("{:?}", view(1, 1)), "ViewInput(hidden)");
    }
}
