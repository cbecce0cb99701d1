//! Updates of match sets: chains of segments, what they find, and what is refused.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![cfg(feature = "builder")]

use presend::digest::FileDigest;
use presend::guard::Guard;
use presend::hash256::PdqHash;
use presend::image::Limits;
use presend::matchset::build::{
    BuiltSet, BuiltUpdate, ListEntry, PrivateOptions, SetOptions, SignerKey, UpdateOptions,
    build_open, build_private, build_private_for, build_sealed, compact_open, compact_sealed,
    difference, retirement, update_open, update_private, update_sealed,
};
use presend::matchset::note::Note;
use presend::matchset::probe::{Params, Profile, ViewInput};
use presend::matchset::{
    Evaluated, Manifest, MatchSet, MatchSetError, Mirror, Purpose, SealKey, TrustPolicy, Updates,
};
use presend::oprf::{EvaluatorKey, Request, Seed};
use presend::policy::Policy;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

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

fn options() -> SetOptions {
    SetOptions {
        id: "updated-test".into(),
        epoch: 3,
        purpose: Purpose::Demo,
        previous: None,
        not_before: 0,
        not_after: NOW * 2,
    }
}

fn next(manifest: &str) -> UpdateOptions {
    let note = Note::parse(manifest.as_bytes()).unwrap();
    UpdateOptions {
        previous: FileDigest::of(note.text.as_bytes()),
        not_before: 0,
        not_after: NOW * 2,
    }
}

fn params(name: &str) -> Params {
    Profile::named(name).unwrap().params(Params::SEED).unwrap()
}

fn private<'a>(key: &'a EvaluatorKey, name: &str, mirror: bool) -> PrivateOptions<'a> {
    PrivateOptions {
        mirror,
        key,
        params: params(name),
        progress: &|_, _| {},
    }
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

fn flipped(base: PdqHash, bits: &[usize]) -> PdqHash {
    let mut bytes = base.to_bytes();
    for bit in bits {
        bytes[bit / 8 % 32] ^= 1 << (bit % 8);
    }
    PdqHash::from_bytes(&bytes)
}

fn hashes(range: std::ops::Range<u64>, label: &str) -> Vec<ListEntry> {
    range.map(|i| entry(hash(i), label)).collect()
}

/// What a device holds, and what it downloaded.
struct Device {
    set: MatchSet,
    manifest: String,
    index: Vec<u8>,
    segments: Vec<Vec<u8>>,
    mirror: Option<Mirror>,
}

fn slices(segments: &[Vec<u8>]) -> Vec<&[u8]> {
    segments.iter().map(Vec::as_slice).collect()
}

impl Device {
    fn of(built: &BuiltSet) -> Self {
        let index = built.roots.clone().unwrap_or_else(|| built.index.clone());
        let mirror = built.roots.as_ref().map(|_| {
            let manifest = built.manifest.as_bytes();
            Mirror::open(manifest, &built.index, &trust(), NOW).unwrap()
        });
        let set = MatchSet::open(built.manifest.as_bytes(), &index, &trust(), NOW).unwrap();
        Self {
            set,
            manifest: built.manifest.clone(),
            index,
            segments: Vec::new(),
            mirror,
        }
    }

    fn take(&mut self, update: &BuiltUpdate) {
        let new: Vec<Vec<u8>> = update.segments.iter().map(|(_, b)| b.clone()).collect();
        let manifest = update.manifest.as_bytes();
        self.set = (self.set.update(manifest, &slices(&new), &trust(), NOW)).unwrap();
        self.segments.extend(new);
        self.manifest = update.manifest.clone();
        // Who comes later opens all at once; both must know the same.
        let all = slices(&self.segments);
        let fresh = MatchSet::open_updated(manifest, &self.index, &all, &trust(), NOW).unwrap();
        assert_eq!(fresh.manifest(), self.set.manifest());
    }

