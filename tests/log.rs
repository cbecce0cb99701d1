//! The log of editions against another implementation of the C2SP forms, in both directions.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![cfg(feature = "builder")]

use presend::matchset::build::SignerKey;
use presend::matchset::log::{
    Checkpoint, Hash, LogPolicy, Tree, entry_bundles, leaf_hash, read_bundle, verify_consistency,
    verify_inclusion,
};
use presend::matchset::note::{Note, VerifierKey};
use signed_note::Verifier as _;
use std::collections::BTreeSet;
use tlog_tiles as other;

struct Stored(Vec<other::Hash>);

impl other::HashReader for Stored {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<other::Hash>, other::Error> {
        Ok(indexes.iter().map(|i| self.0[*i as usize]).collect())
    }
}

fn entries(n: u64) -> Vec<Vec<u8>> {
    (0..n).map(|i| format!("entry {i}").into_bytes()).collect()
}

fn stored(entries: &[Vec<u8>]) -> Stored {
    let mut stored = Stored(Vec::new());
    for (n, entry) in entries.iter().enumerate() {
        let more = other::stored_hashes(n as u64, entry, &stored).unwrap();
        stored.0.extend(more);
    }
    stored
}

const SIZES: [u64; 14] = [1, 2, 3, 4, 5, 7, 8, 9, 31, 33, 64, 255, 256, 258];

fn flipped(mut proof: Vec<Hash>) -> Vec<Hash> {
    if let Some(last) = proof.last_mut() {
        last[3] ^= 1;
    }
    proof
}

#[test]
fn proofs_are_those_of_the_other_implementation() {
    let theirs = |proof: &[other::Hash]| proof.iter().map(|hash| hash.0).collect::<Vec<_>>();
    let ours = |proof: &[Hash]| proof.iter().map(|h| other::Hash(*h)).collect::<Vec<_>>();
    for size in SIZES {
        let entries = entries(size);
        let (tree, stored) = (Tree::of(&entries), stored(&entries));
        let root = tree.root_at(size).unwrap();
        assert_eq!(root, other::tree_hash(size, &stored).unwrap().0, "{size}");
        for index in (0..size).filter(|i| size < 40 || i % 17 == 0 || *i + 2 > size) {
            let leaf = leaf_hash(&entries[index as usize]);
            let proof = tree.inclusion(index).unwrap();
            let record = other::prove_record(size, index, &stored).unwrap();
            assert_eq!(proof, theirs(&record), "{index} of {size}");
            let hash = other::Hash(leaf);
            other::check_record(&ours(&proof), size, other::Hash(root), index, hash).unwrap();
            assert!(verify_inclusion(leaf, index, size, &root, &proof));
            assert!(!verify_inclusion(leaf, index + 1, size, &root, &proof));
            // The same hashes do not prove a place in a larger tree.
            assert!(!verify_inclusion(leaf, index, size * 2, &root, &proof));
            assert!(!verify_inclusion(root, index, size, &root, &proof) || size == 1);
            if !proof.is_empty() {
                assert!(!verify_inclusion(
                    leaf,
                    index,
                    size,
                    &root,
                    &flipped(proof.clone())
                ));
                assert!(!verify_inclusion(leaf, index, size, &root, &proof[1..]));
            }
            let mut long = proof;
            long.push([0; 32]);
            assert!(!verify_inclusion(leaf, index, size, &root, &long));
        }
        for old in (1..=size).filter(|i| size < 40 || i % 17 == 0 || *i + 2 > size) {
            let old_root = tree.root_at(old).unwrap();
            let proof = tree.consistency(old).unwrap();
            let record = other::prove_tree(size, old, &stored).unwrap();
            assert_eq!(proof, theirs(&record), "{old} of {size}");
            let (th, h) = (other::Hash(root), other::Hash(old_root));
            other::check_tree(&ours(&proof), size, th, old, h).unwrap();
            let verify = |old_root: &Hash, proof: &[Hash]| {
                verify_consistency((old, old_root), (size, &root), proof)
            };
            assert!(verify(&old_root, &proof), "{old} of {size}");
            assert!(!verify(&[7; 32], &proof));
            if !proof.is_empty() {
                assert!(!verify(&old_root, &flipped(proof.clone())));
                assert!(!verify(&old_root, &proof[1..]));
            }
        }
    }
    let empty = Tree::default().root_at(0).unwrap();
    assert_eq!(empty, other::tree_hash(0, &Stored(Vec::new())).unwrap().0);
    assert!(Tree::default().inclusion(0).is_none());
}

