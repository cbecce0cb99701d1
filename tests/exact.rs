//! Files by their SHA-256, SHA-1 and MD5, in every kind of set, through updates, and without a word more to anybody.
#![cfg(feature = "builder")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod support;

use presend::digest::{DigestKind, DigestKinds, Digests, FileDigest};
use presend::guard::{Guard, Request, Source, Step};
use presend::image::Limits;
use presend::matchset::build::{
    List, PrivateOptions, SetOptions, SignerKey, UpdateOptions, build_open, build_private,
    build_sealed, update_open, update_private,
};
use presend::matchset::note::Note;
use presend::matchset::probe::{Params, Profile};
use presend::matchset::{MatchSet, Mirror, Purpose, SealKey, TrustPolicy};
use presend::oprf::{EvaluatorKey, Request as Question, Seed};
use presend::policy::{Audience, Finding, Policy, UncheckedWhy};

const NOW: u64 = 1_800_000_000;

fn owner() -> SignerKey {
    SignerKey::from_seed("owner.example", &[1; 32]).unwrap()
}

fn trust() -> TrustPolicy {
    TrustPolicy::any_of(vec![owner().verifier()])
}

fn key() -> EvaluatorKey {
    EvaluatorKey::derive(&[7; 32], b"test").unwrap()
}

fn options() -> SetOptions {
    SetOptions {
        id: "exact-test".into(),
        epoch: 1,
        purpose: Purpose::Demo,
        previous: None,
        not_before: 0,
        not_after: NOW * 2,
    }
}

/// A file that cannot be decoded, so that only its digests find it.
fn stub(number: u8) -> Vec<u8> {
    let mut bytes = support::image("bad-heic-stub.heic");
    bytes.push(number);
    bytes
}

/// File 0 by SHA-256, 1 by SHA-1, 2 by MD5, under their kinds' names, of the kinds that are wanted.
fn list(kinds: &[DigestKind]) -> List {
    let mut list = List::default();
    for kind in kinds {
        let digests = Digests::of(&stub(*kind as u8), DigestKinds::ALL);
        let digest = digests.get(*kind).unwrap();
        list.add_digest(*kind, &digest, Some(kind.name())).unwrap();
    }
    list
}

fn private(key: &EvaluatorKey, mirror: bool) -> PrivateOptions<'_> {
    PrivateOptions {
        mirror,
        key,
        params: Profile::ALL[0].params(Params::SEED).unwrap(),
        progress: &|_, _| {},
    }
}

struct World {
    guard: Guard,
    mirror: Option<Mirror>,
    /// Lengths of all questions of the last check.
    asked: Vec<usize>,
}

impl World {
    fn of(set: MatchSet, mirror: Option<Mirror>) -> Self {
        let mut guard = Guard::new(Policy::default(), Limits::default());
        guard.add_set(set);
        Self {
            guard,
            mirror,
            asked: Vec::new(),
        }
    }

    fn check(&mut self, source: Source<'_>) -> Finding {
        let mut check = self.guard.check(&Request {
            source,
            audience: Audience::Unknown,
            intimate: None,
            now: NOW,
            randomness: &[5; 32],
        });
        self.asked.clear();
        loop {
            let answer = match check.step().clone() {
                Step::Evaluate(question) => {
                    self.asked.push(question.body.len());
                    let question = Question::from_bytes(&question.body).unwrap();
                    let seed = Seed::new([6; 32]).unwrap();
                    key().blind_evaluate(&question, seed).unwrap().to_bytes()
                }
                Step::Fetch(question) => {
                    self.asked.push(question.body.len());
                    self.mirror
                        .as_ref()
                        .unwrap()
                        .answer(&question.body)
                        .unwrap()
                }
                Step::Done(verdict) => {
                    assert_eq!(check.failure(), None);
                    return verdict.finding;
                }
                other => panic!("{other:?}"),
            };
            check.answer(Ok(&answer));
        }
    }

    /// Which of the three files is found, and that each is found under its own kind.
    fn found(&mut self) -> Vec<DigestKind> {
        let mut lengths = Vec::new();
        let found = DigestKind::ALL.into_iter().filter(|kind| {
            let finding = self.check(Source::File(&stub(*kind as u8)));
            lengths.push(self.asked.clone());
            match finding {
                Finding::Known { label, .. } => {
                    assert_eq!(label, kind.name());
                    true
                }
                other => {
                    let why = UncheckedWhy::Unsupported;
                    assert_eq!(other, Finding::Unchecked { why });
                    false
                }
            }
        });
        let found = found.collect();
        assert!(
            lengths.windows(2).all(|pair| pair[0] == pair[1]),
            "all questions are as long"
        );
        found
    }
}

const SOME: [&[DigestKind]; 4] = [
    &[DigestKind::Sha256],
    &[DigestKind::Md5],
    &[DigestKind::Sha1, DigestKind::Md5],
    &DigestKind::ALL,
];

