//! Private match sets, end to end: built, asked, answered, and lied to.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![cfg(feature = "builder")]

mod support;

use presend::digest::FileDigest;
use presend::guard::{Check, Guard, Request, Source, Step};
use presend::hash256::PdqHash;
use presend::image::Limits;
use presend::matchset::build::{
    BuiltSet, ListEntry, PrivateOptions, SetOptions, SignerKey, build_private, build_sealed,
};
use presend::matchset::probe::{Params, Profile};
use presend::matchset::{Manifest, MatchSet, MatchSetError, Mirror, Purpose, SealKey, TrustPolicy};
use presend::oprf::{EvaluatorKey, Request as Question, Seed};
use presend::policy::{Audience, Finding, Policy, UncheckedWhy, Verdict};
use presend::signal::PictureSignals;
use std::collections::BTreeSet;

const NOW: u64 = 1_800_000_000;

fn owner() -> SignerKey {
    SignerKey::from_seed("owner.example", &[1; 32]).unwrap()
}

fn trust() -> TrustPolicy {
    TrustPolicy::any_of(vec![owner().verifier()])
}

fn key(seed: u8) -> EvaluatorKey {
    EvaluatorKey::derive(&[seed; 32], b"test").unwrap()
}

fn options(epoch: u32) -> SetOptions {
    SetOptions {
        id: "private-test".into(),
        epoch,
        purpose: Purpose::Csam,
        previous: None,
        not_before: 0,
        not_after: NOW * 2,
    }
}

fn profile(name: &str) -> Params {
    Profile::named(name).unwrap().params(Params::SEED).unwrap()
}

fn build_with(
    list: &[ListEntry],
    epoch: u32,
    mirror: bool,
    params: Params,
    key: &EvaluatorKey,
) -> BuiltSet {
    let private = PrivateOptions {
        mirror,
        key,
        params,
        progress: &|_, _| {},
    };
    build_private(list, &options(epoch), &owner(), &private).unwrap()
}

fn build(list: &[ListEntry], mirror: bool, params: Params) -> BuiltSet {
    build_with(list, 1, mirror, params, &key(7))
}

fn open(built: &BuiltSet) -> Result<MatchSet, MatchSetError> {
    let index = built.roots.as_ref().unwrap_or(&built.index);
    MatchSet::open(built.manifest.as_bytes(), index, &trust(), NOW)
}

fn entry(hash: PdqHash, label: &str) -> ListEntry {
    ListEntry {
        pdq: Some(hash),
        quality: None,
        sha256: None,
        label: Some(label.into()),
    }
}

fn exact(bytes: &[u8], label: &str) -> ListEntry {
    ListEntry {
        pdq: None,
        quality: None,
        sha256: Some(FileDigest::of(bytes)),
        label: Some(label.into()),
    }
}

fn hash(seed: u64) -> PdqHash {
    PdqHash::from_bytes(&FileDigest::of(&seed.to_le_bytes()).to_bytes())
}

fn hash_of(name: &str) -> PdqHash {
    let signals = PictureSignals::compute(&support::image(name), &Limits::default()).unwrap();
    signals.frames[0].views[0].pdq.hash
}

/// Hashes of real test pictures among made-up ones, and one file by its digest.
fn list() -> Vec<ListEntry> {
    let mut list: Vec<_> = (0..60).map(|i| entry(hash(i), "other")).collect();
    list.push(entry(hash_of("shapes.png"), "shapes"));
    list.push(exact(&support::image("bad-heic-stub.heic"), "stub"));
    list.push(exact(b"another file", "other"));
    list
}

/// Everybody a device talks to, and what was said.
struct World {
    guard: Guard,
    key: EvaluatorKey,
    mirrors: Vec<Mirror>,
    /// Kind of question, set, bytes there, bytes back.
    said: Vec<(char, usize, usize, usize)>,
    draws: u8,
}

