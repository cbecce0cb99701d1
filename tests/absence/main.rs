//! Transcripts of absence: made, replayed, and forged; the rules are those of docs/absence.md.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![cfg(all(feature = "builder", feature = "absence"))]

#[cfg(feature = "cli")]
mod cli;
mod rules;
#[path = "../support/mod.rs"]
mod support;
mod world;

use presend::digest::{DigestKind, DigestKinds, Digests, FileDigest};
use presend::guard::absent::{AbsentError, Options, To, Transcript};
use presend::matchset::build::{List, SetOptions, build_open, build_sealed, read_csv};
use presend::matchset::{MatchSet, Purpose, SealKey};
use world::*;

fn replay(text: &str, world: &World, picture: Option<&str>) -> Result<(), AbsentError> {
    let picture = picture.map(subject);
    Transcript::parse(text)?.verify(&world.set, picture.as_ref(), NOW)
}

#[test]
fn of_every_kind_of_set_it_is_made_and_replayed() {
    for kind in KINDS {
        let world = World::new(kind, &list(&[OTHER]));
        for (publish, picture) in [(false, Some(PICTURE)), (true, Some(PICTURE)), (true, None)] {
            let text = world.text(PICTURE, publish);
            assert_eq!(replay(&text, &world, picture), Ok(()), "{kind:?}");
            assert_eq!(text.contains("\nview: "), publish);
            assert_eq!(text.contains(&pdq(PICTURE)), publish, "{kind:?}");
        }
        let text = world.text(PICTURE, false);
        let refused = replay(&text, &world, None).unwrap_err();
        assert_eq!(refused.code(), "needs-picture");
        let transcript = Transcript::parse(&text).unwrap();
        assert_eq!((transcript.made(), transcript.is_published()), (NOW, false));
        assert_eq!(transcript.views(), if kind == Kind::Open { 8 } else { 1 });
        assert_eq!(format!("{transcript:?}"), "Transcript(absence-test, 3, 0)");
    }
}

#[test]
fn of_a_picture_that_matches_none_is_made() {
    let digest = FileDigest::of(&support::image(PICTURE)).to_hex();
    for kind in KINDS {
        for csv in [list(&[PICTURE]), format!("sha256\n{digest}\n")] {
            let world = World::new(kind, &csv);
            let refused = world.make(&subject(PICTURE), true).unwrap_err();
            assert_eq!(refused, AbsentError::NotAbsent, "{kind:?}");
            let said = refused.to_string();
            assert!(!said.contains("match") && !said.contains("label"), "{said}");
            assert!(world.make(&subject(OTHER), true).is_ok(), "{kind:?}");
        }
    }
}

#[test]
fn updates_count() {
    let lists = [list(&[PICTURE]), list(&[]), list(&[OTHER])];
    let [first, second, third] = lists.each_ref().map(String::as_str);
    for kind in KINDS {
        let world = World::chain(kind, &[first, second, third]);
        let text = world.text(PICTURE, false);
        assert!(text.contains("\nepoch: 3\nupdate: 2\n"), "{kind:?}");
        assert_eq!(replay(&text, &world, Some(PICTURE)), Ok(()), "it went");
        let refused = world.make(&subject(OTHER), false);
        assert_eq!(refused.unwrap_err(), AbsentError::NotAbsent, "it came");
        // Each edition has transcripts of its own.
        let before = World::chain(kind, &[first, second]);
        let refused = replay(&text, &before, Some(PICTURE)).unwrap_err();
        let expected = AbsentError::OtherEdition {
            epoch: 3,
            update: 2,
        };
        assert_eq!(refused, expected);
    }
}

#[test]
fn a_question_looks_like_that_of_any_check() {
    let world = World::new(Kind::Mirror, &list(&[]));
    let mut asked = Vec::new();
    let options = Options {
        made: NOW,
        publish: true,
        randomness: &[5; 32],
    };
    let made = Transcript::make(&world.set, &subject(PICTURE), &options, |to, body| {
        asked.push((to, body.len(), body[..8].to_vec()));
        Ok::<_, AbsentError>(world.answer(to, body))
    });
    assert!(made.is_ok());
    let expected = [
        (To::Evaluator, 20 + 32 * 512, b"OPRFREQ1".to_vec()),
        (To::Mirror, 20 + 4 * 512, b"PSFETCH1".to_vec()),
    ];
    assert_eq!(asked, expected);
}

