//! What stands in an index, and what its bytes say.

use super::world::*;
use presend::digest::FileDigest;
use presend::hash256::PdqHash;
use presend::matchset::build::ListEntry;
use presend::matchset::probe::Params;
use presend::matchset::{Manifest, MatchSet};
use presend::oprf::{EvaluatorKey, Request as Question, Seed};
use presend::policy::UncheckedWhy;

/// Bits of a hash, some of them flipped.
fn flipped(base: PdqHash, bits: &[usize]) -> PdqHash {
    let mut bytes = base.to_bytes();
    for bit in bits {
        bytes[bit / 8 % 32] ^= 1 << (bit % 8);
    }
    PdqHash::from_bytes(&bytes)
}

/// Asks about a hash that is as sure of all its bits.
fn find(set: &MatchSet, key: &EvaluatorKey, hash: PdqHash, draw: u8) -> Option<String> {
    use presend::matchset::Evaluated;
    use presend::matchset::probe::ViewInput;
    let view = ViewInput::new(hash, &[1.0; 256], 1000).unwrap();
    let blinds = set.prepare(Seed::new([draw; 32]).unwrap()).unwrap();
    let (asked, question) = set.ask(&[view], None, &[draw; 32], blinds).unwrap();
    let question = Question::from_bytes(&question).unwrap();
    let seed = Seed::new([draw; 32]).unwrap();
    let answer = key.blind_evaluate(&question, seed).unwrap().to_bytes();
    match set.evaluated(asked, &answer).unwrap() {
        Evaluated::Done(found) => found.map(|found| found.label.to_owned()),
        Evaluated::Fetch(..) => panic!("a local set"),
    }
}

#[test]
fn every_entry_of_dense_groups_is_found_by_its_own_hash() {
    let mut list = Vec::new();
    for group in 0..4u64 {
        let base = hash(1000 + group);
        for i in 0..30usize {
            let bits = [i * 7 % 256, i * 13 % 256, i * 31 % 256];
            let label = if i % 5 == 0 { "odd" } else { "even" };
            list.push(entry(flipped(base, &bits[..1 + i % 3]), label));
        }
    }
    for name in ["standard", "compact", "strict"] {
        let built = build(&list, false, profile(name));
        assert!(built.report.tokens_left_out > 0, "{name}");
        let set = open(&built).unwrap();
        for (i, entry) in list.iter().enumerate() {
            let found = find(&set, &key(7), entry.pdq.unwrap(), i as u8 + 1);
            assert!(found.is_some(), "{name}, entry {i}");
        }
    }
}

/// Strangers that share tokens by chance (made here on purpose) are both found.
#[test]
fn entries_whose_places_are_taken_by_strangers_are_found() {
    let (a, b) = (hash(1), hash(2));
    // left half of one, right half of the other: shares about half of the tokens' bits with each
    let mixed = PdqHash::from_bytes(&core::array::from_fn(|i| match i < 16 {
        true => a.to_bytes()[i],
        false => b.to_bytes()[i],
    }));
    let list = [entry(a, "a"), entry(b, "b"), entry(mixed, "mixed")];
    let narrow = Params::new(16, 9, 512, 2, Params::SEED).unwrap();
    let set = open(&build(&list, false, narrow)).unwrap();
    for (i, entry) in list.iter().enumerate() {
        let found = find(&set, &key(7), entry.pdq.unwrap(), i as u8 + 1);
        assert_eq!(found, entry.label, "entry {i}");
    }
}

#[test]
fn the_bytes_do_not_depend_on_the_order_of_the_list_nor_on_threads() {
    let mut reversed = list();
    reversed.reverse();
    for mirror in [false, true] {
        let (one, two) = (
            build(&list(), mirror, profile("standard")),
            build(&reversed, mirror, profile("standard")),
        );
        assert_eq!(one.index, two.index);
        assert_eq!(one.roots, two.roots);
        assert_eq!(one.manifest, two.manifest);
    }
}

