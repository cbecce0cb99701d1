//! Building and opening match sets: one broken set for every MUST of FORMAT.md, determinism, and
//! lookups.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![cfg(feature = "builder")]

mod support;

use presend::digest::{DigestKind, FileDigest};
use presend::hash256::PdqHash;
use presend::matchset::build::{
    BuiltSet, PrivateOptions, SetOptions, SignerKey, build_open, build_private, build_sealed,
    read_csv,
};
use presend::matchset::log::{Checkpoint, LogPolicy, Tree};
use presend::matchset::probe::{Params, Profile};
use presend::matchset::{Manifest, Match, MatchSet, MatchSetError, Purpose, SealKey, TrustPolicy};
use presend::oprf::EvaluatorKey;
use std::collections::BTreeSet;

const NOW: u64 = 1_800_000_000;
const FORMAT: &str = include_str!("../src/matchset/FORMAT.md");

fn owner() -> SignerKey {
    SignerKey::from_seed("owner.example", &[1; 32]).unwrap()
}

fn trust() -> TrustPolicy {
    TrustPolicy::any_of(vec![owner().verifier()])
}

fn options() -> SetOptions {
    SetOptions {
        id: "test-set".into(),
        epoch: 1,
        purpose: Purpose::Demo,
        previous: None,
        not_before: NOW - 1000,
        not_after: NOW + 1000,
    }
}

fn hash(seed: u64) -> PdqHash {
    let digest = FileDigest::of(&seed.to_le_bytes());
    PdqHash::from_bytes(&digest.to_bytes())
}

fn list(n: u64) -> String {
    let mut text = String::from("pdq,sha256,label\n");
    for i in 0..n {
        let label = ["harbour", "hills", "town"][i as usize % 3];
        let digest = FileDigest::of(&[i as u8, 1]).to_hex();
        text += &format!("{},{digest},{label}\n", hash(i).to_hex());
    }
    text
}

fn build(list: &str) -> BuiltSet {
    build_open(&read_csv(list.as_bytes()).unwrap(), &options(), &owner()).unwrap()
}

fn open(manifest: &str, index: &[u8]) -> Result<MatchSet, MatchSetError> {
    MatchSet::open(manifest.as_bytes(), index, &trust(), NOW)
}

/// The manifest's text, changed and signed again: as a faulty owner would publish it.
fn resigned(set: &BuiltSet, change: impl FnOnce(String) -> String) -> String {
    let text = set.manifest.split_inclusive("\n\n").next().unwrap();
    let text = text.strip_suffix('\n').unwrap().to_owned();
    let changed = change(text.clone());
    assert_ne!(changed, text, "the case changes nothing");
    owner().sign(&changed)
}

/// A set whose index was changed and whose manifest says so.
fn with_index(set: &BuiltSet, change: impl FnOnce(&mut Vec<u8>)) -> (String, Vec<u8>) {
    let mut index = set.index.clone();
    change(&mut index);
    assert_ne!(index, set.index);
    let manifest = resigned(set, |text| {
        let mut manifest = Manifest::parse(&text).unwrap();
        manifest.index_bytes = index.len() as u64;
        manifest.index_sha256 = FileDigest::of(&index);
        manifest.to_text()
    });
    (manifest, index)
}

/// A set whose manifest has commitments of these owners to so many items.
fn with_lines(set: &BuiltSet, commitments: &[(&str, &str)]) -> (String, Vec<u8>) {
    let root = "0".repeat(64);
    let lines = commitments.iter();
    let lines = lines.map(|(owner, items)| format!("commitment: {owner} {items} {root}\n"));
    let lines: String = lines.collect();
    (resigned(set, |text| text + &lines), set.index.clone())
}

