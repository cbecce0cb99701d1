//! Every operation of both kinds of fields against plain numbers, also where limbs are as large as
//! they may be.

use super::super::field::{Field, Limbs, ONE};
#[cfg(target_arch = "x86_64")]
use super::super::five::Five;
use super::super::point::D2;
use super::super::ristretto::{
    D, D_MINUS_ONE_SQ, INVSQRT_A_MINUS_D, ONE_MINUS_D_SQ, SQRT_AD_MINUS_ONE, invert,
};
use super::super::root::{SQRT_M1, inverse, inverse_root, root_of_ratio};
use super::super::ten::Ten;
use super::numbers::{Number, half};
use super::test;

/// What the tests know of a kind.
trait Known: Field {
    fn here() -> Self::Lanes;
    /// Numbers whose limbs are as large as reduced ones may be, in several ways.
    fn largest() -> Vec<Self::Number>;
    fn value(number: &Self::Number) -> Number;
    fn is_reduced(number: &Self::Number) -> bool;
}

/// The sum of limbs of so many bits.
fn weighted(limbs: impl IntoIterator<Item = (Number, u32)>) -> Number {
    let mut weight = Number::small(1);
    let mut sum = Number::ZERO;
    for (limb, bits) in limbs {
        sum = sum.plus(weight.times(limb));
        for _ in 0..bits {
            weight = weight.plus(weight);
        }
    }
    sum
}

impl Known for Ten {
    fn here() {}

    fn largest() -> Vec<Limbs> {
        let (even, odd) = ((1 << 26) + (1 << 10) - 1, (1 << 25) + (1 << 16) - 1);
        vec![
            [even, odd, even, odd, even, odd, even, odd, even, odd],
            [0, odd, 0, odd, 0, odd, 0, odd, 0, odd],
            [even, 0, even, 0, even, 0, even, 0, even, 0],
        ]
    }

    fn value(limbs: &Limbs) -> Number {
        let limbs = limbs.iter().enumerate();
        weighted(limbs.map(|(i, limb)| (Number::small(u64::from(*limb)), 26 - i as u32 % 2)))
    }

    fn is_reduced(limbs: &Limbs) -> bool {
        let largest = Self::largest()[0];
        limbs.iter().zip(largest).all(|(limb, most)| *limb <= most)
    }
}

#[cfg(target_arch = "x86_64")]
impl Known for Five<fearless_simd::Avx2> {
    fn here() -> fearless_simd::Avx2 {
        let level = fearless_simd::Level::new();
        level
            .as_avx2()
            .expect("these tests need a processor with AVX2 and FMA")
    }

    fn largest() -> Vec<[f64; 5]> {
        let most = ((1_u64 << 50) + (1 << 16)) as f64;
        vec![
            [most; 5],
            [-most; 5],
            [most, -most, most, -most, most],
            [-most, most, -most, most, -most],
            [most - 1.0, 1.0 - most, most, most, 1.0],
        ]
    }

    fn value(limbs: &[f64; 5]) -> Number {
        weighted(limbs.map(|limb| {
            assert_eq!(limb.fract(), 0.0);
            let magnitude = Number::small(limb.abs() as u64);
            (
                if limb < 0.0 {
                    magnitude.negative()
                } else {
                    magnitude
                },
                51,
            )
        }))
    }

    fn is_reduced(limbs: &[f64; 5]) -> bool {
        limbs.iter().all(|limb| limb.abs() <= Self::largest()[0][0])
    }
}

/// Runs a test for both kinds.
macro_rules! both {
    ($($name:ident)*) => {
        $(
            mod $name {
                #[super::test]
                fn ten_limbs() {
                    super::$name::<super::Ten>();
                }

                #[cfg(target_arch = "x86_64")]
                #[test]
                fn five_limbs() {
                    super::$name::<super::Five<fearless_simd::Avx2>>();
                }
            }
        )*
    };
}

both! {
    bytes_are_read_and_written_as_numbers_below_p
    canonical_forms_signs_and_zeros
    products_and_differences_of_sums
    squares_of_sums
    lanes_are_chosen_by_masks
    inverses_alone_and_together
    roots_of_ratios_squares_or_not
    constants_are_the_same_numbers
}

fn values<F: Known>(field: &F) -> [Number; 4] {
    field.scatter().map(|number| F::value(&number))
}

/// The values, after the bounds are looked at.
fn reduced<F: Known>(field: &F) -> [Number; 4] {
    assert!(field.scatter().iter().all(F::is_reduced));
    values(field)
}

/// A constant below 2^26.
fn small<F: Known>(value: u32) -> F {
    F::constant(F::here(), &[value, 0, 0, 0, 0, 0, 0, 0, 0, 0])
}

