//! Answers that are wrong, and nobody there.

use super::support;
use super::world::*;
use presend::guard::Step;
use presend::oprf::{Request as Question, Seed};
use presend::policy::{Finding, UncheckedWhy};

/// Runs a check with one answer spoilt; gives the finding and the code of the failure.
fn spoilt(
    world: &mut World,
    spoil: &mut dyn FnMut(char, Vec<u8>) -> Vec<u8>,
) -> (Finding, Option<&'static str>) {
    let mut check = world.begin(&support::image("png-rgb8.png"));
    loop {
        let answer = match check.step().clone() {
            Step::Evaluate(question) => spoil('e', world.evaluate(&question.body)),
            Step::Fetch(question) => spoil('f', world.mirrors[0].answer(&question.body).unwrap()),
            Step::Done(verdict) => return (verdict.finding, check.failure()),
            other => panic!("{other:?}"),
        };
        check.answer(Ok(&answer));
    }
}

#[test]
fn a_lying_evaluator_or_mirror_makes_a_picture_unchecked_and_never_clear() {
    let built = build(&list(), true, profile("standard"));
    let mut world = World::of(&[&built]);
    let honest = spoilt(&mut world, &mut |_, answer| answer);
    assert_eq!(honest, (Finding::Clear, None));

    type Lie = fn(char, Vec<u8>) -> Vec<u8>;
    let lies: [(&str, &str, Lie); 12] = [
        ("nothing", "bad-oprf-message", |_, _| Vec::new()),
        ("cut", "wrong-message-length", |_, mut a| {
            a.pop();
            a
        }),
        ("another kind of message", "bad-oprf-message", |_, mut a| {
            a[0] ^= 1;
            a
        }),
        ("another key", "wrong-evaluator-key", |_, mut a| {
            a[8] ^= 1;
            a
        }),
        (
            "another request",
            "response-to-another-request",
            |_, mut a| {
                a[16] ^= 1;
                a
            },
        ),
        ("an element twice", "duplicate-element", |kind, mut a| {
            if kind == 'e' {
                a.copy_within(36..68, 68);
            }
            a
        }),
        ("the identity", "identity-element", |kind, mut a| {
            if kind == 'e' {
                a[36..68].fill(0);
            }
            a
        }),
        ("a false proof", "bad-proof", |kind, mut a| {
            if kind == 'e' {
                let last = a.len() - 64;
                a[last] ^= 1;
            }
            a
        }),
        ("a cut bucket", "bad-mirror-answer", |kind, mut a| {
            if kind == 'f' {
                a.pop();
            }
            a
        }),
        ("another index", "other-index", |kind, mut a| {
            if kind == 'f' {
                a[8] ^= 1;
            }
            a
        }),
        ("a changed bucket", "bad-bucket-proof", |kind, mut a| {
            if kind == 'f' {
                a[25] ^= 1;
            }
            a
        }),
        (
            "buckets in another order",
            "bad-bucket-proof",
            |kind, mut a| {
                if kind == 'f' {
                    let first: Vec<u8> = a[20..196].to_vec();
                    let second: Vec<u8> = a[196..372].to_vec();
                    a[20..196].copy_from_slice(&second);
                    a[196..372].copy_from_slice(&first);
                }
                a
            },
        ),
    ];
    for (lie, code, mut spoil) in lies {
        let found = spoilt(&mut world, &mut spoil);
        let expected = unchecked(UncheckedWhy::Error);
        assert_eq!(found, (expected, Some(code)), "{lie}");
    }
}

#[test]
fn a_replayed_answer_and_another_key_are_refused() {
    let mut world = World::of(&[&build(&list(), false, profile("standard"))]);
    let mut old = None;
    let mut keep = |_: char, answer: Vec<u8>| {
        old = Some(answer.clone());
        answer
    };
    assert_eq!(spoilt(&mut world, &mut keep).0, Finding::Clear);
    let replay = spoilt(&mut world, &mut |_, _| old.clone().unwrap());
    assert_eq!(replay.1, Some("response-to-another-request"));

    // An evaluator with a key of its own, which answers in the right one's name.
    let mut check = world.begin(&support::image("png-rgb8.png"));
    let Step::Evaluate(question) = check.step().clone() else {
        panic!("no question");
    };
    let mut question = Question::from_bytes(&question.body).unwrap();
    let named = question.key;
    let asked = question.digest();
    question.key = key(8).public().id();
    let mut answer = key(8)
        .blind_evaluate(&question, Seed::new([5; 32]).unwrap())
        .unwrap();
    (answer.key, answer.request) = (named, asked);
    check.answer(Ok(&answer.to_bytes()));
    assert_eq!(check.failure(), Some("bad-proof"));
    let Step::Done(verdict) = check.step() else {
        panic!("not done");
    };
    assert_eq!(verdict.finding, unchecked(UncheckedWhy::Error));
}

#[test]
fn nobody_there_is_unchecked_with_the_reason_and_a_match_elsewhere_stands() {
    let first = build(&list(), false, profile("standard"));
    let second = build_with(&list(), 2, false, profile("standard"), &key(7));
    let mut world = World::of(&[&first, &second]);
    for (picture, expected) in [
        ("png-rgb8.png", unchecked(UncheckedWhy::Offline)),
        ("shapes.png", known("shapes")),
    ] {
        let mut check = world.begin(&support::image(picture));
        check.answer(Err(UncheckedWhy::Offline));
        assert_eq!(check.failure(), Some("no-answer"));
        let Step::Evaluate(question) = check.step().clone() else {
            panic!("the second set is asked all the same");
        };
        assert_eq!(question.set, 1);
        let answer = world.evaluate(&question.body);
        check.answer(Ok(&answer));
        let Step::Done(verdict) = check.step().clone() else {
            panic!("not done");
        };
        assert_eq!(verdict.finding, expected);
        // Nothing that comes later changes it.
        check.answer(Ok(&answer));
        assert_eq!(check.step(), &Step::Done(verdict));
    }
}

#[test]
fn without_randomness_nothing_is_asked() {
    let world = World::of(&[&build(&list(), false, profile("standard"))]);
    world.guard.prepare(1000, &[9; 32]).unwrap();
    let check = world
        .guard
        .check(&request(&support::image("png-rgb8.png"), &[0; 32]));
    assert_eq!(check.failure(), Some("no-randomness"));
    assert!(matches!(check.step(), Step::Done(v) if v.finding == unchecked(UncheckedWhy::Error)));
}
