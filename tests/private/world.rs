//! A list, sets built of it, and everybody a device talks to.

use super::support;
use presend::digest::FileDigest;
use presend::guard::{Check, Guard, Request, Source, Step};
use presend::hash256::PdqHash;
use presend::image::Limits;
use presend::matchset::build::{
    BuiltSet, ListEntry, PrivateOptions, SetOptions, SignerKey, build_private,
};
use presend::matchset::probe::{Params, Profile};
use presend::matchset::{MatchSet, MatchSetError, Mirror, Purpose, TrustPolicy};
use presend::oprf::{EvaluatorKey, Request as Question, Seed};
use presend::policy::{Audience, Finding, Policy, UncheckedWhy, Verdict};
use presend::signal::PictureSignals;

pub const NOW: u64 = 1_800_000_000;

pub fn owner() -> SignerKey {
    SignerKey::from_seed("owner.example", &[1; 32]).unwrap()
}

pub fn trust() -> TrustPolicy {
    TrustPolicy::any_of(vec![owner().verifier()])
}

pub fn key(seed: u8) -> EvaluatorKey {
    EvaluatorKey::derive(&[seed; 32], b"test").unwrap()
}

pub fn options(epoch: u32) -> SetOptions {
    SetOptions {
        id: "private-test".into(),
        epoch,
        purpose: Purpose::Csam,
        previous: None,
        not_before: 0,
        not_after: NOW * 2,
    }
}

pub fn profile(name: &str) -> Params {
    Profile::named(name).unwrap().params(Params::SEED).unwrap()
}

pub fn build_with(
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

pub fn build(list: &[ListEntry], mirror: bool, params: Params) -> BuiltSet {
    build_with(list, 1, mirror, params, &key(7))
}

pub fn open(built: &BuiltSet) -> Result<MatchSet, MatchSetError> {
    let index = built.roots.as_ref().unwrap_or(&built.index);
    MatchSet::open(built.manifest.as_bytes(), index, &trust(), NOW)
}

pub fn entry(hash: PdqHash, label: &str) -> ListEntry {
    ListEntry {
        pdq: Some(hash),
        quality: None,
        sha256: None,
        label: Some(label.into()),
    }
}

pub fn exact(bytes: &[u8], label: &str) -> ListEntry {
    ListEntry {
        pdq: None,
        quality: None,
        sha256: Some(FileDigest::of(bytes)),
        label: Some(label.into()),
    }
}

pub fn hash(seed: u64) -> PdqHash {
    PdqHash::from_bytes(&FileDigest::of(&seed.to_le_bytes()).to_bytes())
}

pub fn hash_of(name: &str) -> PdqHash {
    let signals = PictureSignals::compute(&support::image(name), &Limits::default()).unwrap();
    signals.frames[0].views[0].pdq.hash
}

/// Hashes of real test pictures among made-up ones, and one file by its digest.
pub fn list() -> Vec<ListEntry> {
    let mut list: Vec<_> = (0..60).map(|i| entry(hash(i), "other")).collect();
    list.push(entry(hash_of("shapes.png"), "shapes"));
    list.push(exact(&support::image("bad-heic-stub.heic"), "stub"));
    list.push(exact(b"another file", "other"));
    list
}

/// Everybody a device talks to, and what was said.
pub struct World {
    pub guard: Guard,
    pub key: EvaluatorKey,
    pub mirrors: Vec<Mirror>,
    /// Kind of question, set, bytes there, bytes back.
    pub said: Vec<(char, usize, usize, usize)>,
    pub draws: u8,
}

impl World {
    pub fn of(sets: &[&BuiltSet]) -> Self {
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

    pub fn random(&mut self) -> [u8; 32] {
        self.draws += 1;
        [self.draws; 32]
    }

    pub fn begin(&mut self, bytes: &[u8]) -> Check {
        let randomness = self.random();
        self.guard.check(&request(bytes, &randomness))
    }

    pub fn evaluate(&mut self, question: &[u8]) -> Vec<u8> {
        let seed = Seed::new(self.random()).unwrap();
        let question = Question::from_bytes(question).unwrap();
        self.key.blind_evaluate(&question, seed).unwrap().to_bytes()
    }

    pub fn check(&mut self, bytes: &[u8]) -> Verdict {
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

    pub fn finding(&mut self, name: &str) -> Finding {
        self.check(&support::image(name)).finding
    }
}

pub fn request<'a>(bytes: &'a [u8], randomness: &'a [u8; 32]) -> Request<'a> {
    Request {
        source: Source::File(bytes),
        audience: Audience::Unknown,
        intimate: None,
        now: NOW,
        randomness,
    }
}

pub fn known(label: &str) -> Finding {
    Finding::Known {
        purpose: Purpose::Csam,
        label: label.into(),
    }
}

pub fn unchecked(why: UncheckedWhy) -> Finding {
    Finding::Unchecked { why }
}

/// Chi-square of the bytes, 255 degrees of freedom: mean 255, standard deviation 22.6.
pub fn chi_square(bytes: &[u8]) -> f64 {
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
