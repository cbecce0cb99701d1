//! Every operation of the field against plain numbers, also where limbs are as large as they may be.

use super::super::field::{Field, Limbs, ONE, ZERO};
use super::super::ops::array;
use super::super::point::D2;
use super::super::ristretto::{
    D, D_MINUS_ONE_SQ, INVSQRT_A_MINUS_D, ONE_MINUS_D_SQ, SQRT_AD_MINUS_ONE, invert,
};
use super::super::root::{SQRT_M1, inverse, inverse_root, root_of_ratio};
use super::numbers::{Number, half};
use super::test;

/// The largest limbs that the module calls reduced.
const LARGEST: Limbs = {
    let (even, odd) = ((1 << 26) + (1 << 10) - 1, (1 << 25) + (1 << 16) - 1);
    [even, odd, even, odd, even, odd, even, odd, even, odd]
};

fn value(limbs: &Limbs) -> Number {
    let twice = |number: Number| number.plus(number);
    let mut weight = Number::small(1);
    let mut sum = Number::ZERO;
    for (i, limb) in limbs.iter().enumerate() {
        sum = sum.plus(weight.times(Number::small(u64::from(*limb))));
        for _ in 0..26 - i % 2 {
            weight = twice(weight);
        }
    }
    sum
}

fn values(field: &Field) -> [Number; 4] {
    field.scatter().map(|limbs| value(&limbs))
}

/// The values, after the bounds are looked at.
fn reduced(field: &Field) -> [Number; 4] {
    for limbs in field.scatter() {
        for (limb, largest) in limbs.iter().zip(LARGEST) {
            assert!(*limb <= largest, "{limbs:?}");
        }
    }
    values(field)
}

/// Numbers at the edges, among them p, 2^255 - 1 and limbs at their bounds, and 400 others.
fn fields() -> Vec<Field> {
    let mut p = [0xff; 32];
    (p[0], p[31]) = (0xed, 0x7f);
    let near = |less: u8| {
        let mut bytes = p;
        bytes[0] -= less;
        bytes
    };
    let mut top = p;
    top[0] = 0xff;
    let mut two = [0; 32];
    two[0] = 2;
    let edges = [
        [0; 32],
        near(0),
        near(1),
        near(2),
        top,
        two,
        half("edge", 0),
        half("edge", 1),
    ];
    let random: Vec<_> = (0..400).map(|i| half("field", i)).collect();
    let mut bytes = edges.to_vec();
    bytes.extend(random);
    let mut fields: Vec<_> = bytes
        .chunks(4)
        .map(|four| Field::from_bytes([&four[0], &four[1], &four[2], &four[3]]))
        .collect();
    let odd_only = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(|i: usize| LARGEST[i] * (i % 2) as u32);
    fields.push(Field::gather([&LARGEST, &ZERO, &ONE, &odd_only]));
    fields.push(Field::splat(&LARGEST));
    fields
}

#[test]
fn bytes_are_read_and_written_as_numbers_below_p() {
    for i in 0..40 {
        let mut bytes = [0, 1, 2, 3].map(|lane| half("bytes", 4 * i + lane));
        if i == 0 {
            bytes = [[0xff; 32], [0; 32], [0x7f; 32], [0xee; 32]];
        }
        let field = Field::from_bytes(bytes.each_ref());
        let mut cut = bytes;
        cut.iter_mut().for_each(|bytes| bytes[31] &= 0x7f);
        let expected = cut.map(|bytes| Number::from_bytes(&bytes));
        assert_eq!(reduced(&field), expected);
        assert_eq!(field.to_bytes(), expected.map(Number::to_bytes));
    }
}

#[test]
fn canonical_forms_signs_and_zeros() {
    for field in fields() {
        for field in [field.plus(&Field::splat(&ZERO)), field.plus(&field)] {
            let expected = values(&field);
            assert_eq!(field.to_bytes(), expected.map(Number::to_bytes));
            let negative = array(field.is_negative()).map(|mask| mask != 0);
            assert_eq!(negative, expected.map(Number::is_negative));
            let zero = array(field.is_zero());
            assert_eq!(
                zero.map(|mask| mask != 0),
                expected.map(|n| n == Number::ZERO)
            );
            for mask in zero {
                assert!(mask == 0 || mask == u32::MAX);
            }
            let absolute = |n: Number| if n.is_negative() { n.negative() } else { n };
            assert_eq!(
                reduced(&field.absolute().minus(&Field::splat(&ZERO))),
                expected.map(absolute)
            );
            assert_eq!(reduced(&field.negative()), expected.map(Number::negative));
        }
    }
}