    fn ask(&self, hash: Option<PdqHash>, digest: Option<FileDigest>) -> Option<String> {
        let view = hash.map(|hash| ViewInput::new(hash, &[1.0; 256], 1000).unwrap());
        let views: Vec<_> = view.into_iter().collect();
        let blinds = self.set.prepare(Seed::new([9; 32]).unwrap()).unwrap();
        let (asked, question) = self
            .set
            .ask(&views, digest.map(Into::into), &[7; 32], blinds)
            .unwrap();
        let request = Request::from_bytes(&question).unwrap();
        let seed = Seed::new([8; 32]).unwrap();
        let answer = key(7).blind_evaluate(&request, seed).unwrap().to_bytes();
        let found = match self.set.evaluated(asked, &answer).unwrap() {
            Evaluated::Done(found) => found,
            Evaluated::Fetch(fetching, question) => {
                let probes = self
                    .set
                    .manifest()
                    .private
                    .as_ref()
                    .unwrap()
                    .params
                    .probes();
                // A question about buckets is as long after any number of updates.
                assert_eq!(question.len(), 20 + 4 * usize::from(probes));
                let answer = self.mirror.as_ref().unwrap().answer(&question).unwrap();
                self.set.fetched(&fetching, &answer).unwrap()
            }
        };
        found.map(|found| found.label.to_owned())
    }

    fn find(&self, hash: PdqHash) -> Option<String> {
        self.ask(Some(hash), None)
    }
}

fn update(device: &Device, was: &[ListEntry], list: &[ListEntry], name: &str) -> BuiltUpdate {
    let (key, mirror) = (key(7), device.mirror.is_some());
    let private = private(&key, name, mirror);
    let options = next(&device.manifest);
    let mirror = device.mirror.as_ref();
    update_private(&device.set, was, list, &options, &owner(), &private, mirror).unwrap()
}

fn built(list: &[ListEntry], name: &str, mirror: bool) -> BuiltSet {
    let key = key(7);
    build_private(list, &options(), &owner(), &private(&key, name, mirror)).unwrap()
}

/// One list after another: near-duplicates come and go, labels change, digests too.
fn random_lists(rng: &mut ChaCha20Rng, steps: usize) -> Vec<Vec<ListEntry>> {
    let mut pool = Vec::new();
    for group in 0..4u64 {
        let base = hash(1000 + group);
        for i in 0..8usize {
            let bits = [i * 7 % 256, i * 13 % 256, i * 31 % 256, i * 57 % 256];
            pool.push(flipped(base, &bits[..i % 5]));
        }
    }
    pool.extend((0..12).map(hash));
    let mut lists = Vec::new();
    for _ in 0..=steps {
        let mut list = Vec::new();
        for hash in &pool {
            if rng.next_u32() % 100 < 67 {
                list.push(entry(*hash, ["x", "y"][rng.next_u32() as usize % 8 / 7]));
            }
        }
        for i in 0..6u8 {
            if rng.next_u32() % 100 < 50 {
                list.push(exact(&[i], "file"));
            }
        }
        lists.push(list);
    }
    lists
}

fn nearest(hash: PdqHash, list: &[ListEntry]) -> u32 {
    let hashes = list.iter().filter_map(|entry| entry.pdq);
    hashes
        .map(|other| other.distance(hash))
        .min()
        .unwrap_or(256)
}

#[test]
fn random_chains_find_what_a_fresh_build_finds() {
    for (seed, name, mirror) in [
        (1, "strict-fast", false),
        (2, "standard", false),
        (3, "compact", false),
        (4, "standard", true),
    ] {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let lists = random_lists(&mut rng, 4);
        let mut device = Device::of(&built(&lists[0], name, mirror));
        for pair in lists.windows(2) {
            let update = update(&device, &pair[0], &pair[1], name);
            device.take(&update);
        }
        let last = lists.last().unwrap();
        let fresh = Device::of(&built(last, name, mirror));
        assert_eq!(device.set.manifest().entries, fresh.set.manifest().entries);
        assert_eq!(device.set.manifest().digests, fresh.set.manifest().digests);
        for entry in last {
            if let Some(hash) = entry.pdq {
                assert!(device.find(hash).is_some(), "{name} {seed}: a listed hash");
            } else {
                let found = device.ask(None, entry.sha256);
                assert_eq!(found.as_deref(), Some("file"), "{name} {seed}");
            }
        }
        // What went is found only where a fresh build finds it too: beside a near-duplicate.
        let mut far = 0;
        let mut seen = std::collections::BTreeSet::new();
        let gone = lists.iter().flatten().filter(|e| !last.contains(e));
        for gone in gone.filter(|e| seen.insert((e.pdq, e.sha256))) {
            if let Some(hash) = gone.pdq {
                let found = device.find(hash);
                if found.is_some() {
                    assert!(
                        nearest(hash, last) <= 31,
                        "{name} {seed}: what went is found"
                    );
                    assert!(fresh.find(hash).is_some(), "{name} {seed}: only here");
                } else {
                    far += 1;
                }
            } else if last.iter().all(|e| e.sha256 != gone.sha256) {
                assert_eq!(device.ask(None, gone.sha256), None, "{name} {seed}");
            }
        }
        assert!(far > 0, "{name} {seed}: nothing went");
    }
}