/// Numbers at the edges, among them p, 2^255 - 1 and limbs at their bounds, and 400 others.
fn fields<F: Known>() -> Vec<F> {
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
        .map(|four| F::from_bytes(F::here(), [&four[0], &four[1], &four[2], &four[3]]))
        .collect();
    let largest = F::largest();
    for (i, number) in largest.iter().enumerate() {
        let other = &largest[(i + 1) % largest.len()];
        fields.push(F::gather(F::here(), [number, &F::ZERO, &F::ONE, other]));
        fields.push(F::splat(F::here(), number));
    }
    fields
}

fn bytes_are_read_and_written_as_numbers_below_p<F: Known>() {
    for i in 0..40 {
        let mut bytes = [0, 1, 2, 3].map(|lane| half("bytes", 4 * i + lane));
        if i == 0 {
            bytes = [[0xff; 32], [0; 32], [0x7f; 32], [0xee; 32]];
        }
        let field = F::from_bytes(F::here(), bytes.each_ref());
        let mut cut = bytes;
        cut.iter_mut().for_each(|bytes| bytes[31] &= 0x7f);
        let expected = cut.map(|bytes| Number::from_bytes(&bytes));
        assert_eq!(reduced(&field), expected);
        assert_eq!(field.to_bytes(), expected.map(Number::to_bytes));
    }
}

fn canonical_forms_signs_and_zeros<F: Known>() {
    for field in fields::<F>() {
        let zero = F::zero(F::here());
        for field in [
            field.plus(&zero),
            field.plus(&field),
            zero.difference(&field),
        ] {
            let expected = values(&field);
            assert_eq!(field.to_bytes(), expected.map(Number::to_bytes));
            assert_eq!(
                F::bools(field.is_negative()),
                expected.map(Number::is_negative)
            );
            let none = expected.map(|n| n == Number::ZERO);
            assert_eq!(F::bools(field.is_zero()), none);
            // All bits of a mask are alike: what it chooses is one of the two.
            let marked = F::choose(field.is_zero(), &small(7), &small(5));
            let marks = none.map(|none| Number::small(if none { 7 } else { 5 }));
            assert_eq!(values(&marked), marks);
            let absolute = |n: Number| if n.is_negative() { n.negative() } else { n };
            assert_eq!(values(&field.absolute()), expected.map(absolute));
            assert_eq!(values(&field.negative()), expected.map(Number::negative));
        }
    }
}

fn products_and_differences_of_sums<F: Known>() {
    let fields = fields::<F>();
    for (i, a) in fields.iter().enumerate() {
        let others = [
            (7 * i + 3) % fields.len(),
            fields.len() - 1,
            fields.len() - 3,
            i,
        ];
        for b in others.map(|other| &fields[other]) {
            let (x, y) = (values(a), values(b));
            let pairs = [0, 1, 2, 3].map(|lane: usize| (x[lane], y[lane]));
            let (a2, b2) = (a.plus(a), b.plus(b));
            let a3 = a2.plus(a);
            assert_eq!(reduced(&a.mul(b)), pairs.map(|(x, y)| x.times(y)));
            let times = |factor: u64| pairs.map(|(x, y)| x.times(y).times(Number::small(factor)));
            assert_eq!(reduced(&a3.mul(b)), times(3));
            assert_eq!(reduced(&a3.mul(&b2.clone().tight())), times(6));
            let mut product = a.clone();
            product.set_mul(&a2, b);
            assert_eq!(reduced(&product), times(2));
            assert_eq!(reduced(&a.minus(b)), pairs.map(|(x, y)| x.minus(y)));
            let twice = pairs.map(|(x, y)| x.minus(y).times(Number::small(2)));
            assert_eq!(reduced(&a2.minus(&b2)), twice);
            assert_eq!(values(&a2.difference(&b2)), twice);
            assert_eq!(values(&a2.clone().tight()), x.map(|x| x.plus(x)));
            assert_eq!(F::bools(a.equals(b)), pairs.map(|(x, y)| x == y));
        }
    }
}

fn squares_of_sums<F: Known>() {
    for field in fields::<F>() {
        let x = values(&field);
        assert_eq!(reduced(&field.square()), x.map(|x| x.times(x)));
        let fourfold = x.map(|x| x.times(x).times(Number::small(4)));
        let sum = field.plus(&field).tight();
        assert_eq!(reduced(&sum.square()), fourfold);
        let mut square = field.clone();
        square.set_square(&sum);
        assert_eq!(reduced(&square), fourfold);
        let eighth = field.squares(3);
        let squares = |x: Number| (0..3).fold(x, |x, _| x.times(x));
        assert_eq!(reduced(&eighth), x.map(squares));
    }
}