#[test]
fn products_and_differences_of_sums() {
    let fields = fields();
    for (i, a) in fields.iter().enumerate() {
        for b in [
            &fields[(7 * i + 3) % fields.len()],
            &fields[fields.len() - 1],
            a,
        ] {
            let (x, y) = (values(a), values(b));
            let pairs = [0, 1, 2, 3].map(|lane: usize| (x[lane], y[lane]));
            let (a2, b2) = (a.plus(a), b.plus(b));
            let a3 = a2.plus(a);
            assert_eq!(reduced(&a.mul(b)), pairs.map(|(x, y)| x.times(y)));
            let sixfold = |(x, y): (Number, Number)| x.times(y).times(Number::small(6));
            assert_eq!(reduced(&a3.mul(&b2)), pairs.map(sixfold));
            assert_eq!(reduced(&a.minus(b)), pairs.map(|(x, y)| x.minus(y)));
            let twice = |(x, y): (Number, Number)| x.minus(y).times(Number::small(2));
            assert_eq!(reduced(&a2.minus(&b2)), pairs.map(twice));
            let equal = array(a.equals(b)).map(|mask| mask != 0);
            assert_eq!(equal, pairs.map(|(x, y)| x == y));
        }
    }
}

#[test]
fn squares_of_sums() {
    for field in fields() {
        let x = values(&field);
        assert_eq!(reduced(&field.square()), x.map(|x| x.times(x)));
        let fourfold = x.map(|x| x.times(x).times(Number::small(4)));
        assert_eq!(reduced(&field.plus(&field).square()), fourfold);
        let eighth = field.squares(3);
        let squares = |x: Number| (0..3).fold(x, |x, _| x.times(x));
        assert_eq!(reduced(&eighth), x.map(squares));
    }
}

#[test]
fn lanes_are_chosen_by_masks() {
    use super::super::ops::four;
    let (a, b) = (
        Field::splat(&LARGEST),
        Field::gather([&ZERO, &ONE, &D, &D2]),
    );
    let chosen = Field::choose(four([u32::MAX, 0, u32::MAX, 0]), &a, &b);
    assert_eq!(chosen.scatter(), [LARGEST, ONE, LARGEST, D2]);
    assert_eq!(chosen.lane(3).scatter(), [D2; 4]);
}

#[test]
fn inverses_alone_and_together() {
    let fields = fields();
    let mut together: Vec<_> = fields.clone();
    invert(&mut together);
    for (field, together) in fields.iter().zip(&together) {
        let expected = values(field).map(|x| x.power_below_p(2));
        assert_eq!(reduced(&inverse(field)), expected);
        assert_eq!(reduced(together), expected, "0 of 0 too");
    }
}

#[test]
fn roots_of_ratios_squares_or_not() {
    let fields = fields();
    let i = value(&SQRT_M1);
    let (mut squares, mut others) = (0, 0);
    for (n, u) in fields.iter().enumerate() {
        let v = &fields[(5 * n + 2) % fields.len()];
        let (was_square, root) = root_of_ratio(u, v);
        let (was_square, root) = (array(was_square), reduced(&root));
        let (u, v) = (values(u), values(v));
        for lane in 0..4 {
            // RFC 9496, section 4.2: the four results.
            assert!(!root[lane].is_negative());
            let square = root[lane].times(root[lane]);
            if u[lane] == Number::ZERO {
                assert_eq!((was_square[lane], root[lane]), (u32::MAX, Number::ZERO));
            } else if v[lane] == Number::ZERO {
                assert_eq!((was_square[lane], root[lane]), (0, Number::ZERO));
            } else if was_square[lane] == u32::MAX {
                assert_eq!(square.times(v[lane]), u[lane]);
                squares += 1;
            } else {
                assert_eq!(was_square[lane], 0);
                assert_eq!(square.times(v[lane]), u[lane].times(i));
                others += 1;
            }
        }
    }
    assert!(squares > 100 && others > 100, "{squares} {others}");
    let nine = Field::splat(&[9, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let third = Number::small(3).power_below_p(2);
    let root = if third.is_negative() {
        third.negative()
    } else {
        third
    };
    assert_eq!(reduced(&inverse_root(&nine).1), [root; 4]);
}

#[test]
fn constants_are_what_their_names_say() {
    let one = Number::small(1);
    let minus_one = one.negative();
    let d = value(&D);
    let inverse = |n: Number| n.power_below_p(2);
    let square = |n: Number| n.times(n);
    assert_eq!(
        d.times(Number::small(121_666)),
        Number::small(121_665).negative()
    );
    assert_eq!(value(&D2), d.plus(d));
    assert_eq!(square(value(&SQRT_M1)), minus_one);
    assert!(!value(&SQRT_M1).is_negative());
    assert_eq!(square(value(&SQRT_AD_MINUS_ONE)), d.negative().minus(one));
    let minus_one_minus_d = minus_one.minus(d);
    assert_eq!(
        square(value(&INVSQRT_A_MINUS_D)),
        inverse(minus_one_minus_d)
    );
    assert_eq!(value(&ONE_MINUS_D_SQ), one.minus(square(d)));
    assert_eq!(value(&D_MINUS_ONE_SQ), square(d.minus(one)));
    // Which of the two roots: RFC 9496, section 4.1.
    let last = |limbs: &Limbs| value(limbs).to_bytes()[0];
    assert_eq!(
        (last(&SQRT_AD_MINUS_ONE), last(&INVSQRT_A_MINUS_D)),
        (0x1b, 0xea)
    );
}