#[test]
fn a_near_duplicate_goes_and_the_others_stay() {
    for name in ["standard", "strict-fast"] {
        let base = hash(1);
        // Equal in most tables: one group, whose tokens the first entry has.
        let near: Vec<_> = (0..6).map(|i| flipped(base, &[i * 40])).collect();
        let was: Vec<_> = near.iter().map(|h| entry(*h, "x")).collect();
        let mut device = Device::of(&built(&was, name, false));
        for gone in 0..6 {
            let held: Vec<_> = was.iter().skip(gone).cloned().collect();
            let mut list: Vec<_> = was.iter().skip(gone + 1).cloned().collect();
            list.extend(hashes(50..51, "x"));
            let mut before = held;
            if gone > 0 {
                before.extend(hashes(50..51, "x"));
            }
            device.take(&update(&device, &before, &list, name));
            for hash in near.iter().skip(gone + 1) {
                assert!(device.find(*hash).is_some(), "{name}, {gone} gone");
            }
        }
        assert!(
            near.iter().all(|hash| device.find(*hash).is_none()),
            "{name}"
        );
        assert!(device.find(hash(50)).is_some());
    }
}

#[test]
fn a_new_label_is_said_and_old_numbers_stay() {
    let was = [hashes(0..20, "m"), hashes(20..21, "z")].concat();
    let list = [hashes(0..19, "m"), hashes(20..21, "z"), hashes(19..20, "a")].concat();
    let mut device = Device::of(&built(&was, "standard", false));
    device.take(&update(&device, &was, &list, "standard"));
    assert_eq!(device.set.manifest().labels, ["m", "z", "a"]);
    assert_eq!(device.find(hash(19)).as_deref(), Some("a"));
    assert_eq!(device.find(hash(20)).as_deref(), Some("z"));
    assert_eq!(device.find(hash(3)).as_deref(), Some("m"));
}

#[test]
fn a_segment_is_small_random_and_the_same_in_any_order() {
    let was = hashes(0..50, "x");
    let device = Device::of(&built(&was, "standard", false));
    let mut list = hashes(10..1010, "x");
    let made = update(&device, &was, &list, "standard");
    assert_eq!(made.difference.added, 960);
    assert_eq!(made.difference.removed, 10);
    let bytes: usize = made.segments.iter().map(|(_, bytes)| bytes.len()).sum();
    assert!(bytes < 59 * 970 + 2000, "{bytes}");
    list.reverse();
    let mut reversed = was.clone();
    reversed.reverse();
    let again = update(&device, &reversed, &list, "standard");
    assert_eq!(again.manifest, made.manifest);
    assert_eq!(again.segments, made.segments);
    for (name, bytes) in &made.segments {
        assert_eq!(*name, FileDigest::of(bytes));
        let mut counts = [0u32; 256];
        bytes[16..]
            .iter()
            .for_each(|byte| counts[usize::from(*byte)] += 1);
        let expected = (bytes.len() - 16) as f64 / 256.0;
        let squares = counts.iter().map(|n| (f64::from(*n) - expected).powi(2));
        // 255 degrees of freedom: one random file in 10^5 is beyond 370.
        assert!(squares.sum::<f64>() / expected < 370.0);
    }
    // Parts share no bytes: not with each other, not with an index of the same entries.
    let add = &made.segments.last().unwrap().1;
    let key = key(7);
    let private = private(&key, "standard", false);
    for update in [0, 1, 2] {
        let other = build_private_for(update, &list, &options(), &owner(), &private).unwrap();
        let equal = add
            .iter()
            .zip(&other.index)
            .skip(16)
            .filter(|(a, b)| a == b);
        let share = equal.count() as f64 / add.len() as f64;
        assert!(share < 0.01, "{share} of the bytes are equal");
    }
}

