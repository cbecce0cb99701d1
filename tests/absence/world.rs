//! A small set, and those who answer for it.

use super::support;
use presend::digest::FileDigest;
use presend::guard::absent::{AbsentError, Options, Subject, To, Transcript};
use presend::image::Limits;
use presend::matchset::build::{
    BuiltSet, BuiltUpdate, IntoList, List, PrivateOptions, SetOptions, SignerKey, UpdateOptions,
    build_open, build_private, read_csv, update_open, update_private,
};
use presend::matchset::note::Note;
use presend::matchset::probe::{Params, Profile};
use presend::matchset::{MatchSet, Mirror, Purpose, TrustPolicy};
use presend::oprf::{EvaluatorKey, Request, Seed};
use presend::signal::PictureSignals;

pub const NOW: u64 = 1_800_000_000;
pub const PICTURE: &str = "shapes.png";
pub const OTHER: &str = "exif-orientation-6.jpg";

pub fn owner() -> SignerKey {
    SignerKey::from_seed("owner.example", &[1; 32]).unwrap()
}

pub fn trust() -> TrustPolicy {
    TrustPolicy::any_of(vec![owner().verifier()])
}

pub fn key(seed: u8) -> EvaluatorKey {
    EvaluatorKey::derive(&[seed; 32], b"tests/absence.rs").unwrap()
}

pub fn options(id: &str, epoch: u32) -> SetOptions {
    SetOptions {
        id: id.into(),
        epoch,
        purpose: Purpose::Demo,
        previous: None,
        not_before: NOW - 1000,
        not_after: NOW + 1000,
    }
}

pub fn subject(name: &str) -> Subject {
    let bytes = support::image(name);
    let signals = PictureSignals::for_lookup(&bytes, &Limits::default()).unwrap();
    Subject::of(&bytes, &signals)
}

pub fn pdq(name: &str) -> String {
    let signals = PictureSignals::compute(&support::image(name), &Limits::default()).unwrap();
    signals.frames[0].views[0].pdq.hash.to_hex()
}

/// A list of made-up hashes, and of these pictures.
pub fn list(pictures: &[&str]) -> String {
    let made_up = (0..40u64).map(|i| FileDigest::of(&i.to_le_bytes()).to_hex());
    let pictures = pictures.iter().map(|name| pdq(name));
    let lines: Vec<String> = made_up.chain(pictures).collect();
    format!("pdq\n{}\n", lines.join("\n"))
}

/// A set with those who answer for it.
pub struct World {
    pub set: MatchSet,
    pub key: EvaluatorKey,
    pub mirror: Option<Mirror>,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Kind {
    Open,
    Local(&'static str),
    Mirror,
}

pub const KINDS: [Kind; 4] = [
    Kind::Open,
    Kind::Local("standard"),
    Kind::Local("strict-fast"),
    Kind::Mirror,
];

pub fn private<'a>(kind: Kind, key: &'a EvaluatorKey) -> PrivateOptions<'a> {
    let name = match kind {
        Kind::Local(name) => name,
        _ => "standard",
    };
    PrivateOptions {
        mirror: kind == Kind::Mirror,
        key,
        params: Profile::named(name).unwrap().params(Params::SEED).unwrap(),
        progress: &|_, _| {},
    }
}

pub fn build(kind: Kind, list: &List, options: &SetOptions, key: &EvaluatorKey) -> BuiltSet {
    match kind {
        Kind::Open => build_open(list, options, &owner()),
        _ => build_private(list, options, &owner(), &private(kind, key)),
    }
    .unwrap()
}

/// A CSV list.
pub fn parsed(csv: &str) -> List {
    let entries = read_csv(csv.as_bytes()).unwrap();
    entries.as_slice().into_list().unwrap()
}

pub fn open(manifest: &str, built: &BuiltSet, segments: &[&[u8]]) -> MatchSet {
    let index = built.roots.as_ref().unwrap_or(&built.index);
    MatchSet::open_updated(manifest.as_bytes(), index, segments, &trust(), NOW).unwrap()
}

impl World {
    pub fn new(kind: Kind, csv: &str) -> Self {
        Self::of(kind, csv, &options("absence-test", 3), key(7))
    }

    pub fn of(kind: Kind, csv: &str, options: &SetOptions, key: EvaluatorKey) -> Self {
        Self::of_list(kind, &parsed(csv), options, key)
    }

    pub fn of_list(kind: Kind, list: &List, options: &SetOptions, key: EvaluatorKey) -> Self {
        let built = build(kind, list, options, &key);
        let mirror = built
            .roots
            .as_ref()
            .map(|_| Mirror::open(built.manifest.as_bytes(), &built.index, &trust(), NOW).unwrap());
        Self {
            set: open(&built.manifest, &built, &[]),
            key,
            mirror,
        }
    }

    /// One list after another, the later ones as updates.
    pub fn chain(kind: Kind, lists: &[&str]) -> Self {
        let options = options("absence-test", 3);
        let key = key(7);
        let built = build(kind, &parsed(lists[0]), &options, &key);
        let (mut manifest, mut segments) = (built.manifest.clone(), Vec::<Vec<u8>>::new());
        let mirror = || {
            let mirror = Mirror::open(built.manifest.as_bytes(), &built.index, &trust(), NOW);
            (kind == Kind::Mirror).then(|| mirror.unwrap())
        };
        let held = |segments: &[Vec<u8>], manifest: &str| {
            let segments: Vec<&[u8]> = segments.iter().map(Vec::as_slice).collect();
            open(manifest, &built, &segments)
        };
        for pair in lists.windows(2) {
            let before = held(&segments, &manifest);
            let [was, list] = [pair[0], pair[1]].map(parsed);
            let note = Note::parse(manifest.as_bytes()).unwrap();
            let next = UpdateOptions {
                previous: FileDigest::of(note.text.as_bytes()),
                not_before: options.not_before,
                not_after: options.not_after,
            };
            let updated: BuiltUpdate = match kind {
                Kind::Open => update_open(&before, &list, &next, &owner()),
                _ => {
                    let private = private(kind, &key);
                    let mirror = mirror();
                    let mirror = mirror.as_ref();
                    update_private(&before, &was, &list, &next, &owner(), &private, mirror)
                }
            }
            .unwrap();
            segments.extend(updated.segments.into_iter().map(|(_, bytes)| bytes));
            manifest = updated.manifest;
        }
        Self {
            set: held(&segments, &manifest),
            mirror: mirror(),
            key,
        }
    }

    pub fn answer(&self, to: To, body: &[u8]) -> Vec<u8> {
        match to {
            To::Evaluator => {
                let request = Request::from_bytes(body).unwrap();
                let answer = self
                    .key
                    .blind_evaluate(&request, Seed::new([9; 32]).unwrap());
                answer.unwrap().to_bytes()
            }
            To::Mirror => self.mirror.as_ref().unwrap().answer(body).unwrap(),
        }
    }

    pub fn make(&self, picture: &Subject, publish: bool) -> Result<Transcript, AbsentError> {
        let options = Options {
            made: NOW,
            publish,
            randomness: &[5; 32],
        };
        Transcript::make(&self.set, picture, &options, |to, body| {
            Ok(self.answer(to, body))
        })
    }

    pub fn text(&self, picture: &str, publish: bool) -> String {
        self.make(&subject(picture), publish).unwrap().to_text()
    }
}
