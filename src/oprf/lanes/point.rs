//! Points of edwards25519, four at once: -x^2 + y^2 = 1 + d x^2 y^2 in extended coordinates
//! (Hisil, Wong, Carter, Dawson, "Twisted Edwards curves revisited", 2008). The sums are complete:
//! no pair of points is special.
//!
//! Each step says behind its operands how much they count, as [`super::field`] bounds them: reduced
//! and tight numbers 1, sums of two 2, and so on.

use super::field::{Field, Limbs};
use zeroize::Zeroize;

/// 2 d, d = -121665 / 121666.
pub const D2: Limbs = [
    45_281_625, 27_714_825, 36_363_642, 13_898_781, 229_458, 15_978_800, 54_557_047, 27_058_993,
    29_715_967, 9_444_199,
];

/// One point, out of the lanes: x, y, z and t, reduced; x / z and y / z are the coordinates, and
/// t z = x y.
pub struct Point<F: Field>(pub [F::Number; 4]);

impl<F: Field> Point<F> {
    /// The neutral element.
    pub const IDENTITY: Self = Self([F::ZERO, F::ONE, F::ONE, F::ZERO]);
}

impl<F: Field> Clone for Point<F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F: Field> Copy for Point<F> {}

impl<F: Field> Zeroize for Point<F> {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

/// Four points.
#[derive(Clone)]
pub struct Points<F> {
    pub x: F,
    pub y: F,
    pub z: F,
    pub t: F,
}

/// Four points made ready for being added: y + x, y - x, 2 z, 2 d t.
pub struct Cached<F> {
    pub plus: F,
    pub minus: F,
    pub z2: F,
    pub t2d: F,
}

/// Four points with z = 1 made ready for being added: y + x, y - x, 2 d x y.
pub struct Affine<F> {
    pub plus: F,
    pub minus: F,
    pub t2d: F,
}

impl<F: Field> Affine<F> {
    /// Takes the negatives in lanes whose mask has ones.
    #[inline(always)]
    pub fn negate_where(&mut self, mask: F::Mask) {
        negate_where(&mut self.plus, &mut self.minus, &mut self.t2d, mask);
    }
}

impl<F: Field> Cached<F> {
    /// Takes the negatives in lanes whose mask has ones.
    #[inline(always)]
    pub fn negate_where(&mut self, mask: F::Mask) {
        negate_where(&mut self.plus, &mut self.minus, &mut self.t2d, mask);
    }
}

#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
fn negate_where<F: Field>(plus: &mut F, minus: &mut F, t2d: &mut F, mask: F::Mask) {
    F::swap(mask, plus, minus);
    let negative = t2d.negative();
    t2d.take(mask, &negative);
}

impl<F: Field> Points<F> {
    pub fn identity(lanes: F::Lanes) -> Self {
        Self::gather(lanes, [&Point::IDENTITY; 4])
    }

    /// Four points side by side.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    pub fn gather(lanes: F::Lanes, points: [&Point<F>; 4]) -> Self {
        let [a, b, c, d] = points;
        let ([ax, ay, az, at], [bx, by, bz, bt]) = (&a.0, &b.0);
        let ([cx, cy, cz, ct], [dx, dy, dz, dt]) = (&c.0, &d.0);
        Self {
            x: F::gather(lanes, [ax, bx, cx, dx]),
            y: F::gather(lanes, [ay, by, cy, dy]),
            z: F::gather(lanes, [az, bz, cz, dz]),
            t: F::gather(lanes, [at, bt, ct, dt]),
        }
    }