#[test]
fn every_must_of_the_format_has_its_broken_set() {
    let set = build(&list(5));
    assert!(open(&set.manifest, &set.index).is_ok());
    let (manifest, index) = with_lines(&set, &[("owner.example", "1")]);
    assert!(open(&manifest, &index).is_ok());
    let replaced = |from: &'static str, to: &'static str| {
        (
            resigned(&set, |text| text.replacen(from, to, 1)),
            set.index.clone(),
        )
    };
    let exact = {
        let mut list = presend::matchset::build::List::default();
        for i in 0..5u8 {
            for kind in [DigestKind::Sha1, DigestKind::Md5] {
                let digest = FileDigest::of(&[i, 2]).to_bytes();
                list.add_digest(kind, &digest, None).unwrap();
            }
        }
        build_open(list, &options(), &owner()).unwrap()
    };
    assert!(open(&exact.manifest, &exact.index).is_ok());
    let other = SignerKey::from_seed("owner.example", &[2; 32]).unwrap();
    let seventeen: Vec<String> = (0..17).map(|i| format!("l{i}")).collect();
    let labels_line = format!("labels: {}\n", seventeen.join(" "));

    let cases: Vec<(&str, (String, Vec<u8>))> = vec![
        (
            "N1",
            (set.manifest.replace("\n\n", "\n"), set.index.clone()),
        ),
        ("N2", {
            let text = set.manifest.split("\n\n").next().unwrap().to_owned() + "\n";
            (other.sign(&text), set.index.clone())
        }),
        (
            "N3",
            (
                set.manifest.replacen("epoch: 1", "epoch: 2", 1),
                set.index.clone(),
            ),
        ),
        ("M1", replaced("\nprevious: none", "")),
        ("M1", replaced("id: ", "id:  ")),
        (
            "M1",
            replaced("digests: 5", "digests: 5\ndigest-kinds: sha256"),
        ),
        ("M1", replaced("digests: 5", "digests: 5\ndigest-kinds: ")),
        (
            "M1",
            replaced("digests: 5", "digests: 5\ndigest-kinds: md5 sha256"),
        ),
        (
            "M1",
            replaced("digests: 5", "digests: 5\ndigest-kinds: sha256 md5 md5"),
        ),
        ("M2", replaced("epoch: 1", "epoch: 01")),
        (
            "M2",
            replaced("not-before: 2027-01-15T07", "not-before: 2027-01-15 07"),
        ),
        ("M3", replaced("id: test-set", "id: test+set")),
        (
            "M3",
            (
                resigned(&set, |t| {
                    t.replacen("labels: harbour hills town\n", &labels_line, 1)
                }),
                set.index.clone(),
            ),
        ),
        ("M4", replaced("not-after: 2027", "not-after: 2026")),
        ("M13", with_lines(&set, &[("other.example", "1")])),
        ("M13", with_lines(&set, &[("owner.example", "01")])),
        (
            "M13",
            with_lines(&set, &[("owner.example", "1"), ("owner.example", "1")]),
        ),
        ("M5", replaced("purpose: demo", "purpose: copyright")),
        ("M6", replaced("kind: open", "kind: closed")),
        (
            "I1",
            (
                set.manifest.clone(),
                set.index[..set.index.len() - 1].to_vec(),
            ),
        ),
        ("I2", {
            let mut index = set.index.clone();
            index[40] ^= 1;
            (set.manifest.clone(), index)
        }),
        ("I3", with_index(&set, |index| index[7] = b'3')),
        ("I4", with_index(&set, |index| index[8] = 4)),
        ("I4", with_index(&exact, |index| index[20] = 7)),
        ("I5", with_index(&exact, |index| index.push(0))),
        ("I6", {
            // MD5 digests stand last.
            let digests = exact.index.len() - 5 * 17;
            with_index(&exact, |index| {
                index[digests..digests + 32].rotate_left(16);
            })
        }),
        (
            "I7",
            with_index(&exact, |index| *index.last_mut().unwrap() = 1),
        ),
        ("I8", {
            // Four counts where two would do.
            with_index(&set, |index| {
                index[7] = b'2';
                index.splice(16..16, [0; 8]);
            })
        }),
        ("I9", {
            let manifest = resigned(&exact, |text| {
                text.replacen("digest-kinds: sha1 md5", "digest-kinds: sha256 sha1", 1)
            });
            (manifest, exact.index.clone())
        }),
        ("I5", with_index(&set, |index| index.push(0))),
        (
            "I5",
            with_index(&set, |index| index.truncate(index.len() - 1)),
        ),
        (
            "I6",
            with_index(&set, |index| index[16..80].rotate_left(32)),
        ),
        (
            "I6",
            with_index(&set, |index| {
                let digests = 16 + 33 * 5;
                index[digests..digests + 64].rotate_left(32);
            }),
        ),
        ("I6", {
            // The same hash twice with the same label.
            let two = build(&format!(
                "pdq\n{}\n{}\n",
                hash(1).to_hex(),
                hash(2).to_hex()
            ));
            with_index(&two, |index| index.copy_within(16..48, 48))
        }),
        ("I7", with_index(&set, |index| index[16 + 32 * 5] = 3)),
        (
            "I7",
            with_index(&set, |index| *index.last_mut().unwrap() = 16),
        ),
    ];
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for (must, (manifest, index)) in &cases {
        let error = open(manifest, index).map(|_| ()).expect_err(must);
        assert_eq!(error.code(), code_of(must), "{must}: {error}");
        seen.insert(must);
    }
    for (must, manifest, index) in broken_private_sets() {
        let error = open(&manifest, &index).map(|_| ()).expect_err(must);
        assert_eq!(error.code(), code_of(must), "{must}: {error}");
        seen.insert(must);
    }
    let key = SealKey::new(&[5; 32]).unwrap();
    let entries = read_csv(list(5).as_bytes()).unwrap();
    let sealed = build_sealed(&entries, &options(), &owner(), &key).unwrap();
    let error = open(&sealed.manifest, &sealed.index).unwrap_err();
    assert_eq!(error.code(), code_of("S1"));
    let other = SealKey::new(&[6; 32]).unwrap();
    let manifest = sealed.manifest.as_bytes();
    let opened = |key| MatchSet::open_sealed(manifest, &sealed.index, &trust(), NOW, key);
    assert!(opened(&key).is_ok());
    assert_eq!(opened(&other).unwrap_err().code(), code_of("S2"));
    seen.extend(["S1", "S2"]);
    // Those that depend on the reader rather than on the set.
    let mut csam_only = trust();
    csam_only.purposes = vec![Purpose::Csam];
    let mut newer_known = trust();
    newer_known.least_epochs = vec![("test-set".into(), 2)];
    for (must, trust, now) in [
        ("M7", csam_only, NOW),
        ("M10", newer_known, NOW),
        ("M8", trust(), NOW - 1001),
        ("M9", trust(), NOW + 1000),
    ] {
        let error = MatchSet::open(set.manifest.as_bytes(), &set.index, &trust, now).unwrap_err();
        assert_eq!(error.code(), code_of(must));
        seen.insert(must);
    }
    for (must, log) in broken_logs(&set) {
        let mut trust = trust();
        trust.log = Some(log);
        let error = MatchSet::open(set.manifest.as_bytes(), &set.index, &trust, NOW);
        let error = error.map(|_| ()).expect_err(must);
        assert_eq!(error.code(), code_of(must), "{must}: {error}");
        seen.insert(must);
    }
    // tests/updates.rs has those of updates.
    let listed: BTreeSet<&str> = musts().filter(|must| !must.starts_with('U')).collect();
    assert!(listed.len() >= 28);
    assert_eq!(seen, listed, "every MUST of FORMAT.md has a case");
}

