//! Every operation on batches of elements: the vectors of RFC 9496, and the same bytes as dalek.

use super::batch::{self, Kind, Point};
use crate::oprf::lanes::field::{Field, Limbs, ONE, ZERO};
use crate::oprf::lanes::point;
use crate::oprf::lanes::root::SQRT_M1;
use crate::oprf::lanes::tests::numbers::{bytes, half};
use crate::oprf::lanes::tests::test;
use crate::oprf::{Element, dalek};
use curve25519_dalek::scalar::Scalar;
use serde_json::Value;

/// Lengths around the four lanes.
const LENGTHS: [usize; 9] = [0, 1, 2, 3, 4, 5, 7, 8, 33];

fn vectors() -> Value {
    let file = include_str!("../../../../tests/vectors/ristretto255.rfc9496.json");
    serde_json::from_str(file).unwrap()
}

fn array<const N: usize>(text: &Value) -> [u8; N] {
    let text = text.as_str().unwrap();
    assert_eq!(text.len(), 2 * N);
    core::array::from_fn(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap())
}

fn arrays<const N: usize>(list: &Value) -> Vec<[u8; N]> {
    list.as_array().unwrap().iter().map(array).collect()
}

fn uniform(name: &str, count: usize) -> Vec<[u8; 64]> {
    (0..count as u64).map(|i| bytes(name, i)).collect()
}

/// Elements, the neutral one at every seventh place, in both arithmetics.
fn elements(name: &str, count: usize) -> (Vec<Point>, Vec<dalek::Point>) {
    let mut theirs = dalek::from_uniform(&uniform(name, count));
    for place in (3..count).step_by(7) {
        theirs[place] = dalek::decode(&[[0; 32]]).unwrap()[0];
    }
    let ours = batch::decode(&dalek::encode(&theirs)).unwrap();
    (ours, theirs)
}

/// Scalars, among them 0, 1, -1 and powers of two.
fn scalars(name: &str, count: usize) -> Vec<Scalar> {
    let scalar = |i: usize| match i {
        1 => Scalar::ZERO,
        2 => Scalar::ONE,
        5 => -Scalar::ONE,
        6 => (0..5).fold(Scalar::from(2_u8), |power, _| power * power),
        8 => (0..7).fold(Scalar::from(2_u8), |power, _| power * power),
        _ => Scalar::from_bytes_mod_order_wide(&bytes(name, i as u64)),
    };
    (0..count).map(scalar).collect()
}

/// The same elements, compared by their bytes.
fn same(ours: &[Point], theirs: &[dalek::Point], what: &str) {
    assert_eq!(batch::encode(ours), dalek::encode(theirs), "{what}");
}

#[test]
fn multiples_of_the_generator() {
    let expected: Vec<Element> = arrays(&vectors()["multiples"]);
    assert_eq!(expected.len(), 16);
    let scalars: Vec<_> = (0..16_u8).map(Scalar::from).collect();
    let bases = [batch::base(); 16];
    same(&bases[..1], &[dalek::base()], "generator");
    assert_eq!(batch::encode(&batch::multiply(&bases, &scalars)), expected);
    let decoded = batch::decode(&expected).unwrap();
    assert_eq!(batch::encode(&decoded), expected);
    let next = batch::add(&decoded, &bases);
    assert_eq!(batch::encode(&next)[..15], expected[1..]);
    let before = batch::subtract(&next, &bases);
    assert_eq!(batch::encode(&before), expected);
    let doubles = batch::encode_doubles(&decoded);
    for i in 0..8 {
        assert_eq!(doubles[i], expected[2 * i]);
        let sum = batch::sum(&scalars[i..=i], &bases[..1]);
        assert_eq!(batch::encode(&[sum]), [expected[i]]);
    }
}

