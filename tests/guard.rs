//! The guard: every kind of verdict from real files, without network or clock.
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

use presend::digest::{DigestKind, Digests, FileDigest};
use presend::guard::{Guard, Request, Source, Step};
use presend::image::{Frame, ImageError, Layout, Limits, Picture, RowSink};
use presend::matchset::build::{SetOptions, SignerKey, build_open, read_csv};
use presend::matchset::{MatchSet, Purpose, TrustPolicy};
use presend::policy::{Audience, Finding, IntimateSource, Next, Policy, UncheckedWhy, Verdict};
use presend::signal::{DecodedPicture, PictureSignals, ViewSignal};

const NOW: u64 = 1_800_000_000;

fn set(list: &str, not_after: u64) -> MatchSet {
    let owner = SignerKey::from_seed("owner.example", &[1; 32]).unwrap();
    let options = SetOptions {
        id: "test".into(),
        epoch: 1,
        purpose: Purpose::Csam,
        previous: None,
        not_before: 0,
        not_after,
    };
    let built = build_open(&read_csv(list.as_bytes()).unwrap(), &options, &owner).unwrap();
    let trust = TrustPolicy::any_of(vec![owner.verifier()]);
    MatchSet::open(built.manifest.as_bytes(), &built.index, &trust, 1).unwrap()
}

/// `shapes.png` by its hash, an undecodable file by its digest.
fn guard_until(not_after: u64) -> Guard {
    let shapes =
        PictureSignals::compute(&support::image("shapes.png"), &Limits::default()).unwrap();
    let hash = shapes.frames[0].views[0].pdq.hash.to_hex();
    let digest = FileDigest::of(&support::image("bad-heic-stub.heic")).to_hex();
    let mut guard = Guard::new(Policy::default(), Limits::default());
    guard.add_set(set(
        &format!("pdq,sha256,label\n{hash},,shapes\n,{digest},stub\n"),
        not_after,
    ));
    guard
}

fn check(guard: &Guard, bytes: &[u8], intimate: Option<IntimateSource>, now: u64) -> Verdict {
    check_source(guard, Source::File(bytes), intimate, now)
}

fn check_source(
    guard: &Guard,
    source: Source<'_>,
    intimate: Option<IntimateSource>,
    now: u64,
) -> Verdict {
    let request = Request {
        source,
        audience: Audience::Unknown,
        intimate,
        now,
        randomness: &[1; 32],
    };
    match guard.check(&request).step() {
        Step::Done(verdict) => verdict.clone(),
        other => panic!("{other:?}"),
    }
}

fn finding(guard: &Guard, name: &str) -> Finding {
    check(guard, &support::image(name), None, NOW).finding
}

fn known(label: &str) -> Finding {
    Finding::Known {
        purpose: Purpose::Csam,
        label: label.into(),
    }
}

fn unchecked(why: UncheckedWhy) -> Finding {
    Finding::Unchecked { why }
}

#[test]
fn every_kind_of_verdict() {
    let guard = guard_until(NOW + 1);
    assert_eq!(finding(&guard, "shapes.png"), known("shapes"));
    assert_eq!(finding(&guard, "png-rgb8.png"), Finding::Clear);
    assert_eq!(
        finding(&guard, "flat-colour.png"),
        unchecked(UncheckedWhy::TooPlain)
    );
    assert_eq!(
        finding(&guard, "size-4x4.png"),
        unchecked(UncheckedWhy::TooPlain)
    );
    assert_eq!(
        finding(&guard, "bad-svg.svg"),
        unchecked(UncheckedWhy::Unsupported)
    );
    assert_eq!(
        finding(&guard, "bad-empty.jpg"),
        unchecked(UncheckedWhy::Unsupported)
    );
    assert_eq!(
        finding(&guard, "bad-bomb-30000x30000.png"),
        unchecked(UncheckedWhy::TooLarge)
    );
    assert_eq!(
        finding(&guard, "bad-truncated-60pct.jpg"),
        unchecked(UncheckedWhy::Error)
    );
    let verdict = check(
        &guard,
        &support::image("png-rgb8.png"),
        Some(IntimateSource::Host),
        NOW,
    );
    assert_eq!(
        verdict.finding,
        Finding::Intimate {
            source: IntimateSource::Host
        }
    );
    assert_eq!(verdict.next, Next::Ask);
}

#[test]
fn an_exact_file_is_known_even_where_it_cannot_be_decoded() {
    let guard = guard_until(NOW + 1);
    assert_eq!(finding(&guard, "bad-heic-stub.heic"), known("stub"));
}

/// A turned copy is found through its upright view: the stored pixels lie in all eight
/// orientations, and the set holds the upright picture.
#[test]
fn turned_copies_are_found() {
    let upright = PictureSignals::compute(
        &support::image("exif-orientation-1.jpg"),
        &Limits::default(),
    );
    let hash = upright.unwrap().frames[0].views[0].pdq.hash.to_hex();
    let mut guard = Guard::new(Policy::default(), Limits::default());
    guard.add_set(set(&format!("pdq\n{hash}\n"), NOW + 1));
    for orientation in 1..=8 {
        let name = format!("exif-orientation-{orientation}.jpg");
        assert_eq!(finding(&guard, &name), known("unlabelled"), "{name}");
    }
}