#[test]
fn tiles_are_those_of_the_other_implementation() {
    for size in [1, 255, 256, 257, 600] {
        let entries = entries(size);
        let stored = stored(&entries);
        let files = Tree::of(&entries).tiles();
        let names: BTreeSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(names.len(), files.len());
        let tiles = other::Tile::new_tiles(8, 0, size);
        assert_eq!(tiles.len(), files.len(), "{size}: {names:?}");
        for tile in tiles {
            let path = tile.path().replacen("tile/8/", "tile/", 1);
            let found = files.iter().find(|(name, _)| *name == path);
            let (_, bytes) = found.unwrap_or_else(|| panic!("{path} is not in {names:?}"));
            assert_eq!(*bytes, tile.read_data(&stored).unwrap(), "{path}");
        }
        let bundles = entry_bundles(&entries).unwrap();
        let read = bundles
            .iter()
            .flat_map(|(_, bytes)| read_bundle(bytes).unwrap());
        assert_eq!(read.collect::<Vec<_>>(), entries);
    }
    assert!(entry_bundles(&[vec![0; 65_536]]).is_none());
    assert!(read_bundle(&[0, 2, 1]).is_none());
}

#[test]
fn notes_and_checkpoints_go_both_ways() {
    let key = SignerKey::from_seed("log.example/sets", &[3; 32]).unwrap();
    let checkpoint = Checkpoint {
        origin: "log.example/sets".into(),
        size: 7,
        root: leaf_hash(b"a"),
    };
    let text = checkpoint.to_text();
    assert_eq!(Checkpoint::parse(&text).as_ref(), Some(&checkpoint));
    let read = other::Checkpoint::from_bytes(text.as_bytes()).unwrap();
    assert_eq!(
        (read.origin(), read.size(), read.hash().0),
        ("log.example/sets", 7, checkpoint.root)
    );
    assert_eq!(read.to_bytes(), text.as_bytes());

    let verifier = signed_note::StandardVerifier::new(&key.verifier().to_string()).unwrap();
    let note = signed_note::Note::from_bytes(key.sign(&text).as_bytes()).unwrap();
    assert_eq!(note.text(), text.as_bytes());
    let list = signed_note::VerifierList::new(vec![Box::new(verifier.clone())]);
    let (known, _) = note.verify(&list).unwrap();
    assert_eq!((known.len(), known[0].id()), (1, verifier.key_id()));

    let signer = signed_note::StandardSigner::new(key.to_secret_text().trim()).unwrap();
    let mut note = signed_note::Note::new(text.as_bytes(), &[]).unwrap();
    note.add_sigs(&[&signer]).unwrap();
    let bytes = note.to_bytes();
    assert_eq!(
        Note::parse(&bytes).unwrap().verify(&[key.verifier()]),
        Ok(1)
    );

    for broken in ["origin\n07\n", "origin\n7\nAAAA\n", "\n7\n", "origin\n"] {
        assert_eq!(Checkpoint::parse(broken), None, "{broken}");
    }
}

/// A witness of C2SP `tlog-cosignature`, written from the document.
struct Witness(ed25519_dalek::SigningKey);

impl Witness {
    const NAME: &str = "witness.example/w1";

    fn id(&self) -> [u8; 4] {
        use sha2::Digest;
        let public = self.0.verifying_key();
        let input = [Self::NAME.as_bytes(), b"\n\x04", public.as_bytes()].concat();
        sha2::Sha256::digest(input)[..4].try_into().unwrap()
    }

    fn key(&self) -> VerifierKey {
        use base64::Engine;
        let public = [&[4][..], self.0.verifying_key().as_bytes()].concat();
        let public = base64::prelude::BASE64_STANDARD.encode(public);
        let id = u32::from_be_bytes(self.id());
        VerifierKey::witness(&format!("{}+{id:08x}+{public}", Self::NAME)).unwrap()
    }

    fn line(&self, text: &str, time: u64) -> String {
        use base64::Engine;
        use ed25519_dalek::Signer;
        let signature = self
            .0
            .sign(format!("cosignature/v1\ntime {time}\n{text}").as_bytes());
        let bytes = [&self.id()[..], &time.to_be_bytes(), &signature.to_bytes()].concat();
        let bytes = base64::prelude::BASE64_STANDARD.encode(bytes);
        format!("\u{2014} {} {bytes}\n", Self::NAME)
    }
}