/// The picture's MD5 is looked up too, and no transcript publishes it.
#[test]
fn older_digests_count() {
    for kind in [Kind::Open, Kind::Local("standard"), Kind::Mirror] {
        let set_of = |listed: &str| {
            let mut list = List::default();
            let digests = Digests::of(&support::image(listed), DigestKinds::ALL);
            let md5 = digests.get(DigestKind::Md5).unwrap();
            list.add_digest(DigestKind::Md5, &md5, None).unwrap();
            World::of_list(kind, &list, &options("absence-test", 3), key(7))
        };
        let refused = set_of(PICTURE).make(&subject(PICTURE), true);
        assert_eq!(refused.unwrap_err(), AbsentError::NotAbsent, "{kind:?}");
        let world = set_of(OTHER);
        let text = world.text(PICTURE, true);
        assert_eq!(replay(&text, &world, Some(PICTURE)), Ok(()), "{kind:?}");
        let refused = replay(&text, &world, None).unwrap_err();
        assert_eq!(refused.code(), "needs-picture", "{kind:?}");
    }
}

#[test]
fn what_cannot_be_shown() {
    let world = World::new(Kind::Local("standard"), &list(&[]));
    for world in [world, World::new(Kind::Open, &list(&[]))] {
        let plain = world.make(&subject("flat-colour.png"), false);
        assert_eq!(plain.unwrap_err(), AbsentError::TooPlain);
    }
    let list = read_csv(list(&[]).as_bytes()).unwrap();
    let seal = SealKey::new(&[3; 32]).unwrap();
    let built = build_sealed(&list, &options("sealed", 1), &owner(), &seal).unwrap();
    let manifest = built.manifest.as_bytes();
    let set = MatchSet::open_sealed(manifest, &built.index, &trust(), NOW, &seal).unwrap();
    let options = Options {
        made: NOW,
        publish: false,
        randomness: &[5; 32],
    };
    let made = Transcript::make(&set, &subject(PICTURE), &options, |_, _| {
        Err::<Vec<u8>, _>(AbsentError::NeedsPicture)
    });
    assert_eq!(made.unwrap_err(), AbsentError::Sealed);
}

/// The example of docs/absence.md, about the example set of FORMAT.md.
#[test]
fn the_example_in_the_documentation_holds() {
    let csv = "pdq,sha256,label\n\
        df501ccce9856c7b93e483322c9bf16cd87213918d956c2fe66e293042ca8f9f,,landscape\n\
        ,ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad,file\n";
    let options = SetOptions {
        id: "example".into(),
        epoch: 1,
        purpose: Purpose::Demo,
        previous: None,
        not_before: 1_795_392_000,
        not_after: 1_826_928_000,
    };
    let built = build_open(&read_csv(csv.as_bytes()).unwrap(), &options, &owner()).unwrap();
    let set = open(&built.manifest, &built, &[]);
    let format = include_str!("../../src/matchset/FORMAT.md");
    let edition = set.manifest().to_text();
    assert!(format.contains(&edition), "not this edition: {edition}");
    let docs = include_str!("../../docs/absence.md");
    let text = docs
        .split("```text\n")
        .find(|part| part.starts_with("presend absence"));
    let text = text.unwrap().split("```").next().unwrap();
    let made = Transcript::make(
        &set,
        &subject(PICTURE),
        &Options {
            made: 1_795_599_000,
            publish: false,
            randomness: &[1; 32],
        },
        |_, _| Err::<Vec<u8>, _>(AbsentError::NeedsPicture),
    );
    let made = made.unwrap().to_text();
    assert_eq!(made, text, "{made}");
    let transcript = Transcript::parse(text).unwrap();
    assert_eq!(
        transcript.verify(&set, Some(&subject(PICTURE)), NOW),
        Ok(())
    );
}