#[test]
fn folding_gives_the_bytes_of_a_fresh_build() {
    let was = hashes(0..40, "x");
    let list = [hashes(10..60, "x"), vec![exact(b"file", "y")]].concat();
    let mut device = Device::of(&built(&was, "standard", false));
    device.take(&update(&device, &was, &list, "standard"));
    let key = key(7);
    let private = private(&key, "standard", false);
    let folded = build_private_for(2, &list, &options(), &owner(), &private).unwrap();
    let mut mixed = list.clone();
    mixed.rotate_left(17);
    let fresh = build_private_for(2, &mixed, &options(), &owner(), &private).unwrap();
    assert_eq!(folded.index, fresh.index);
    assert_eq!(folded.manifest, fresh.manifest);
    // The device has to download it, and takes it as the newer edition.
    let refused = device
        .set
        .update(folded.manifest.as_bytes(), &[], &trust(), NOW);
    assert_eq!(refused.unwrap_err(), MatchSetError::WrongDigest);
    let compact = Device::of(&folded);
    let (new, old) = (compact.set.manifest(), device.set.manifest());
    assert_eq!(new.check_follows(old), Ok(()));
    assert_eq!(old.check_follows(new), Err(MatchSetError::RolledBackUpdate));
    for i in 10..60 {
        assert!(compact.find(hash(i)).is_some());
    }
    assert_eq!(compact.find(hash(3)), None);
    // And goes on from there.
    let mut device = compact;
    let third = hashes(15..70, "x");
    device.take(&update(&device, &list, &third, "standard"));
    assert!(device.find(hash(65)).is_some() && device.find(hash(12)).is_none());
    assert_eq!(device.set.manifest().edition(), (3, 3));
}

#[test]
fn open_and_sealed_sets_follow_their_lists() {
    let seal = SealKey::new(&[3; 32]).unwrap();
    let mut rng = ChaCha20Rng::seed_from_u64(11);
    let lists = random_lists(&mut rng, 6);
    let open = build_open(&lists[0], &options(), &owner()).unwrap();
    let sealed = build_sealed(&lists[0], &options(), &owner(), &seal).unwrap();
    let mut device = Device::of(&open);
    let (mut segments, mut manifest) = (Vec::new(), sealed.manifest.clone());
    let unsealed = |manifest: &str, segments: &[Vec<u8>]| {
        let bytes = slices(segments);
        let (manifest, index) = (manifest.as_bytes(), &sealed.index);
        MatchSet::open_sealed_updated(manifest, index, &bytes, &trust(), NOW, &seal).unwrap()
    };
    for list in &lists[1..] {
        let options = next(&device.manifest);
        device.take(&update_open(&device.set, list, &options, &owner()).unwrap());
        let before = unsealed(&manifest, &segments);
        let made = update_sealed(&before, list, &next(&manifest), &owner(), &seal).unwrap();
        segments.extend(made.segments.into_iter().map(|(_, bytes)| bytes));
        manifest = made.manifest;
        let opened = unsealed(&manifest, &segments);
        for set in [&device.set, &opened] {
            for entry in lists.iter().flatten() {
                let there = list
                    .iter()
                    .any(|e| e.pdq == entry.pdq && e.sha256 == entry.sha256);
                if let Some(hash) = entry.pdq {
                    let found = set.find_hash(&[hash]).is_some();
                    assert_eq!(found, nearest(hash, list) <= 31);
                } else {
                    assert_eq!(set.find_digest(entry.sha256.unwrap()).is_some(), there);
                }
            }
        }
    }
    let last = lists.last().unwrap();
    let fresh = build_open(last, &options(), &owner()).unwrap();
    let folded = compact_open(&device.set, 7, &options(), &owner()).unwrap();
    assert_eq!(folded.index, fresh.index);
    let opened = unsealed(&manifest, &segments);
    let folded = compact_sealed(&opened, 7, &options(), &owner(), &seal).unwrap();
    let fresh = build_sealed(last, &options(), &owner(), &seal).unwrap();
    assert_eq!(folded.index, fresh.index);
    let refused = opened.update(folded.manifest.as_bytes(), &[], &trust(), NOW);
    assert!(refused.is_err());
}

#[test]
fn a_wrong_previous_list_or_key_is_refused() {
    let was = hashes(0..20, "x");
    let device = Device::of(&built(&was, "standard", false));
    let made = |was: &[ListEntry], key: &EvaluatorKey, name| {
        let private = private(key, name, false);
        let list = hashes(10..25, "x");
        let options = next(&device.manifest);
        update_private(&device.set, was, &list, &options, &owner(), &private, None)
    };
    assert!(made(&was, &key(7), "standard").is_ok());
    let fewer = hashes(0..19, "x");
    let other = [hashes(1..20, "x"), hashes(77..78, "x")].concat();
    for (case, refused) in [
        ("fewer", made(&fewer, &key(7), "standard")),
        ("as many", made(&other, &key(7), "standard")),
        ("key", made(&was, &key(8), "standard")),
        ("profile", made(&was, &key(7), "wide")),
    ] {
        assert_eq!(refused.unwrap_err().code(), "cannot-build", "{case}");
    }
}