impl World {
    fn of(sets: &[&BuiltSet]) -> Self {
        let mut guard = Guard::new(Policy::default(), Limits::default());
        let mut mirrors = Vec::new();
        for built in sets {
            guard.add_set(open(built).unwrap());
            if built.roots.is_some() {
                let manifest = built.manifest.as_bytes();
                mirrors.push(Mirror::open(manifest, &built.index, &trust(), NOW).unwrap());
            }
        }
        Self {
            guard,
            key: key(7),
            mirrors,
            said: Vec::new(),
            draws: 0,
        }
    }

    fn random(&mut self) -> [u8; 32] {
        self.draws += 1;
        [self.draws; 32]
    }

    fn begin(&mut self, bytes: &[u8]) -> Check {
        let randomness = self.random();
        self.guard.check(&request(bytes, &randomness))
    }

    fn evaluate(&mut self, question: &[u8]) -> Vec<u8> {
        let seed = Seed::new(self.random()).unwrap();
        let question = Question::from_bytes(question).unwrap();
        self.key.blind_evaluate(&question, seed).unwrap().to_bytes()
    }

    fn check(&mut self, bytes: &[u8]) -> Verdict {
        let mut check = self.begin(bytes);
        self.said.clear();
        loop {
            let answer = match check.step().clone() {
                Step::Evaluate(question) => {
                    let answer = self.evaluate(&question.body);
                    let lengths = (question.body.len(), answer.len());
                    self.said.push(('e', question.set, lengths.0, lengths.1));
                    answer
                }
                Step::Fetch(question) => {
                    let answer = self.mirrors[0].answer(&question.body).unwrap();
                    let lengths = (question.body.len(), answer.len());
                    self.said.push(('f', question.set, lengths.0, lengths.1));
                    answer
                }
                Step::Done(verdict) => {
                    assert_eq!(check.failure(), None);
                    return verdict;
                }
                other => panic!("{other:?}"),
            };
            check.answer(Ok(&answer));
        }
    }

    fn finding(&mut self, name: &str) -> Finding {
        self.check(&support::image(name)).finding
    }
}

fn request<'a>(bytes: &'a [u8], randomness: &'a [u8; 32]) -> Request<'a> {
    Request {
        source: Source::File(bytes),
        audience: Audience::Unknown,
        intimate: None,
        now: NOW,
        randomness,
    }
}

fn known(label: &str) -> Finding {
    Finding::Known {
        purpose: Purpose::Csam,
        label: label.into(),
    }
}

fn unchecked(why: UncheckedWhy) -> Finding {
    Finding::Unchecked { why }
}

#[test]
fn every_profile_of_either_kind_finds_what_is_listed_and_nothing_else() {
    for mirror in [false, true] {
        for profile in Profile::ALL {
            let name = profile.name;
            let built = build(&list(), mirror, self::profile(name));
            let mut world = World::of(&[&built]);
            assert_eq!(world.finding("shapes.png"), known("shapes"), "{name}");
            assert_eq!(world.finding("bad-heic-stub.heic"), known("stub"), "{name}");
            assert_eq!(world.finding("png-rgb8.png"), Finding::Clear, "{name}");
            let plain = world.finding("flat-colour.png");
            assert_eq!(plain, unchecked(UncheckedWhy::TooPlain), "{name}");
            let broken = world.finding("bad-svg.svg");
            assert_eq!(broken, unchecked(UncheckedWhy::Unsupported), "{name}");
        }
    }
}

/// An edit of a listed picture, not the listed bytes.
#[test]
fn an_edited_copy_is_found() {
    let listed = hash_of("shapes.png");
    let decoded = image::load_from_memory(&support::image("shapes.png")).unwrap();
    let mut bytes = Vec::new();
    let small = decoded.thumbnail(300, 300).to_rgb8();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 30);
    small.write_with_encoder(encoder).unwrap();
    let edited = PictureSignals::for_lookup(&bytes, &Limits::default()).unwrap();
    let distance = edited.frames[0].views[0].pdq.hash.distance(listed);
    assert!((1..=31).contains(&distance), "{distance} bits");
    for mirror in [false, true] {
        let mut world = World::of(&[&build(&list(), mirror, profile("standard"))]);
        assert_eq!(world.check(&bytes).finding, known("shapes"));
    }
}