/// The set in a log of three, and what a device refuses of it.
fn broken_logs(set: &BuiltSet) -> Vec<(&'static str, LogPolicy)> {
    let log = SignerKey::from_seed("log.example", &[7; 32]).unwrap();
    let text = set.manifest.split("\n\n").next().unwrap().to_owned() + "\n";
    let tree = Tree::of(&["first".to_owned(), text, "third".to_owned()]);
    let at = |size| Checkpoint {
        origin: "log.example".into(),
        size,
        root: tree.root_at(size).unwrap(),
    };
    let forked = |size| Checkpoint {
        root: [0; 32],
        ..at(size)
    };
    let checkpoint = at(3);
    let note = log.sign(&checkpoint.to_text());
    let good = LogPolicy {
        key: log.verifier(),
        witnesses: Vec::new(),
        required: 0,
        known: Some(at(2)),
        consistency: tree.consistency(2).unwrap(),
        proof: Checkpoint::proof_text(1, &tree.inclusion(1).unwrap(), &note).into_bytes(),
    };
    let mut trust = trust();
    trust.log = Some(good.clone());
    MatchSet::open(set.manifest.as_bytes(), &set.index, &trust, NOW).unwrap();
    let proof = |proof: String| LogPolicy {
        proof: proof.into_bytes(),
        ..good.clone()
    };
    let of = |index| Checkpoint::proof_text(index, &tree.inclusion(1).unwrap(), &note);
    let other = SignerKey::from_seed("other.example", &[7; 32]).unwrap();
    vec![
        ("L1", proof(String::new())),
        ("L1", proof(of(1).replacen("@v1", "@v2", 1))),
        ("L1", proof(of(1).replacen("index 1", "index 01", 1))),
        (
            "L1",
            proof(Checkpoint::proof_text(
                1,
                &[],
                &log.sign("other.example\n3\nAAAA\n"),
            )),
        ),
        (
            "L2",
            proof(Checkpoint::proof_text(
                1,
                &[],
                &other.sign(&checkpoint.to_text()),
            )),
        ),
        (
            "L2",
            LogPolicy {
                required: 1,
                ..good.clone()
            },
        ),
        ("L3", proof(of(0))),
        ("L3", proof(Checkpoint::proof_text(1, &[], &note))),
        (
            "L4",
            LogPolicy {
                known: Some(Checkpoint {
                    size: 4,
                    ..forked(3)
                }),
                ..good.clone()
            },
        ),
        (
            "L4",
            LogPolicy {
                known: Some(forked(3)),
                ..good.clone()
            },
        ),
        (
            "L5",
            LogPolicy {
                consistency: Vec::new(),
                ..good.clone()
            },
        ),
        // A fork with a larger checkpoint, which inclusion alone does not show.
        (
            "L6",
            LogPolicy {
                known: Some(forked(2)),
                ..good.clone()
            },
        ),
        (
            "L6",
            LogPolicy {
                consistency: vec![[0; 32]],
                ..good.clone()
            },
        ),
    ]
}