#[test]
fn an_older_update_is_refused_like_an_older_epoch() {
    let was = hashes(0..10, "x");
    let first = built(&was, "standard", false);
    let mut device = Device::of(&first);
    let list = hashes(0..12, "x");
    let made = update(&device, &was, &list, "standard");
    device.take(&made);
    let back = device
        .set
        .update(first.manifest.as_bytes(), &[], &trust(), NOW);
    assert_eq!(back.unwrap_err().code(), "rolled-back-set");
    // Nor does another edition of the same number replace the one in use.
    let twin = resigned(&made.manifest, |manifest| manifest.not_after += 1);
    let twin = device.set.update(twin.as_bytes(), &[], &trust(), NOW);
    assert_eq!(twin.unwrap_err().code(), "rolled-back-set");
    let other = resigned(&made.manifest, |manifest| manifest.id = "other".into());
    let other = device.set.update(other.as_bytes(), &[], &trust(), NOW);
    assert_eq!(other.unwrap_err().code(), "other-set");
    // Whoever remembers the newest edition refuses older ones after a restart as well.
    let mut trust = trust();
    trust.least_epochs = vec![("updated-test".into(), 3)];
    trust.least_updates = vec![("updated-test".into(), 1)];
    let open = |trust: &TrustPolicy| {
        let (manifest, index) = (first.manifest.as_bytes(), &first.index);
        MatchSet::open(manifest, index, trust, NOW).map(|_| ())
    };
    assert_eq!(open(&trust).unwrap_err().code(), "rolled-back-set");
    trust.least_epochs[0].1 = 2;
    assert_eq!(open(&trust), Ok(()), "a newer epoch begins anew");
    trust.least_epochs.clear();
    assert_eq!(open(&trust).unwrap_err().code(), "rolled-back-set");
}

#[test]
fn the_next_edition_begins_with_the_segments_held() {
    let lists = [hashes(0..10, "x"), hashes(0..12, "x"), hashes(0..14, "x")];
    let mut device = Device::of(&built(&lists[0], "standard", false));
    let first = update(&device, &lists[0], &lists[1], "standard");
    device.take(&first);
    let second = update(&device, &lists[1], &lists[2], "standard");
    let other = resigned(&second.manifest, |manifest| {
        manifest.updates.as_mut().unwrap().segments[0].entries += 1;
    });
    let bytes = [second.segments[0].1.as_slice()];
    let refused = device.set.update(other.as_bytes(), &bytes, &trust(), NOW);
    assert_eq!(refused.unwrap_err().code(), code_of("U3"));
    let taken = device
        .set
        .update(second.manifest.as_bytes(), &bytes, &trust(), NOW);
    assert_eq!(taken.unwrap().manifest().edition(), (3, 2));
}

fn resigned(manifest: &str, change: impl FnOnce(&mut Manifest)) -> String {
    let note = Note::parse(manifest.as_bytes()).unwrap();
    let mut manifest = Manifest::parse(note.text).unwrap();
    change(&mut manifest);
    owner().sign(&manifest.to_text())
}

/// The manifest with one of its lines changed.
fn with_text(manifest: &str, from: &str, to: &str) -> String {
    let note = Note::parse(manifest.as_bytes()).unwrap();
    let changed = note.text.replacen(from, to, 1);
    assert_ne!(changed, note.text, "{from}");
    owner().sign(&changed)
}