#[test]
fn witnesses_count_and_forks_are_seen() {
    let key = SignerKey::from_seed("log.example/sets", &[3; 32]).unwrap();
    let witness = Witness(ed25519_dalek::SigningKey::from_bytes(&[4; 32]));
    let tree = Tree::of(&entries(5));
    let at = |size: u64| Checkpoint {
        origin: "log.example/sets".into(),
        size,
        root: tree.root_at(size).unwrap(),
    };
    let text = at(5).to_text();
    let mut policy = LogPolicy {
        key: key.verifier(),
        witnesses: vec![witness.key()],
        required: 1,
        known: None,
        proof: Vec::new(),
        consistency: Vec::new(),
    };
    let signed = key.sign(&text);
    let cosigned = signed.clone() + &witness.line(&text, 1_800_000_000);
    let code =
        |policy: &LogPolicy, note: &str| policy.checkpoint(note.as_bytes()).map_err(|e| e.code());
    assert_eq!(code(&policy, &cosigned), Ok(at(5)));
    assert_eq!(code(&policy, &signed), Err("untrusted-log"));
    let of_another = signed.clone() + &witness.line(&at(4).to_text(), 1_800_000_000);
    assert_eq!(code(&policy, &of_another), Err("bad-signature"));
    let beyond = signed.clone() + &witness.line(&text, 1 << 63);
    assert_eq!(code(&policy, &beyond), Err("bad-signature"));
    // A witness's key is no owner's, and the other way round.
    assert!(witness.key().to_string().parse::<VerifierKey>().is_err());
    assert!(VerifierKey::witness(&key.verifier().to_string()).is_err());

    let own = SignerKey::from_seed("log.example/other", &[3; 32]).unwrap();
    policy.required = 0;
    assert_eq!(code(&policy, &own.sign(&text)), Err("untrusted-log"));
    assert_eq!(
        code(&policy, &key.sign("log.example/other\n5\nAAAA\n")),
        Err("bad-log-proof")
    );
    let renamed = text.replacen("log.example/sets", "log.example/other", 1);
    assert_eq!(code(&policy, &key.sign(&renamed)), Err("bad-log-proof"));
    policy.known = Some(at(5));
    assert_eq!(code(&policy, &cosigned), Ok(at(5)));
    assert_eq!(
        code(&policy, &key.sign(&at(4).to_text())),
        Err("log-forked")
    );
    let other = |size| Checkpoint {
        root: [1; 32],
        ..at(size)
    };
    policy.known = Some(other(5));
    assert_eq!(code(&policy, &cosigned), Err("log-forked"));

    // A larger one must prove that it goes on, whatever the size of the one before.
    for size in 1..5 {
        let proof = tree.consistency(size).unwrap();
        policy.known = Some(at(size));
        policy.consistency = proof.clone();
        assert_eq!(code(&policy, &cosigned), Ok(at(5)), "{size}");
        policy.known = Some(other(size));
        assert_eq!(code(&policy, &cosigned), Err("log-forked"), "{size}");
        policy.known = Some(at(size));
        policy.consistency = flipped(proof.clone());
        assert_eq!(code(&policy, &cosigned), Err("log-forked"), "{size}");
        policy.consistency = Vec::new();
        assert_eq!(code(&policy, &cosigned), Err("log-unproven"), "{size}");
        // At the remembered size there is nothing to prove, and what comes along changes nothing.
        policy.known = Some(at(5));
        policy.consistency = proof;
        assert_eq!(code(&policy, &cosigned), Ok(at(5)), "{size}");
    }
    policy.known = Some(at(0));
    policy.consistency = Vec::new();
    assert_eq!(
        code(&policy, &cosigned),
        Ok(at(5)),
        "an empty log proves nothing"
    );
    policy.known = Some(Checkpoint {
        origin: "log.example/other".into(),
        ..at(5)
    });
    assert_eq!(
        code(&policy, &cosigned),
        Err("bad-log-proof"),
        "another log"
    );
}

#[test]
fn our_own_witness_signs_as_the_document_says() {
    let key = SignerKey::from_seed(Witness::NAME, &[4; 32]).unwrap();
    let by_hand = Witness(ed25519_dalek::SigningKey::from_bytes(&[4; 32]));
    let text = Checkpoint {
        origin: "log.example/sets".into(),
        size: 7,
        root: leaf_hash(b"a"),
    }
    .to_text();
    let line = key.cosignature(&text, 1_679_315_147);
    assert_eq!(line, by_hand.line(&text, 1_679_315_147));
    assert_eq!(key.witness(), by_hand.key());
    let note = key.sign(&text) + &line;
    let note = Note::parse(note.as_bytes()).unwrap();
    assert_eq!(note.cosigned_at(&key.witness()), Some(1_679_315_147));
    assert_eq!(note.cosigned_at(&key.verifier()), None);
    assert_eq!(note.verify(&[key.witness()]), Ok(1));
}