/// Pixels that were really turned or mirrored, in files of several formats.
#[test]
fn copies_with_turned_pixels_are_found() {
    use image::{DynamicImage, ImageFormat, load_from_memory};
    let original = support::image("size-1024x768.jpg");
    let listed = PictureSignals::compute(&original, &Limits::default()).unwrap();
    let hash = listed.frames[0].views[0].pdq.hash.to_hex();
    let mut guard = Guard::new(Policy::default(), Limits::default());
    guard.add_set(set(&format!("pdq\n{hash}\n"), NOW + 1));
    let picture = load_from_memory(&original).unwrap();
    let turns: [fn(&DynamicImage) -> DynamicImage; 6] = [
        DynamicImage::rotate90,
        DynamicImage::rotate180,
        DynamicImage::rotate270,
        DynamicImage::fliph,
        DynamicImage::flipv,
        |picture| picture.rotate90().fliph(),
    ];
    for (i, turn) in turns.iter().enumerate() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png] {
            let mut file = std::io::Cursor::new(Vec::new());
            turn(&picture).write_to(&mut file, format).unwrap();
            let found = check(&guard, file.get_ref(), None, NOW).finding;
            assert_eq!(found, known("unlabelled"), "turn {i} as {format:?}");
        }
    }
}

#[test]
fn any_frame_of_an_animation_counts() {
    let gif =
        PictureSignals::compute(&support::image("gif-animated-5.gif"), &Limits::default()).unwrap();
    let third = gif.frames[3].views[0].pdq.hash.to_hex();
    let mut guard = Guard::new(Policy::default(), Limits::default());
    guard.add_set(set(&format!("pdq\n{third}\n"), NOW + 1));
    assert_eq!(finding(&guard, "gif-animated-5.gif"), known("unlabelled"));
}

#[test]
fn an_expired_set_is_never_clear() {
    let guard = guard_until(NOW);
    for name in ["shapes.png", "png-rgb8.png"] {
        assert_eq!(finding(&guard, name), unchecked(UncheckedWhy::ExpiredSet));
    }
    let mut guard = guard;
    let valid =
        PictureSignals::compute(&support::image("png-rgb8.png"), &Limits::default()).unwrap();
    let hash = valid.frames[0].views[0].pdq.hash.to_hex();
    guard.add_set(set(&format!("pdq\n{hash}\n"), NOW + 1));
    assert_eq!(
        finding(&guard, "png-rgb8.png"),
        known("unlabelled"),
        "the valid set still speaks"
    );
}

#[test]
fn without_a_set_nothing_is_clear() {
    let guard = Guard::new(Policy::default(), Limits::default());
    assert_eq!(
        finding(&guard, "png-rgb8.png"),
        unchecked(UncheckedWhy::Error)
    );
}

#[test]
fn files_over_the_limit_are_not_even_digested() {
    let limits = Limits {
        max_bytes: 100,
        ..Limits::default()
    };
    let mut guard = Guard::new(Policy::default(), limits);
    let digest = FileDigest::of(&support::image("png-rgb8.png")).to_hex();
    guard.add_set(set(&format!("sha256\n{digest}\n"), NOW + 1));
    let too_large = unchecked(UncheckedWhy::TooLarge);
    assert_eq!(finding(&guard, "png-rgb8.png"), too_large);
    let bytes = support::image("png-rgb8.png");
    let source = Source::Digested {
        digests: FileDigest::of(&bytes).into(),
        bytes: &bytes,
    };
    let found = check_source(&guard, source, None, NOW).finding;
    assert_eq!(found, too_large, "nor looked up by a digest that is known");
}

/// Digests that a platform computed are looked up as they are; one that is missing is computed.
#[test]
fn digests_that_are_known_are_not_computed_again() {
    let guard = guard_until(NOW + 1);
    let stub = support::image("bad-heic-stub.heic");
    let bytes = stub.as_slice();
    let found = |bytes, digests| {
        let source = Source::Digested { bytes, digests };
        check_source(&guard, source, None, NOW).finding
    };
    let of_stub = Digests::from(FileDigest::of(&stub));
    let false_one = Digests::default().with(DigestKind::Sha256, [7; 32]);
    let of_another_kind = Digests::default().with(DigestKind::Md5, [7; 32]);
    assert_eq!(found(bytes, of_stub), known("stub"));
    assert_eq!(found(bytes, Digests::default()), known("stub"));
    assert_eq!(found(bytes, of_another_kind), known("stub"));
    assert_eq!(
        found(bytes, false_one),
        unchecked(UncheckedWhy::Unsupported)
    );
    assert_eq!(found(b"another file", of_stub), known("stub"));
    // The picture is hashed all the same.
    let shapes = support::image("shapes.png");
    assert_eq!(found(&shapes, false_one), known("shapes"));
}