#[test]
fn encodings_that_are_none_are_refused_in_every_lane() {
    let vectors = vectors();
    let good: Vec<Element> = arrays(&vectors["multiples"]);
    let mut seen = 0;
    for (why, list) in vectors["bad"].as_object().unwrap() {
        for bad in arrays::<32>(list) {
            assert_eq!(dalek::decode(&[bad]), Err(0), "{why}");
            for place in 0..6 {
                let mut elements = good[..6].to_vec();
                elements[place] = bad;
                assert_eq!(batch::decode(&elements).err(), Some(place), "{why}");
            }
            seen += 1;
        }
    }
    assert_eq!(seen, 29);
}

#[test]
fn numbers_are_refused_in_every_form_but_the_one_below_p() {
    // p - 1 to 2^255 - 1: those from p on are small numbers in another form, some of them elements.
    for first in 0xec..=0xff {
        let mut element = [0xff; 32];
        (element[0], element[31]) = (first, 0x7f);
        assert_eq!(batch::decode(&[element]).err(), Some(0), "{first:x}");
    }
    let good: Vec<Element> = arrays(&vectors()["multiples"]);
    for mut element in good {
        element[31] |= 0x80;
        assert_eq!(batch::decode(&[element]).err(), Some(0), "the last bit");
    }
}

#[test]
fn elements_out_of_uniform_bytes() {
    let vectors = vectors();
    let list = vectors["uniform"].as_array().unwrap();
    assert_eq!(list.len(), 11);
    let bytes: Vec<[u8; 64]> = list.iter().map(|v| array(&v["bytes"])).collect();
    let expected: Vec<Element> = list.iter().map(|v| array(&v["element"])).collect();
    assert_eq!(batch::encode(&batch::from_uniform(&bytes)), expected);
}

#[test]
fn thousands_of_uniform_bytes_give_what_dalek_gives() {
    for length in LENGTHS.into_iter().chain([2000]) {
        let uniform = uniform("uniform", length);
        same(
            &batch::from_uniform(&uniform),
            &dalek::from_uniform(&uniform),
            "from uniform",
        );
    }
    // Halves that are 0, 1, -1, and the same twice: the sum is a double, or the neutral element.
    let (mut one, mut minus_one) = ([0; 32], [0xff; 32]);
    (one[0], minus_one[0], minus_one[31]) = (1, 0xec, 0x7f);
    let halves = [[0; 32], one, minus_one, half("half", 0)];
    let mut pairs = Vec::new();
    for a in halves {
        for b in halves {
            let mut pair = [0; 64];
            pair[..32].copy_from_slice(&a);
            pair[32..].copy_from_slice(&b);
            pairs.push(pair);
        }
    }
    let (ours, theirs) = (batch::from_uniform(&pairs), dalek::from_uniform(&pairs));
    same(&ours, &theirs, "edges");
    assert_eq!(batch::first_identity(&ours), dalek::first_identity(&theirs));
}

#[test]
fn thousands_of_byte_strings_are_decoded_or_refused_as_dalek_does() {
    let (mut good, mut bad) = (0, 0);
    for i in 0..4000 {
        let mut element = half("decode", i);
        // Most of those that look like numbers that are not negative.
        element[31] &= if i % 8 == 0 { 0xff } else { 0x7f };
        element[0] &= if i % 8 == 1 { 0xff } else { 0xfe };
        let elements = [[0; 32], element];
        match (batch::decode(&elements), dalek::decode(&elements)) {
            (Ok(ours), Ok(theirs)) => {
                same(&ours, &theirs, "decoded");
                good += 1;
            }
            (ours, theirs) => {
                assert_eq!(ours.err(), theirs.err());
                bad += 1;
            }
        }
    }
    assert!(good > 500 && bad > 2000, "{good} {bad}");
}

