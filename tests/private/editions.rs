//! Sealed sets, and editions that are too old.

use super::world::*;
use presend::matchset::build::build_sealed;
use presend::matchset::{MatchSet, MatchSetError, SealKey, TrustPolicy};

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