fn private(mirror: bool) -> BuiltSet {
    let key = EvaluatorKey::derive(&[1; 32], b"test").unwrap();
    let private = PrivateOptions {
        mirror,
        key: &key,
        params: Profile::ALL[0].params(Params::SEED).unwrap(),
        progress: &|_, _| {},
    };
    let entries = read_csv(list(5).as_bytes()).unwrap();
    build_private(&entries, &options(), &owner(), &private).unwrap()
}

/// Broken manifests and indexes of the private kinds; of a mirror's, the index is the roots.
fn broken_private_sets() -> Vec<(&'static str, String, Vec<u8>)> {
    let (local, mirrored) = (private(false), private(true));
    assert!(open(&local.manifest, &local.index).is_ok());
    let roots = mirrored.roots.clone().unwrap();
    assert!(open(&mirrored.manifest, &roots).is_ok());
    let text = |set: &BuiltSet, name: &str, value: &str| {
        resigned(set, |text| {
            let lines = text.lines().map(|line| match line.strip_prefix(name) {
                Some(_) => format!("{name}: {value}\n"),
                None => format!("{line}\n"),
            });
            lines.collect()
        })
    };
    let changed = |change: fn(&mut Vec<u8>)| with_index(&local, change);
    let mut cases = Vec::new();
    for (must, name, value) in [
        ("M1", "agree", ""),
        ("M2", "probes", "0512"),
        ("M2", "table-seed", "00"),
        ("M11", "evaluator", &"0".repeat(64)),
        ("M11", "evaluator", &"f".repeat(64)),
        ("M12", "token-bits", "61"),
        ("M12", "tables", "17"),
        ("M12", "probes", "4097"),
        ("M12", "agree", "3"),
    ] {
        cases.push((must, text(&local, name, value), local.index.clone()));
    }
    let no_roots = resigned(&mirrored, |text| {
        let lines = text
            .lines()
            .filter(|line| !line.starts_with("roots-sha256"));
        lines.map(|line| format!("{line}\n")).collect()
    });
    cases.push(("M1", no_roots, roots.clone()));
    for (must, change) in [
        ("P1", (|index| index[0] ^= 1) as fn(&mut Vec<u8>)),
        ("P2", |index| index.push(0)),
        ("P2", |index| index.truncate(index.len() - 5)),
    ] {
        let (manifest, index) = changed(change);
        cases.push((must, manifest, index));
    }
    let mut other = roots.clone();
    *other.last_mut().unwrap() ^= 1;
    cases.push(("P3", mirrored.manifest.clone(), other));
    for change in [(|roots| roots[0] ^= 1) as fn(&mut Vec<u8>), |roots| {
        roots.push(0)
    }] {
        let mut roots = roots.clone();
        change(&mut roots);
        let digest = FileDigest::of(&roots).to_hex();
        cases.push(("P4", text(&mirrored, "roots-sha256", &digest), roots));
    }
    cases
}

fn musts() -> impl Iterator<Item = &'static str> {
    let lines = FORMAT.lines().filter_map(|line| line.strip_prefix("- **"));
    lines.filter_map(|line| line.split("**").next())
}

/// The code that FORMAT.md promises for this MUST.
fn code_of(must: &str) -> &'static str {
    let at = FORMAT.find(&format!("- **{must}**")).unwrap();
    let rest = &FORMAT[at..];
    let code = rest.split_once("Otherwise: `").unwrap().1;
    code.split('`').next().unwrap()
}

