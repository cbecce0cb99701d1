//! Private match sets, end to end: built, asked, answered, and lied to.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![cfg(feature = "builder")]

mod editions;
mod index;
mod lies;
#[path = "../support/mod.rs"]
mod support;
mod world;

use presend::guard::Step;
use presend::image::Limits;
use presend::matchset::probe::Profile;
use presend::oprf::Request as Question;
use presend::policy::{Finding, UncheckedWhy};
use presend::signal::PictureSignals;
use std::collections::BTreeSet;
use world::*;

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