#[test]
fn what_is_said_has_the_same_sizes_in_the_same_order_whatever_the_picture_is() {
    let (local, mirrored) = (
        build(&list(), false, profile("standard")),
        build(&list(), true, profile("standard")),
    );
    let mut world = World::of(&[&local, &mirrored]);
    let mut seen = BTreeSet::new();
    for name in [
        "shapes.png",
        "png-rgb8.png",
        "flat-colour.png",
        "size-4x4.png",
        "bad-svg.svg",
        "bad-heic-stub.heic",
        "bad-truncated-60pct.jpg",
    ] {
        world.finding(name);
        seen.insert(world.said.clone());
    }
    let expected = vec![
        ('e', 0, 20 + 32 * 512, 100 + 32 * 512),
        ('e', 1, 20 + 32 * 512, 100 + 32 * 512),
        ('f', 1, 20 + 4 * 512, 20 + 176 * 512),
    ];
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), [expected]);
}

/// The same picture twice: nothing in the requests is the same.
#[test]
fn no_element_is_ever_sent_twice() {
    let mut world = World::of(&[&build(&list(), false, profile("standard"))]);
    let mut elements = BTreeSet::new();
    for _ in 0..2 {
        let check = world.begin(&support::image("shapes.png"));
        let Step::Evaluate(question) = check.step() else {
            panic!("no question");
        };
        let question = Question::from_bytes(&question.body).unwrap();
        elements.extend(question.elements);
    }
    assert_eq!(elements.len(), 2 * 512);
}

#[test]
fn prepared_blinds_serve_once_and_change_nothing() {
    let mut world = World::of(&[&build(&list(), false, profile("standard"))]);
    assert_eq!(world.guard.prepare(0, &[99; 32]).unwrap(), 512);
    assert_eq!(world.guard.prepare(12, &[98; 32]).unwrap(), 500);
    assert_eq!(world.guard.prepare(1000, &[97; 32]).unwrap(), 0);
    assert_eq!(world.finding("shapes.png"), known("shapes"));
    assert_eq!(world.guard.prepare(12, &[96; 32]).unwrap(), 500);
    // half-made blinds are finished on the way
    assert_eq!(world.finding("png-rgb8.png"), Finding::Clear);
    let refused = world.guard.prepare(1, &[0; 32]).unwrap_err();
    assert_eq!(refused.code(), "no-randomness");
}

/// Runs a check with one answer spoilt; gives the finding and the code of the failure.
fn spoilt(
    world: &mut World,
    spoil: &mut dyn FnMut(char, Vec<u8>) -> Vec<u8>,
) -> (Finding, Option<&'static str>) {
    let mut check = world.begin(&support::image("png-rgb8.png"));
    loop {
        let answer = match check.step().clone() {
            Step::Evaluate(question) => spoil('e', world.evaluate(&question.body)),
            Step::Fetch(question) => spoil('f', world.mirrors[0].answer(&question.body).unwrap()),
            Step::Done(verdict) => return (verdict.finding, check.failure()),
            other => panic!("{other:?}"),
        };
        check.answer(Ok(&answer));
    }
}