fn lanes_are_chosen_by_masks<F: Known>() {
    let lanes = F::here();
    let [a, b, c, d] = [3, 5, 7, 11].map(Number::small);
    let [m, n] = [13, 17].map(Number::small);
    let numbers = [3, 5, 7, 11].map(|value| small::<F>(value).scatter()[0]);
    let yes = F::gather(lanes, numbers.each_ref());
    assert_eq!(values(&yes), [a, b, c, d]);
    let no = F::gather(
        lanes,
        [13, 17, 13, 17]
            .map(|v| small::<F>(v).scatter()[0])
            .each_ref(),
    );
    let chosen = F::choose(F::places(lanes, [8, 1, 8, 0], 8), &yes, &no);
    assert_eq!(values(&chosen), [a, n, c, n]);
    let chosen = F::choose(F::places(lanes, [0, 0, 1, 0], 0), &yes, &no);
    assert_eq!(values(&chosen), [a, b, m, d]);
    let either = F::or(
        F::places(lanes, [1, 2, 3, 4], 2),
        F::places(lanes, [1, 2, 3, 4], 4),
    );
    assert_eq!(F::bools(either), [false, true, false, true]);
    assert_eq!(values(&yes.lane(3)), [d; 4]);
    assert_eq!(values(&F::zero(lanes)), [Number::ZERO; 4]);
}

fn inverses_alone_and_together<F: Known>() {
    let fields = fields::<F>();
    let mut together: Vec<_> = fields.clone();
    invert(F::here(), &mut together);
    for (field, together) in fields.iter().zip(&together) {
        let expected = values(field).map(|x| x.power_below_p(2));
        assert_eq!(reduced(&inverse(field)), expected);
        assert_eq!(reduced(together), expected, "0 of 0 too");
    }
}

fn roots_of_ratios_squares_or_not<F: Known>() {
    let fields = fields::<F>();
    let i = Ten::value(&SQRT_M1);
    let (mut squares, mut others) = (0, 0);
    for (n, u) in fields.iter().enumerate() {
        let v = &fields[(5 * n + 2) % fields.len()];
        let (was_square, root) = root_of_ratio(u, v);
        let (was_square, root) = (F::bools(was_square), values(&root));
        let (u, v) = (values(u), values(v));
        for lane in 0..4 {
            // RFC 9496, section 4.2: the four results.
            assert!(!root[lane].is_negative());
            let square = root[lane].times(root[lane]);
            if u[lane] == Number::ZERO {
                assert_eq!((was_square[lane], root[lane]), (true, Number::ZERO));
            } else if v[lane] == Number::ZERO {
                assert_eq!((was_square[lane], root[lane]), (false, Number::ZERO));
            } else if was_square[lane] {
                assert_eq!(square.times(v[lane]), u[lane]);
                squares += 1;
            } else {
                assert_eq!(square.times(v[lane]), u[lane].times(i));
                others += 1;
            }
        }
    }
    assert!(squares > 100 && others > 100, "{squares} {others}");
    let third = Number::small(3).power_below_p(2);
    let root = if third.is_negative() {
        third.negative()
    } else {
        third
    };
    assert_eq!(values(&inverse_root(&small::<F>(9)).1), [root; 4]);
}

fn constants_are_the_same_numbers<F: Known>() {
    let constants = [
        ONE,
        D,
        D2,
        SQRT_M1,
        SQRT_AD_MINUS_ONE,
        INVSQRT_A_MINUS_D,
        ONE_MINUS_D_SQ,
        D_MINUS_ONE_SQ,
    ];
    for limbs in constants {
        assert_eq!(
            reduced(&F::constant(F::here(), &limbs)),
            [Ten::value(&limbs); 4]
        );
    }
}

#[test]
fn constants_are_what_their_names_say() {
    let one = Number::small(1);
    let minus_one = one.negative();
    let d = Ten::value(&D);
    let inverse = |n: Number| n.power_below_p(2);
    let square = |n: Number| n.times(n);
    assert_eq!(
        d.times(Number::small(121_666)),
        Number::small(121_665).negative()
    );
    assert_eq!(Ten::value(&D2), d.plus(d));
    assert_eq!(square(Ten::value(&SQRT_M1)), minus_one);
    assert!(!Ten::value(&SQRT_M1).is_negative());
    assert_eq!(
        square(Ten::value(&SQRT_AD_MINUS_ONE)),
        d.negative().minus(one)
    );
    let minus_one_minus_d = minus_one.minus(d);
    assert_eq!(
        square(Ten::value(&INVSQRT_A_MINUS_D)),
        inverse(minus_one_minus_d)
    );
    assert_eq!(Ten::value(&ONE_MINUS_D_SQ), one.minus(square(d)));
    assert_eq!(Ten::value(&D_MINUS_ONE_SQ), square(d.minus(one)));
    // Which of the two roots: RFC 9496, section 4.1.
    let last = |limbs: &Limbs| Ten::value(limbs).to_bytes()[0];
    assert_eq!(
        (last(&SQRT_AD_MINUS_ONE), last(&INVSQRT_A_MINUS_D)),
        (0x1b, 0xea)
    );
}