/// Two witnesses of one name are one, as two keys of one owner are.
#[test]
fn k_of_n_witnesses() {
    let log = SignerKey::from_seed("log.example", &[3; 32]).unwrap();
    let witness = |name: &str, seed: u8| SignerKey::from_seed(name, &[seed; 32]).unwrap();
    let all = [
        witness("w1", 10),
        witness("w2", 11),
        witness("w3", 12),
        witness("w1", 13),
    ];
    let root = leaf_hash(b"a");
    let text = Checkpoint {
        origin: "log.example".into(),
        size: 1,
        root,
    }
    .to_text();
    let checked = |by: &[usize], required| {
        let lines = by.iter().map(|i| all[*i].cosignature(&text, 5));
        let note = log.sign(&text) + &lines.collect::<String>();
        let policy = LogPolicy {
            key: log.verifier(),
            witnesses: all.iter().map(SignerKey::witness).collect(),
            required,
            known: None,
            proof: Vec::new(),
            consistency: Vec::new(),
        };
        policy
            .checkpoint(note.as_bytes())
            .map(|c| c.size)
            .map_err(|e| e.code())
    };
    assert_eq!(checked(&[], 0), Ok(1));
    assert_eq!(checked(&[1], 1), Ok(1));
    assert_eq!(checked(&[0, 2], 2), Ok(1));
    assert_eq!(checked(&[0, 1, 2, 3], 3), Ok(1));
    assert_eq!(
        checked(&[0, 3], 2),
        Err("untrusted-log"),
        "one witness, two keys"
    );
    assert_eq!(checked(&[1], 2), Err("untrusted-log"));
    assert_eq!(checked(&[0, 1, 2], 4), Err("untrusted-log"));
}

/// What a sigsum client (crate `sigsum`) accepts: our log's signature, our witness's cosignature and our
/// proof, in sigsum's own wrapping, of which the checkpoint, the cosigned message and the tree are C2SP's.
#[test]
fn a_sigsum_client_takes_our_cosignatures_and_proofs() {
    use ed25519_dalek::{Signer, SigningKey};
    use sha2::{Digest, Sha256};
    let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
    let [owner, log] = [20, 21].map(|seed| SigningKey::from_bytes(&[seed; 32]));
    let public = |key: &SigningKey| key.verifying_key().to_bytes();
    let keyhash = |key: &SigningKey| Sha256::digest(public(key));
    let witnesses = [22u8, 23, 24].map(|seed| {
        let key = SignerKey::from_seed(&format!("witness{seed}.example"), &[seed; 32]).unwrap();
        (key, SigningKey::from_bytes(&[seed; 32]))
    });
    let message = sigsum::Hash::new(b"a picture list");
    let checksum = Sha256::digest(message.as_ref());
    let tree_leaf = [&b"sigsum.org/v1/tree-leaf\0"[..], &checksum].concat();
    let leaf_signature = owner.sign(&tree_leaf).to_bytes();
    let leaf = [&checksum[..], &leaf_signature, &keyhash(&owner)].concat();

    let mut policy = sigsum::PolicyBuilder::new();
    policy.add_log(public(&log).into(), None).unwrap();
    let names: Vec<String> = (0..3).map(|i| format!("w{i}")).collect();
    for (name, (_, key)) in names.iter().zip(&witnesses) {
        policy
            .add_witness(name.clone(), public(key).into(), None)
            .unwrap();
    }
    policy.add_group("two".into(), 2, names).unwrap();
    policy.set_quorum("two".into()).unwrap();
    let policy = policy.build();

    for (size, index) in [(2u64, 1u64), (7, 3), (300, 299)] {
        let mut all = entries(size);
        all[index as usize] = leaf.clone();
        let tree = Tree::of(&all);
        let root = tree.root_at(size).unwrap();
        let origin = format!("sigsum.org/v1/tree/{}", hex(&keyhash(&log)));
        let signer = SignerKey::from_seed(&origin, &[21; 32]).unwrap();
        let text = Checkpoint { origin, size, root }.to_text();
        let bytes = |line: &str| {
            use base64::Engine;
            let base64 = line.trim_end().rsplit(' ').next().unwrap();
            base64::prelude::BASE64_STANDARD.decode(base64).unwrap()
        };
        let wrapped = |signed_by: &[usize], path: &[Hash]| {
            let mut ascii = format!(
                "version=2\nlog={}\nleaf={} {}\n\nsize={size}\nroot_hash={}\nsignature={}\n",
                hex(&keyhash(&log)),
                hex(&keyhash(&owner)),
                hex(&leaf_signature),
                hex(&root),
                hex(&bytes(&signer.line(&text))[4..]),
            );
            for i in signed_by {
                let (witness, key) = &witnesses[*i];
                let line = bytes(&witness.cosignature(&text, 1_800_000_000));
                let (keyhash, signature) = (hex(&keyhash(key)), hex(&line[12..]));
                ascii += &format!("cosignature={keyhash} 1800000000 {signature}\n");
            }
            ascii += &format!("\nleaf_index={index}\n");
            for hash in path {
                ascii += &format!("node_hash={}\n", hex(hash));
            }
            ascii
        };
        let verified = |ascii: &str| {
            let signature = sigsum::SigsumSignature::from_ascii(ascii).unwrap();
            sigsum::verify(&message, &signature, &[public(&owner).into()], &policy).is_ok()
        };
        let path = tree.inclusion(index).unwrap();
        assert!(verified(&wrapped(&[0, 1], &path)), "{size}");
        assert!(verified(&wrapped(&[0, 1, 2], &path)), "{size}");
        assert!(!verified(&wrapped(&[2], &path)), "one witness is not two");
        assert!(!verified(&wrapped(&[0, 1], &flipped(path))), "{size}");
    }
}