#[test]
fn a_lying_evaluator_or_mirror_makes_a_picture_unchecked_and_never_clear() {
    let built = build(&list(), true, profile("standard"));
    let mut world = World::of(&[&built]);
    let honest = spoilt(&mut world, &mut |_, answer| answer);
    assert_eq!(honest, (Finding::Clear, None));

    type Lie = fn(char, Vec<u8>) -> Vec<u8>;
    let lies: [(&str, &str, Lie); 12] = [
        ("nothing", "bad-oprf-message", |_, _| Vec::new()),
        ("cut", "wrong-message-length", |_, mut a| {
            a.pop();
            a
        }),
        ("another kind of message", "bad-oprf-message", |_, mut a| {
            a[0] ^= 1;
            a
        }),
        ("another key", "wrong-evaluator-key", |_, mut a| {
            a[8] ^= 1;
            a
        }),
        (
            "another request",
            "response-to-another-request",
            |_, mut a| {
                a[16] ^= 1;
                a
            },
        ),
        ("an element twice", "duplicate-element", |kind, mut a| {
            if kind == 'e' {
                a.copy_within(36..68, 68);
            }
            a
        }),
        ("the identity", "identity-element", |kind, mut a| {
            if kind == 'e' {
                a[36..68].fill(0);
            }
            a
        }),
        ("a false proof", "bad-proof", |kind, mut a| {
            if kind == 'e' {
                let last = a.len() - 64;
                a[last] ^= 1;
            }
            a
        }),
        ("a cut bucket", "bad-mirror-answer", |kind, mut a| {
            if kind == 'f' {
                a.pop();
            }
            a
        }),
        ("another index", "other-index", |kind, mut a| {
            if kind == 'f' {
                a[8] ^= 1;
            }
            a
        }),
        ("a changed bucket", "bad-bucket-proof", |kind, mut a| {
            if kind == 'f' {
                a[25] ^= 1;
            }
            a
        }),
        (
            "buckets in another order",
            "bad-bucket-proof",
            |kind, mut a| {
                if kind == 'f' {
                    let first: Vec<u8> = a[20..196].to_vec();
                    let second: Vec<u8> = a[196..372].to_vec();
                    a[20..196].copy_from_slice(&second);
                    a[196..372].copy_from_slice(&first);
                }
                a
            },
        ),
    ];
    for (lie, code, mut spoil) in lies {
        let found = spoilt(&mut world, &mut spoil);
        let expected = unchecked(UncheckedWhy::Error);
        assert_eq!(found, (expected, Some(code)), "{lie}");
    }
}

#[test]
fn a_replayed_answer_and_another_key_are_refused() {
    let mut world = World::of(&[&build(&list(), false, profile("standard"))]);
    let mut old = None;
    let mut keep = |_: char, answer: Vec<u8>| {
        old = Some(answer.clone());
        answer
    };
    assert_eq!(spoilt(&mut world, &mut keep).0, Finding::Clear);
    let replay = spoilt(&mut world, &mut |_, _| old.clone().unwrap());
    assert_eq!(replay.1, Some("response-to-another-request"));

    // An evaluator with a key of its own, which answers in the right one's name.
    let mut check = world.begin(&support::image("png-rgb8.png"));
    let Step::Evaluate(question) = check.step().clone() else {
        panic!("no question");
    };
    let mut question = Question::from_bytes(&question.body).unwrap();
    let named = question.key;
    let asked = question.digest();
    question.key = key(8).public().id();
    let mut answer = key(8)
        .blind_evaluate(&question, Seed::new([5; 32]).unwrap())
        .unwrap();
    (answer.key, answer.request) = (named, asked);
    check.answer(Ok(&answer.to_bytes()));
    assert_eq!(check.failure(), Some("bad-proof"));
    let Step::Done(verdict) = check.step() else {
        panic!("not done");
    };
    assert_eq!(verdict.finding, unchecked(UncheckedWhy::Error));
}