    /// The four points, each where it belongs.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    pub fn scatter_to(&self, points: [&mut Point<F>; 4]) {
        let [a, b, c, d] = points;
        let ([ax, ay, az, at], [bx, by, bz, bt]) = (&mut a.0, &mut b.0);
        let ([cx, cy, cz, ct], [dx, dy, dz, dt]) = (&mut c.0, &mut d.0);
        self.x.scatter_to([ax, bx, cx, dx]);
        self.y.scatter_to([ay, by, cy, dy]);
        self.z.scatter_to([az, bz, cz, dz]);
        self.t.scatter_to([at, bt, ct, dt]);
    }

    /// The four points.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    pub fn scatter(&self) -> [Point<F>; 4] {
        let mut points = [Point::IDENTITY; 4];
        self.scatter_to(points.each_mut());
        points
    }

    /// One lane's point in all lanes.
    pub fn lane(&self, lane: usize) -> Self {
        Self {
            x: self.x.lane(lane),
            y: self.y.lane(lane),
            z: self.z.lane(lane),
            t: self.t.lane(lane),
        }
    }

    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    pub fn cached(&self) -> Cached<F> {
        Cached {
            plus: self.y.plus(&self.x).tight(),
            minus: self.y.minus(&self.x),
            z2: self.z.plus(&self.z),
            t2d: self.t.mul(&F::constant(self.t.lanes(), &D2)),
        }
    }

    /// Adds points that are ready for it.
    #[inline(never)]
    pub fn add_cached(&mut self, other: &Cached<F>) {
        F::run(
            self.x.lanes(),
            #[inline(always)]
            || {
                let mut z2 = self.z.clone();
                z2.set_mul(&other.z2, &self.z); // 2, 1
                self.add_with(&other.plus, &other.minus, &z2, &other.t2d);
            },
        );
    }

    /// Adds points that are ready for it.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    pub fn add_affine(&mut self, other: &Affine<F>) {
        let z2 = self.z.plus(&self.z);
        self.add_with(&other.plus, &other.minus, &z2, &other.t2d);
    }

    /// `z2` is twice the product of both z; at most a sum of two.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    fn add_with(&mut self, plus: &F, minus: &F, z2: &F, t2d: &F) {
        let zero = F::zero(z2.lanes());
        let (mut a, mut b, mut c) = (zero.clone(), zero.clone(), zero);
        a.set_mul(&self.y.plus(&self.x), plus); // 2, 1
        b.set_mul(&self.y.difference(&self.x), minus); // 2, 1
        c.set_mul(&self.t, t2d); // 1, 1
        let (x, y) = (a.difference(&b), a.plus(&b).tight()); // 2 and 1
        let (z, t) = (z2.plus(&c), z2.minus(&c)); // 3 and 1
        self.x.set_mul(&x, &t); // 2, 1
        self.y.set_mul(&z, &y); // 3, 1
        self.z.set_mul(&z, &t); // 3, 1
        self.t.set_mul(&x, &y); // 2, 1
    }

    #[inline(never)]
    pub fn add(&mut self, other: &Self) {
        F::run(
            self.x.lanes(),
            #[inline(always)]
            || self.add_cached(&other.cached()),
        );
    }

    #[cfg(any(test, target_arch = "wasm32"))]
    pub fn subtract(&mut self, other: &Self) {
        let zero = F::zero(self.x.lanes());
        let mut other = other.cached();
        other.negate_where(zero.is_zero());
        self.add_cached(&other);
    }

    /// Doubles. Leaves `t`, which only sums need, where `t` is false.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    fn double(&mut self, t: bool) {
        let zero = F::zero(self.x.lanes());
        let (mut xx, mut yy, mut zz, mut both) = (zero.clone(), zero.clone(), zero.clone(), zero);
        xx.set_square(&self.x);
        yy.set_square(&self.y);
        zz.set_square(&self.z);
        both.set_square(&self.x.plus(&self.y).tight());
        let (sum, difference) = (yy.plus(&xx).tight(), yy.difference(&xx)); // 1 and 2
        let x = both.difference(&sum); // 2
        let last = zz.plus(&zz).minus(&difference); // 1
        self.x.set_mul(&x, &last);
        self.y.set_mul(&difference, &sum);
        self.z.set_mul(&difference, &last);
        if t {
            self.t.set_mul(&x, &sum);
        }
    }

    /// Doubles `times` times.
    #[inline(never)]
    pub fn doubles(&mut self, times: u32) {
        F::run(
            self.x.lanes(),
            #[inline(always)]
            || {
                for left in (0..times).rev() {
                    self.double(left == 0);
                }
            },
        );
    }

    /// The lanes whose point is the identity of ristretto255: x or y is 0.
    #[inline(never)]
    pub fn is_identity(&self) -> F::Mask {
        F::run(
            self.x.lanes(),
            #[inline(always)]
            || F::or(self.x.is_zero(), self.y.is_zero()),
        )
    }
}

impl<F: Zeroize> Zeroize for Points<F> {
    fn zeroize(&mut self) {
        self.x.zeroize();
        self.y.zeroize();
        self.z.zeroize();
        self.t.zeroize();
    }
}