/// A proof of a public sigsum log, as the crate's documentation shows it, with the cosignatures of eight
/// witnesses that others run and other programs made.
#[test]
fn cosignatures_of_public_witnesses_verify() {
    use base64::{Engine, prelude::BASE64_STANDARD};
    use sha2::{Digest, Sha256};
    let vector: serde_json::Value =
        serde_json::from_str(include_str!("vectors/cosignatures.sigsum.json")).unwrap();
    let bytes = |value: &serde_json::Value| -> Vec<u8> {
        let hex = value.as_str().unwrap();
        (0..hex.len() / 2)
            .map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap())
            .collect()
    };
    let hash = |value: &serde_json::Value| -> Hash { bytes(value).try_into().unwrap() };
    let key_of = |name: &str, kind: u8, public: &[u8]| {
        let id = Sha256::digest([name.as_bytes(), &[b'\n', kind], public].concat());
        let key = BASE64_STANDARD.encode([&[kind], public].concat());
        let id = id[..4]
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect::<String>();
        format!("{name}+{id}+{key}")
    };
    let line = |name: &str, kind: u8, public: &[u8], rest: &[u8]| {
        let id = Sha256::digest([name.as_bytes(), &[b'\n', kind], public].concat());
        let signature = BASE64_STANDARD.encode([&id[..4], rest].concat());
        format!("\u{2014} {name} {signature}\n")
    };
    let log = bytes(&vector["log"]);
    let hex = Sha256::digest(&log)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect::<String>();
    let origin = format!("sigsum.org/v1/tree/{hex}");
    let checkpoint = Checkpoint {
        origin: origin.clone(),
        size: vector["size"].as_u64().unwrap(),
        root: hash(&vector["root"]),
    };
    let mut note = checkpoint.to_text() + "\n";
    note += &line(&origin, 1, &log, &bytes(&vector["signature"]));
    let mut witnesses = Vec::new();
    for witness in vector["witnesses"].as_array().unwrap() {
        let (name, public) = (witness["name"].as_str().unwrap(), bytes(&witness["key"]));
        let time = witness["time"].as_u64().unwrap().to_be_bytes();
        let rest = [&time[..], &bytes(&witness["signature"])].concat();
        note += &line(name, 4, &public, &rest);
        witnesses.push(VerifierKey::witness(&key_of(name, 4, &public)).unwrap());
    }
    assert!(witnesses.len() >= 3, "{}", witnesses.len());
    let proof = vector["path"]
        .as_array()
        .unwrap()
        .iter()
        .map(hash)
        .collect::<Vec<_>>();
    let policy = LogPolicy {
        key: key_of(&origin, 1, &log).parse().unwrap(),
        required: witnesses.len(),
        witnesses,
        known: None,
        proof: Vec::new(),
        consistency: Vec::new(),
    };
    assert_eq!(policy.checkpoint(note.as_bytes()), Ok(checkpoint.clone()));
    let leaf = leaf_hash(&bytes(&vector["leaf"]));
    let index = vector["index"].as_u64().unwrap();
    assert!(verify_inclusion(
        leaf,
        index,
        checkpoint.size,
        &checkpoint.root,
        &proof
    ));
    let later = note.replacen(&checkpoint.size.to_string(), "381383", 1);
    let error = policy.checkpoint(later.as_bytes()).unwrap_err();
    assert_eq!(error.code(), "bad-signature");
}