fn repeats(bytes: &[u8], width: usize) -> usize {
    let mut values: Vec<&[u8]> = bytes.chunks_exact(width).collect();
    values.sort_unstable();
    values.windows(2).filter(|pair| pair[0] == pair[1]).count()
}

#[test]
fn published_bytes_look_random_and_say_nothing_but_counts() {
    // As far from random as lists go: one hash with a counter in it.
    let dense = |n: u64| -> Vec<ListEntry> {
        (0..n)
            .map(|i| {
                entry(
                    flipped(PdqHash::default(), &[i as usize % 256, i as usize / 7]),
                    "x",
                )
            })
            .map(|mut entry| {
                entry.sha256 = Some(FileDigest::from_bytes(
                    [entry.pdq.unwrap().to_bytes()[3]; 32],
                ));
                entry
            })
            .collect()
    };
    for mirror in [false, true] {
        let list = dense(500);
        let one = build(&list, mirror, profile("standard"));
        let (head, slots) = if mirror { (8, 6) } else { (16, 5) };
        let bytes = &one.index[head..];
        let chi = chi_square(bytes);
        assert!((140.0..370.0).contains(&chi), "{mirror}: {chi}");
        // 40-bit values of which none stands twice, though the list is all repetition
        assert!(repeats(bytes, slots) <= 1, "{mirror}");

        // The same list in the next epoch: unrelated bytes of the same length.
        let two = build_with(&list, 2, mirror, profile("standard"), &key(7));
        assert_eq!(one.index.len(), two.index.len());
        let same = one.index[head..].iter().zip(&two.index[head..]);
        let same = same.filter(|(a, b)| a == b).count() as f64 / bytes.len() as f64;
        assert!((0.001..0.008).contains(&same), "{mirror}: {same}");

        // Another list of the same counts: the same length.
        let report = &one.report;
        let mut other: Vec<_> = (0..u64::from(report.entries))
            .map(|i| entry(hash(i), "x"))
            .collect();
        other.extend((0..report.digests).map(|i| exact(&i.to_le_bytes(), "x")));
        let other = build(&other, mirror, profile("standard"));
        assert_eq!(other.report.digests, report.digests);
        assert_eq!(one.index.len(), other.index.len());
        assert_eq!(one.roots.map(|r| r.len()), other.roots.map(|r| r.len()));
    }
}

#[test]
fn a_wrong_key_finds_nothing() {
    let list: Vec<_> = (0..300).map(|i| entry(hash(i), "x")).collect();
    let built = build(&list, false, profile("standard"));
    let right = open(&built).unwrap();
    // Somebody who has the index and another key, and says so in a manifest of their own.
    let other = build_with(&list, 1, false, profile("standard"), &key(8));
    let text = other.manifest.split("\n\n").next().unwrap().to_owned() + "\n";
    let mut manifest = Manifest::parse(&text).unwrap();
    manifest.index_sha256 = FileDigest::of(&built.index);
    let manifest = owner().sign(&manifest.to_text());
    let wrong = MatchSet::open(manifest.as_bytes(), &built.index, &trust(), NOW).unwrap();
    for i in 0..20 {
        assert!(find(&right, &key(7), hash(i), i as u8 + 1).is_some());
        assert_eq!(find(&wrong, &key(8), hash(i), i as u8 + 1), None);
    }
}

/// A digest has one place only: none may be left out, however many there are.
#[test]
fn a_list_of_digests_alone_can_be_mirrored() {
    let list: Vec<_> = (0..3000u32).map(|i| exact(&i.to_le_bytes(), "x")).collect();
    let mut world = World::of(&[&build(&list, true, profile("strict-fast"))]);
    for i in [0u32, 1500, 2999] {
        assert_eq!(world.check(&i.to_le_bytes()).finding, known("x"));
    }
    let other = world.check(&3000u32.to_le_bytes()).finding;
    assert_eq!(other, unchecked(UncheckedWhy::Unsupported));
}