#[test]
fn everything_that_is_wrong_with_a_segment_has_its_code_and_the_old_edition_stays() {
    let was = hashes(0..10, "x");
    let list = hashes(5..30, "x");
    let first = built(&was, "standard", false);
    let device = Device::of(&first);
    let made = update(&device, &was, &list, "standard");
    let bytes: Vec<Vec<u8>> = made.segments.iter().map(|(_, b)| b.clone()).collect();
    let [gone, added] = [bytes[0].clone(), bytes[1].clone()];
    let changed = |change: fn(&mut Vec<u8>)| {
        let mut bytes = bytes.clone();
        change(&mut bytes[1]);
        bytes
    };
    let updates = |change: fn(&mut Updates)| {
        resigned(&made.manifest, |manifest| {
            change(manifest.updates.as_mut().unwrap())
        })
    };
    let as_signed = |bytes: &[u8]| {
        let (length, digest) = (bytes.len() as u64, FileDigest::of(bytes));
        resigned(&made.manifest, |manifest| {
            let segment = &mut manifest.updates.as_mut().unwrap().segments[1];
            (segment.bytes, segment.sha256) = (length, digest);
        })
    };
    let mut magic = added.clone();
    magic[0] ^= 1;
    let long = [added.clone(), vec![0; 5]].concat();
    let same = made.manifest.clone();
    let twice = resigned(&made.manifest, |manifest| {
        let segments = &mut manifest.updates.as_mut().unwrap().segments;
        (segments[1].bytes, segments[1].sha256) = (segments[0].bytes, segments[0].sha256);
    });
    let cases = [
        (
            "U1",
            with_text(&same, "update: 1", "update: 0"),
            bytes.clone(),
        ),
        ("U1", with_text(&same, "base: 0", "base: 2"), bytes.clone()),
        (
            "U1",
            with_text(&same, "segments: 2", "segments: 3"),
            bytes.clone(),
        ),
        (
            "U1",
            with_text(&same, "segments: 2", "segments: 65"),
            bytes.clone(),
        ),
        (
            "U1",
            with_text(&same, " 1 20 0 ", " 1 020 0 "),
            bytes.clone(),
        ),
        (
            "U2",
            with_text(&same, "segment: add", "segment: replace"),
            bytes.clone(),
        ),
        ("U3", updates(|u| u.segments.reverse()), bytes.clone()),
        ("U3", updates(|u| u.segments[1].update = 2), bytes.clone()),
        ("U3", updates(|u| u.segments[0].update = 0), bytes.clone()),
        (
            "U3",
            same.clone(),
            [bytes.clone(), vec![added.clone()]].concat(),
        ),
        ("U4", same.clone(), vec![gone.clone()]),
        ("U4", same.clone(), Vec::new()),
        ("U5", same.clone(), changed(|bytes| bytes.push(0))),
        ("U5", same.clone(), changed(|bytes| bytes.truncate(20))),
        ("U5", same.clone(), vec![added.clone(), gone.clone()]),
        ("U6", same.clone(), changed(|bytes| bytes[40] ^= 1)),
        ("U7", as_signed(&magic), vec![gone.clone(), magic.clone()]),
        ("U7", as_signed(&long), vec![gone.clone(), long.clone()]),
        ("U8", twice, vec![gone.clone(), gone.clone()]),
    ];
    for (must, manifest, bytes) in &cases {
        let (manifest, bytes) = (manifest.as_bytes(), slices(bytes));
        let refused = device
            .set
            .update(manifest, &bytes, &trust(), NOW)
            .unwrap_err();
        assert_eq!(refused.code(), code_of(must), "{must}: {refused}");
        let refused = MatchSet::open_updated(manifest, &first.index, &bytes, &trust(), NOW);
        assert_eq!(refused.unwrap_err().code(), code_of(must), "{must}");
        assert!(device.find(hash(3)).is_some() && device.find(hash(20)).is_none());
    }
    // Open sets: what is added twice, and what is taken away and not there.
    let open = Device::of(&build_open(&was, &options(), &owner()).unwrap());
    let made = update_open(&open.set, &list, &next(&open.manifest), &owner()).unwrap();
    let bytes: Vec<Vec<u8>> = made.segments.iter().map(|(_, b)| b.clone()).collect();
    let [gone, added] = [&bytes[0][..], &bytes[1][..]];
    let not_there = resigned(&made.manifest, |manifest| {
        let segments = &mut manifest.updates.as_mut().unwrap().segments;
        let kind = segments[0].kind;
        segments[0] = segments[1];
        segments[0].kind = kind;
    });
    let twice = resigned(&made.manifest, |manifest| {
        let updates = manifest.updates.as_mut().unwrap();
        updates.update = 2;
        updates.segments.push(updates.segments[1]);
        updates.segments[2].update = 2;
    });
    for (manifest, bytes) in [
        (not_there, vec![added, added]),
        (twice, vec![gone, added, added]),
    ] {
        let refused = open.set.update(manifest.as_bytes(), &bytes, &trust(), NOW);
        assert_eq!(refused.unwrap_err().code(), code_of("U8"));
    }
    let seen = cases.iter().map(|(must, ..)| *must);
    let seen: std::collections::BTreeSet<&str> = seen.chain(["U9"]).collect();
    let lines = FORMAT.lines().filter_map(|line| line.strip_prefix("- **U"));
    assert_eq!(seen.len(), lines.count(), "every MUST has a case");
    assert_eq!(code_of("U9"), "rolled-back-set");
}

