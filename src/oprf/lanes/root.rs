//! Inverses and square roots: powers of a number modulo p.

use super::field::{Field, Limbs, ONE};

/// A square root of -1, the one that is not negative (RFC 9496, section 4.1: `SQRT_M1`).
pub const SQRT_M1: Limbs = [
    34_513_072, 25_610_706, 9_377_949, 3_500_415, 12_389_472, 33_281_959, 41_962_654, 31_548_777,
    326_685, 11_406_482,
];

/// The powers to 2^250 - 1 and to 11.
fn power_250<F: Field>(x: &F) -> (F, F) {
    let x2 = x.square();
    let x9 = x2.squares(2).mul(x);
    let x11 = x9.mul(&x2);
    let p5 = x11.square().mul(&x9);
    let p10 = p5.squares(5).mul(&p5);
    let p20 = p10.squares(10).mul(&p10);
    let p40 = p20.squares(20).mul(&p20);
    let p50 = p40.squares(10).mul(&p10);
    let p100 = p50.squares(50).mul(&p50);
    let p200 = p100.squares(100).mul(&p100);
    (p200.squares(50).mul(&p50), x11)
}

/// The inverse, to p - 2; 0 of 0.
pub fn inverse<F: Field>(x: &F) -> F {
    let (power, x11) = power_250(x);
    power.squares(5).mul(&x11)
}

/// `SQRT_RATIO_M1(u, v)` (RFC 9496, section 4.2): all bits of the lanes where u / v is a square, and
/// the root of u / v there, of SQRT_M1 u / v elsewhere; 0 where u or v is 0.
pub fn root_of_ratio<F: Field>(u: &F, v: &F) -> (F::Mask, F) {
    F::run(
        u.lanes(),
        #[inline(always)]
        || {
            let v3 = v.square().mul(v);
            let v7 = v3.square().mul(v);
            let uv7 = u.mul(&v7);
            let power = power_250(&uv7).0.squares(2).mul(&uv7);
            let root = power.mul(&u.mul(&v3));
            let check = root.square().mul(v);
            let i = F::constant(u.lanes(), &SQRT_M1);
            let minus_u = u.negative();
            let correct = check.equals(u);
            let flipped = check.equals(&minus_u);
            let flipped_i = check.equals(&minus_u.mul(&i));
            let root = F::choose(F::or(flipped, flipped_i), &root.mul(&i), &root);
            (F::or(correct, flipped), root.absolute())
        },
    )
}

/// `SQRT_RATIO_M1(1, v)`.
pub fn inverse_root<F: Field>(v: &F) -> (F::Mask, F) {
    root_of_ratio(&F::constant(v.lanes(), &ONE), v)
}