#[test]
fn every_kind_of_set_finds_the_digests_it_holds() {
    let seal = SealKey::new(&[4; 32]).unwrap();
    let key = key();
    let mut questions = Vec::new();
    for kinds in SOME {
        let open = build_open(list(kinds), &options(), &owner()).unwrap();
        let set = MatchSet::open(open.manifest.as_bytes(), &open.index, &trust(), NOW).unwrap();
        assert_eq!(World::of(set, None).found(), kinds);
        let sealed = build_sealed(list(kinds), &options(), &owner(), &seal).unwrap();
        let manifest = sealed.manifest.as_bytes();
        let set = MatchSet::open_sealed(manifest, &sealed.index, &trust(), NOW, &seal).unwrap();
        assert_eq!(World::of(set, None).found(), kinds);
        for mirrored in [false, true] {
            let private = private(&key, mirrored);
            let built = build_private(list(kinds), &options(), &owner(), &private).unwrap();
            let manifest = built.manifest.as_bytes();
            let index = built.roots.as_ref().unwrap_or(&built.index);
            let set = MatchSet::open(manifest, index, &trust(), NOW).unwrap();
            let mirror =
                mirrored.then(|| Mirror::open(manifest, &built.index, &trust(), NOW).unwrap());
            let mut world = World::of(set, mirror);
            assert_eq!(world.found(), kinds);
            questions.push((mirrored, world.asked.clone()));
        }
    }
    // As many questions whatever a set holds: nobody hears how many kinds there are.
    for (mirrored, asked) in &questions {
        assert_eq!(
            asked,
            &questions.iter().find(|q| q.0 == *mirrored).unwrap().1
        );
    }
}

#[test]
fn a_page_computes_the_digests_that_its_sets_hold_and_no_clear_comes_without_them() {
    let built = build_open(list(&[DigestKind::Md5]), &options(), &owner()).unwrap();
    let set = MatchSet::open(built.manifest.as_bytes(), &built.index, &trust(), NOW).unwrap();
    let mut world = World::of(set, None);
    assert_eq!(
        world.guard.digest_kinds(),
        DigestKinds::NONE.with(DigestKind::Md5)
    );
    let mut decoded = |kinds| {
        world.check(Source::Decoded {
            digests: Digests::of(&stub(DigestKind::Md5 as u8), kinds),
            frames: Err(UncheckedWhy::Unsupported),
        })
    };
    assert!(matches!(decoded(DigestKinds::ALL), Finding::Known { .. }));
    let why = UncheckedWhy::Error;
    assert_eq!(decoded(DigestKinds::SHA256), Finding::Unchecked { why });
}

#[test]
fn updates_bring_kinds_and_take_digests_away() {
    let key = key();
    let steps: [&[DigestKind]; 4] = [
        &[DigestKind::Sha256],
        &DigestKind::ALL,
        &[DigestKind::Md5],
        &[DigestKind::Sha1],
    ];
    let next = |manifest: &str| UpdateOptions {
        previous: FileDigest::of(Note::parse(manifest.as_bytes()).unwrap().text.as_bytes()),
        not_before: 0,
        not_after: NOW * 2,
    };
    for kind in ["open", "private-local", "private-mirror"] {
        let mirrored = kind == "private-mirror";
        let private = private(&key, mirrored);
        let built = match kind {
            "open" => build_open(list(steps[0]), &options(), &owner()).unwrap(),
            _ => build_private(list(steps[0]), &options(), &owner(), &private).unwrap(),
        };
        let index = built.roots.clone().unwrap_or_else(|| built.index.clone());
        let mirror = || {
            let opened =
                || Mirror::open(built.manifest.as_bytes(), &built.index, &trust(), NOW).unwrap();
            mirrored.then(opened)
        };
        let mut set = MatchSet::open(built.manifest.as_bytes(), &index, &trust(), NOW).unwrap();
        let mut manifest = built.manifest.clone();
        let mut held: Vec<Vec<u8>> = Vec::new();
        for pair in steps.windows(2) {
            let options = next(&manifest);
            let (was, now) = (list(pair[0]), list(pair[1]));
            let update = match kind {
                "open" => update_open(&set, now, &options, &owner()),
                _ => {
                    let mirror = mirror();
                    update_private(
                        &set,
                        was,
                        now,
                        &options,
                        &owner(),
                        &private,
                        mirror.as_ref(),
                    )
                }
            };
            let update = update.unwrap();
            held.extend(update.segments.into_iter().map(|(_, bytes)| bytes));
            let all: Vec<&[u8]> = held.iter().map(Vec::as_slice).collect();
            manifest = update.manifest;
            set = MatchSet::open_updated(manifest.as_bytes(), &index, &all, &trust(), NOW).unwrap();
            assert_eq!(World::of(set.clone(), mirror()).found(), pair[1], "{kind}");
        }
        // Earlier parts hold all kinds, though the list has one by now.
        assert_eq!(set.manifest().digest_kinds, DigestKinds::ALL);
    }
}
