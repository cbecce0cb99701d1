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
    policy.known = Some((5, tree.root_at(5).unwrap()));
    assert_eq!(code(&policy, &cosigned), Ok(at(5)));
    assert_eq!(
        code(&policy, &key.sign(&at(4).to_text())),
        Err("log-forked")
    );
    policy.known = Some((5, [1; 32]));
    assert_eq!(code(&policy, &cosigned), Err("log-forked"));
}