#[test]
fn sums_differences_and_doubles() {
    for length in LENGTHS.into_iter().chain([1000]) {
        let ((a, x), (b, y)) = (elements("left", length), elements("right", length));
        same(&batch::add(&a, &b), &dalek::add(&x, &y), "sum");
        same(
            &batch::subtract(&a, &b),
            &dalek::subtract(&x, &y),
            "difference",
        );
        same(&batch::add(&a, &a), &dalek::add(&x, &x), "double");
        same(
            &batch::subtract(&a, &a),
            &dalek::subtract(&x, &x),
            "nothing",
        );
        // Not only points with z = 1.
        let (a, x) = (batch::add(&a, &b), dalek::add(&x, &y));
        let (a, x) = (batch::subtract(&a, &b), dalek::subtract(&x, &y));
        same(&batch::add(&a, &b), &dalek::add(&x, &y), "sum again");
        assert_eq!(
            batch::encode_doubles(&a),
            dalek::encode_doubles(&x),
            "encoded double"
        );
    }
}

#[test]
fn products_by_secret_scalars() {
    for length in LENGTHS.into_iter().chain([300]) {
        let (points, expected) = elements("factor", length);
        let scalars = scalars("scalar", length);
        let products = dalek::multiply(&expected, &scalars);
        same(&batch::multiply(&points, &scalars), &products, "product");
    }
}

#[test]
fn weighted_sums_of_any_length() {
    for length in [0, 1, 2, 3, 4, 5, 17, 100, 513, 1500] {
        let (ours, theirs) = elements("summand", length);
        let weights = scalars("weight", length);
        same(
            &[batch::sum(&weights, &ours)],
            &[dalek::sum(&weights, &theirs)],
            "sum",
        );
    }
    // One point in many buckets at once, and back to nothing.
    let (ours, theirs) = elements("one", 1);
    let weight = scalars("one", 1)[0];
    let sum = batch::sum(&[weight, weight, -weight], &[ours[0]; 3]);
    same(&[sum], &[theirs[0] * weight], "one point");
    let nothing = batch::sum(&[weight, -weight], &[ours[0]; 2]);
    assert_eq!(batch::first_identity(&[ours[0], nothing]), Some(1));
}

#[test]
fn the_neutral_element_is_known_in_all_its_forms() {
    let identity = dalek::decode(&[[0; 32]]).unwrap()[0];
    for place in 0..6 {
        let (mut ours, mut theirs) = elements("identity", 3);
        ours.extend_from_within(..);
        theirs.extend_from_within(..);
        assert_eq!(batch::first_identity(&ours), None);
        ours[place] = batch::subtract(&ours[..1], &ours[..1])[0];
        theirs[place] = identity;
        assert_eq!(batch::first_identity(&ours), Some(place));
        same(&ours, &theirs, "identity");
    }
    // The four points that ristretto255 takes for one: (0, 1), (0, -1), (i, 0) and (-i, 0).
    let number = |limbs: &Limbs| Kind::constant(batch::lanes(), limbs).scatter()[0];
    let negative = |limbs: &Limbs| Kind::constant(batch::lanes(), limbs).negative().scatter()[0];
    let points = [
        Point::IDENTITY,
        point::Point([number(&ZERO), negative(&ONE), number(&ONE), number(&ZERO)]),
        point::Point([number(&SQRT_M1), number(&ZERO), number(&ONE), number(&ZERO)]),
        point::Point([
            negative(&SQRT_M1),
            number(&ZERO),
            number(&ONE),
            number(&ZERO),
        ]),
    ];
    for point in points {
        assert_eq!(batch::first_identity(&[batch::base(), point]), Some(1));
        assert_eq!(batch::encode(&[point]), [[0; 32]]);
        assert_eq!(batch::encode_doubles(&[point]), [[0; 32]]);
        let sum = batch::add(&[batch::base()], &[point]);
        assert_eq!(batch::encode(&sum), batch::encode(&[batch::base()]));
    }
}

#[test]
fn a_point_is_wiped() {
    use zeroize::Zeroize;
    let mut point = batch::base();
    point.zeroize();
    assert_eq!(point.0, [Kind::ZERO; 4]);
}