#[test]
fn dates_are_inclusive_at_the_start_and_exclusive_at_the_end() {
    let set = build(&list(2));
    let at = |now| MatchSet::open(set.manifest.as_bytes(), &set.index, &trust(), now).is_ok();
    assert!(at(NOW - 1000) && at(NOW + 999));
    let opened = open(&set.manifest, &set.index).unwrap();
    assert!(opened.is_valid_at(NOW + 999) && !opened.is_valid_at(NOW + 1000));
}

#[test]
fn as_many_owners_as_the_policy_asks_for() {
    let set = build(&list(2));
    let second = SignerKey::from_seed("second.example", &[9; 32]).unwrap();
    let text = set.manifest.split("\n\n").next().unwrap().to_owned() + "\n";
    let line = second.sign(&text).split("\n\n").nth(1).unwrap().to_owned();
    let both = set.manifest.clone() + &line;
    let mut trust = TrustPolicy::any_of(vec![owner().verifier(), second.verifier()]);
    trust.required = 2;
    let open = |manifest: &str| MatchSet::open(manifest.as_bytes(), &set.index, &trust, NOW);
    assert!(open(&both).is_ok());
    let expected = MatchSetError::Untrusted {
        found: 1,
        required: 2,
    };
    assert_eq!(open(&set.manifest).unwrap_err(), expected);
    let twice = set.manifest.clone() + set.manifest.split("\n\n").nth(1).unwrap();
    assert_eq!(
        open(&twice).unwrap_err(),
        expected,
        "one owner twice is one owner"
    );
    let nobody = TrustPolicy::any_of(Vec::new());
    let error = MatchSet::open(both.as_bytes(), &set.index, &nobody, NOW).unwrap_err();
    assert_eq!(error.code(), "untrusted-set");
}

#[test]
fn same_entries_same_bytes_in_any_order() {
    let text = list(40);
    let (header, body) = text.split_once('\n').unwrap();
    let mut lines: Vec<&str> = body.lines().collect();
    let forward = build(&text);
    lines.reverse();
    lines.rotate_left(7);
    let shuffled = build(&format!("{header}\n{}\n", lines.join("\n")));
    assert_eq!(forward.index, shuffled.index);
    assert_eq!(forward.manifest, shuffled.manifest);
    assert_eq!(forward.index.len(), 16 + 40 * 33 * 2);
}

#[test]
fn the_report_counts_what_was_left_out() {
    let good = "df501ccce9856c7b93e483322c9bf16cd87213918d956c2fe66e293042ca8f9f";
    let text = format!(
        "pdq,quality,label\n{good},100,a\n{good},100,a\n{good},100,b\n{},49,a\n{},50,a\n",
        hash(1).to_hex(),
        "f".repeat(64),
    );
    let set = build(&text);
    let report = &set.report;
    assert_eq!(
        (
            report.entries,
            report.duplicates,
            report.low_quality,
            report.unusual
        ),
        (3, 1, 1, 1)
    );
    let empty = read_csv(&b"pdq,quality\n"[..]).unwrap();
    let error = build_open(&empty, &options(), &owner()).unwrap_err();
    assert_eq!(error.code(), "cannot-build");
}

#[test]
fn finds_the_nearest_entry_within_the_radius_and_exact_files() {
    let set = build(&list(200));
    let set = open(&set.manifest, &set.index).unwrap();
    for i in 0..200u64 {
        let label = ["harbour", "hills", "town"][i as usize % 3];
        let expected = Some(Match {
            purpose: Purpose::Demo,
            label,
        });
        let mut bytes = hash(i).to_bytes();
        for (k, byte) in bytes.iter_mut().enumerate().take(31) {
            *byte ^= 1 << (k % 8);
        }
        assert_eq!(set.find_hash(&[PdqHash::from_bytes(&bytes)]), expected);
        bytes[31] ^= 1;
        assert_eq!(
            set.find_hash(&[PdqHash::from_bytes(&bytes)]),
            None,
            "distance 32"
        );
        assert_eq!(set.find_digest(FileDigest::of(&[i as u8, 1])), expected);
    }
    assert_eq!(set.find_digest(FileDigest::of(b"another file")), None);
}

#[test]
fn nothing_shows_a_hash_in_debug_or_errors() {
    let set = build(&list(3));
    let opened = open(&set.manifest, &set.index).unwrap();
    let shown = format!("{opened:?} {:?} {:?}", hash(0), FileDigest::of(b""));
    for secret in [hash(0).to_hex(), FileDigest::of(&[0, 1]).to_hex()] {
        for part in [&secret[..8], &secret[56..]] {
            assert!(!shown.contains(part));
        }
    }
    assert!(shown.contains("entries: 3"));
}