#[test]
fn verdicts_as_javascript_sees_them() {
    let guard = guard_until(NOW + 1);
    let json =
        |name: &str| serde_json::to_value(check(&guard, &support::image(name), None, NOW)).unwrap();
    let expected = serde_json::json!({
        "kind": "known", "purpose": "csam", "audience": "unknown", "next": "hold"
    });
    assert_eq!(
        json("shapes.png"),
        expected,
        "no label, no distance, no list id"
    );
    let expected = serde_json::json!({
        "kind": "unchecked", "why": "too-plain", "audience": "unknown", "next": "ask"
    });
    assert_eq!(json("flat-colour.png"), expected);
    let expected = serde_json::json!({ "kind": "clear", "audience": "unknown", "next": "send" });
    assert_eq!(json("png-rgb8.png"), expected);
}

/// Pixels that something else decoded, as a browser does: the same findings, limits and digest.
#[test]
fn decoded_pixels_are_judged_like_files() {
    struct Rows(DecodedPicture);
    impl RowSink for Rows {
        fn start(&mut self, frame: Frame) {
            self.0.start(frame).unwrap();
        }
        fn row(&mut self, pixels: &[u8]) {
            self.0.rows(pixels).unwrap();
        }
    }
    let frames_of = |name: &str| {
        let bytes = support::image(name);
        let mut rows = Rows(DecodedPicture::new(&Limits::default()));
        let picture = Picture::open(&bytes, &Limits::default()).unwrap();
        picture.decode(&mut rows).unwrap();
        rows.0.finish()
    };
    let guard = guard_until(NOW + 1);
    let judged = |digest, frames| {
        let request = Request {
            source: Source::Decoded {
                digests: FileDigest::into(digest),
                frames,
            },
            audience: Audience::Unknown,
            intimate: None,
            now: NOW,
            randomness: &[1; 32],
        };
        match guard.check(&request).step() {
            Step::Done(verdict) => verdict.finding.clone(),
            other => panic!("{other:?}"),
        }
    };
    let other = FileDigest::of(b"another file");
    let stub = FileDigest::of(&support::image("bad-heic-stub.heic"));
    let frames = frames_of("shapes.png").unwrap();
    assert_eq!(judged(other, Ok(&frames)), known("shapes"));
    let frames = frames_of("png-rgb8.png").unwrap();
    assert_eq!(judged(other, Ok(&frames)), Finding::Clear);
    assert_eq!(judged(stub, Ok(&frames)), known("stub"));
    let too_large = UncheckedWhy::TooLarge;
    assert_eq!(judged(stub, Err(too_large)), known("stub"));
    assert_eq!(judged(other, Err(too_large)), unchecked(too_large));
    let frames = frames_of("exif-orientation-6.jpg").unwrap();
    let file = support::image("exif-orientation-6.jpg");
    let whole = PictureSignals::compute(&file, &Limits::default()).unwrap();
    for (view, whole) in frames[0].views.iter().zip(&whole.frames[0].views) {
        let of = |view: &ViewSignal| (view.view, view.width, view.height, view.pdq.hash);
        assert_eq!(of(view), of(whole));
    }
    assert_eq!(frames[0].views.len(), 2);
}

#[test]
fn pixels_that_are_not_whole_frames_are_refused() {
    let frame = Frame {
        index: 0,
        width: 10,
        height: 8,
        orientation: 1,
        layout: Layout::RgbAlpha,
    };
    let limits = Limits {
        max_pixels: 100,
        max_frames: 4,
        max_total_pixels: 250,
        max_memory: 400,
        ..Limits::default()
    };
    let code = |result: Result<(), ImageError>| result.unwrap_err().code();
    let started = || {
        let mut picture = DecodedPicture::new(&limits);
        picture.start(frame).unwrap();
        picture
    };
    assert!(DecodedPicture::new(&limits).finish().is_err());
    let mut picture = started();
    assert_eq!(code(picture.rows(&[0; 39])), "partial-pixels");
    picture.rows(&[0; 280]).unwrap();
    assert_eq!(code(picture.start(frame)), "partial-pixels");
    assert_eq!(code(picture.rows(&[0; 80])), "partial-pixels");
    assert_eq!(code(picture.finish().map(drop)), "partial-pixels");
    let mut picture = started();
    picture.rows(&[0; 320]).unwrap();
    picture.start(frame).unwrap();
    picture.rows(&[0; 320]).unwrap();
    picture.start(frame).unwrap();
    picture.rows(&[0; 320]).unwrap();
    assert_eq!(
        code(picture.start(frame)),
        "too-many-frames",
        "320 pixels are over 250"
    );
    let large = Frame {
        width: 11,
        height: 10,
        ..frame
    };
    assert_eq!(code(DecodedPicture::new(&limits).start(large)), "too-large");
    let pick = |count, width, height| DecodedPicture::new(&limits).pick(count, width, height);
    assert_eq!(pick(3, 10, 8).unwrap(), [0, 1, 2]);
    assert_eq!(code(pick(1, 11, 10).map(drop)), "too-large");
    assert_eq!(code(pick(4, 10, 8).map(drop)), "too-many-frames");
    assert_eq!(code(pick(5, 1, 1).map(drop)), "too-many-frames");
}