const FORMAT: &str = include_str!("../src/matchset/FORMAT.md");

/// The code that FORMAT.md promises for this MUST.
fn code_of(must: &str) -> &'static str {
    let at = FORMAT.find(&format!("- **{must}**")).unwrap();
    let rest = FORMAT[at..].split_once("Otherwise: `").unwrap().1;
    rest.split('`').next().unwrap()
}

#[test]
fn lists_are_compared_as_sets_are_built() {
    let was = [hashes(0..10, "x"), vec![exact(b"a", "x"), exact(b"a", "y")]].concat();
    let list = [
        hashes(3..12, "x"),
        hashes(3..4, "a"),
        vec![exact(b"a", "x")],
    ]
    .concat();
    let found = difference(&was, &list).unwrap();
    // The hash with two labels has the first by name: its old one goes, the new one comes.
    assert_eq!((found.added, found.removed), (3, 4));
    assert_eq!(difference(&was, &was).unwrap(), Default::default());
}

#[test]
fn a_guard_takes_a_newer_edition_in_the_place_of_an_older_one_only() {
    let was = hashes(0..5, "x");
    let first = Device::of(&built(&was, "standard", false));
    let made = update(&first, &was, &hashes(0..6, "x"), "standard");
    let mut second = Device::of(&built(&was, "standard", false));
    second.take(&made);
    let mut guard = Guard::new(Policy::default(), Limits::default());
    guard.add_set(first.set.clone());
    // Blinds made ahead are of the epoch's key, so an update keeps them and another epoch does not.
    let all = guard.prepare(0, &[1; 32]).unwrap();
    assert_eq!(guard.prepare(all, &[2; 32]).unwrap(), 0);
    assert_eq!(guard.replace_set(0, second.set.clone()), Ok(()));
    assert_eq!(guard.prepare(0, &[3; 32]).unwrap(), 0);
    let edition = |guard: &Guard| guard.set(0).unwrap().manifest().edition();
    let back = guard.replace_set(0, first.set.clone()).unwrap_err();
    assert_eq!((back.code(), edition(&guard)), ("rolled-back-set", (3, 1)));
    let mut elsewhere = options();
    elsewhere.id = "other".into();
    elsewhere.epoch = 9;
    let key = key(7);
    let private = private(&key, "standard", false);
    let other = build_private(&was, &elsewhere, &owner(), &private).unwrap();
    let other = guard.replace_set(0, Device::of(&other).set).unwrap_err();
    assert_eq!(other.code(), "other-set");
    let missing = guard.replace_set(1, second.set.clone()).unwrap_err();
    assert_eq!(missing.code(), "other-set");
    elsewhere.id = options().id;
    let epoch = build_private(&was, &elsewhere, &owner(), &private).unwrap();
    assert_eq!(guard.replace_set(0, Device::of(&epoch).set), Ok(()));
    assert_eq!(edition(&guard), (9, 0));
    assert_eq!(guard.prepare(0, &[4; 32]).unwrap(), all, "made anew");
}

#[test]
fn the_receipt_names_what_was_deleted_and_refuses_another_key() {
    let device = Device::of(&built(&hashes(0..3, "x"), "standard", false));
    let manifest = device.set.manifest();
    let receipt = retirement(manifest, &key(7), NOW, &owner()).unwrap();
    let text = trust().verify_note(receipt.as_bytes()).unwrap().to_owned();
    let public = FileDigest::from_bytes(key(7).public().to_bytes()).to_hex();
    let expected = format!(
        "presend key retirement v1\nset: updated-test\nepoch: 3\nevaluator: {public}\nretired: 2027-01-15T08:00:00Z\n"
    );
    assert_eq!(text, expected);
    assert!(Manifest::parse(&text).is_err(), "a receipt is no manifest");
    assert!(retirement(manifest, &key(8), NOW, &owner()).is_err());
}