#[test]
fn nobody_there_is_unchecked_with_the_reason_and_a_match_elsewhere_stands() {
    let first = build(&list(), false, profile("standard"));
    let second = build_with(&list(), 2, false, profile("standard"), &key(7));
    let mut world = World::of(&[&first, &second]);
    for (picture, expected) in [
        ("png-rgb8.png", unchecked(UncheckedWhy::Offline)),
        ("shapes.png", known("shapes")),
    ] {
        let mut check = world.begin(&support::image(picture));
        check.answer(Err(UncheckedWhy::Offline));
        assert_eq!(check.failure(), Some("no-answer"));
        let Step::Evaluate(question) = check.step().clone() else {
            panic!("the second set is asked all the same");
        };
        assert_eq!(question.set, 1);
        let answer = world.evaluate(&question.body);
        check.answer(Ok(&answer));
        let Step::Done(verdict) = check.step().clone() else {
            panic!("not done");
        };
        assert_eq!(verdict.finding, expected);
        // Nothing that comes later changes it.
        check.answer(Ok(&answer));
        assert_eq!(check.step(), &Step::Done(verdict));
    }
}

#[test]
fn without_randomness_nothing_is_asked() {
    let world = World::of(&[&build(&list(), false, profile("standard"))]);
    world.guard.prepare(1000, &[9; 32]).unwrap();
    let check = world
        .guard
        .check(&request(&support::image("png-rgb8.png"), &[0; 32]));
    assert_eq!(check.failure(), Some("no-randomness"));
    assert!(matches!(check.step(), Step::Done(v) if v.finding == unchecked(UncheckedWhy::Error)));
}

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

/// Chi-square of the bytes, 255 degrees of freedom: mean 255, standard deviation 22.6.
fn chi_square(bytes: &[u8]) -> f64 {
    let mut counts = [0u32; 256];
    for byte in bytes {
        counts[usize::from(*byte)] += 1;
    }
    let expected = bytes.len() as f64 / 256.0;
    counts
        .iter()
        .map(|count| (f64::from(*count) - expected).powi(2) / expected)
        .sum()
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

#[test]
fn a_sealed_set_opens_with_its_key_only() {
    let key = SealKey::new(&[3; 32]).unwrap();
    let built = build_sealed(&list(), &options(1), &owner(), &key).unwrap();
    let open = |index: &[u8], key: &SealKey| {
        let manifest = built.manifest.as_bytes();
        MatchSet::open_sealed(manifest, index, &trust(), NOW, key).map_err(|e| e.code())
    };
    let set = open(&built.index, &key).unwrap();
    assert_eq!(
        set.find_hash(&[hash_of("shapes.png")]).unwrap().label,
        "shapes"
    );
    let other = SealKey::new(&[4; 32]).unwrap();
    assert_eq!(open(&built.index, &other).unwrap_err(), "bad-seal");
    let plain = self::open(&built).unwrap_err();
    assert_eq!(plain, MatchSetError::SealedSet);
    assert!(chi_square(&built.index[8..]) < 370.0);
    assert_eq!(SealKey::new(&[0; 32]).unwrap_err().code(), "bad-key");
    let text = key.to_secret_text();
    let again = SealKey::from_secret_text(&text).unwrap();
    assert_eq!(again.to_secret_text(), text);
    assert_eq!(format!("{key:?}"), "SealKey(hidden)");
    let bad = SealKey::from_secret_text("presend-seal-key-v1:abcd").unwrap_err();
    assert_eq!(bad.code(), "bad-key");
}

#[test]
fn an_older_edition_is_refused() {
    let built = build_with(&list(), 4, false, profile("standard"), &key(7));
    let mut trust = trust();
    let open = |trust: &TrustPolicy| {
        let manifest = built.manifest.as_bytes();
        MatchSet::open(manifest, &built.index, trust, NOW).map(|_| ())
    };
    trust.least_epochs = vec![("private-test".into(), 4), ("other".into(), 9)];
    assert_eq!(open(&trust), Ok(()));
    trust.least_epochs[0].1 = 5;
    let refused = open(&trust).unwrap_err();
    assert_eq!(refused.code(), "rolled-back-set");
}
