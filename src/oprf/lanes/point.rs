//! Points of edwards25519, four at once: -x^2 + y^2 = 1 + d x^2 y^2 in extended coordinates
//! (Hisil, Wong, Carter, Dawson, "Twisted Edwards curves revisited", 2008). The sums are complete:
//! no pair of points is special.

use super::field::{Field, Limbs, ONE, ZERO};
use super::ops::{Four, choose, or, splat};
use zeroize::Zeroize;

/// 2 d, d = -121665 / 121666.
pub const D2: Limbs = [
    45_281_625, 27_714_825, 36_363_642, 13_898_781, 229_458, 15_978_800, 54_557_047, 27_058_993,
    29_715_967, 9_444_199,
];

/// One point, out of the lanes: x, y, z and t, reduced as `field` says; x / z and y / z are the
/// coordinates, and t z = x y.
#[derive(Clone, Copy)]
pub struct Point(pub [Limbs; 4]);

impl Point {
    /// The neutral element.
    pub const IDENTITY: Self = Self([ZERO, ONE, ONE, ZERO]);
}

impl Zeroize for Point {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

/// Four points.
#[derive(Clone)]
pub struct Points {
    pub x: Field,
    pub y: Field,
    pub z: Field,
    pub t: Field,
}

/// Four points made ready for being added: y + x, y - x, 2 z, 2 d t.
pub struct Cached {
    pub plus: Field,
    pub minus: Field,
    pub z2: Field,
    pub t2d: Field,
}

/// Four points with z = 1 made ready for being added: y + x, y - x, 2 d x y.
pub struct Affine {
    pub plus: Field,
    pub minus: Field,
    pub t2d: Field,
}

impl Affine {
    /// Takes the negatives in lanes whose mask has ones.
    pub fn negate_where(&mut self, mask: Four) {
        negate_where(&mut self.plus, &mut self.minus, &mut self.t2d, mask);
    }
}

impl Cached {
    /// Takes the negatives in lanes whose mask has ones.
    pub fn negate_where(&mut self, mask: Four) {
        negate_where(&mut self.plus, &mut self.minus, &mut self.t2d, mask);
    }
}

#[inline(never)]
fn negate_where(plus: &mut Field, minus: &mut Field, t2d: &mut Field, mask: Four) {
    for (plus, minus) in plus.0.iter_mut().zip(&mut minus.0) {
        let (p, m) = (*plus, *minus);
        *plus = choose(mask, m, p);
        *minus = choose(mask, p, m);
    }
    let negative = t2d.negative();
    for (t2d, negative) in t2d.0.iter_mut().zip(negative.0) {
        *t2d = choose(mask, negative, *t2d);
    }
}

impl Points {
    pub fn identity() -> Self {
        Self::gather([&Point::IDENTITY; 4])
    }

    /// Four points side by side.
    #[inline(never)]
    pub fn gather(points: [&Point; 4]) -> Self {
        let [a, b, c, d] = points;
        let ([ax, ay, az, at], [bx, by, bz, bt]) = (&a.0, &b.0);
        let ([cx, cy, cz, ct], [dx, dy, dz, dt]) = (&c.0, &d.0);
        Self {
            x: Field::gather([ax, bx, cx, dx]),
            y: Field::gather([ay, by, cy, dy]),
            z: Field::gather([az, bz, cz, dz]),
            t: Field::gather([at, bt, ct, dt]),
        }
    }

    /// The four points, each where it belongs.
    #[inline(never)]
    pub fn scatter_to(&self, points: [&mut Point; 4]) {
        let [a, b, c, d] = points;
        let ([ax, ay, az, at], [bx, by, bz, bt]) = (&mut a.0, &mut b.0);
        let ([cx, cy, cz, ct], [dx, dy, dz, dt]) = (&mut c.0, &mut d.0);
        self.x.scatter_to([ax, bx, cx, dx]);
        self.y.scatter_to([ay, by, cy, dy]);
        self.z.scatter_to([az, bz, cz, dz]);
        self.t.scatter_to([at, bt, ct, dt]);
    }

    /// The four points.
    #[inline(never)]
    pub fn scatter(&self) -> [Point; 4] {
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

    #[inline(never)]
    pub fn cached(&self) -> Cached {
        Cached {
            plus: self.y.plus(&self.x),
            minus: self.y.minus(&self.x),
            z2: self.z.plus(&self.z),
            t2d: self.t.mul(&Field::splat(&D2)),
        }
    }

    /// Adds points that are ready for it.
    #[inline(never)]
    pub fn add_cached(&mut self, other: &Cached) {
        let z2 = other.z2.mul(&self.z);
        self.add_with(&other.plus, &other.minus, &z2, &other.t2d);
    }

    /// Adds points that are ready for it.
    pub fn add_affine(&mut self, other: &Affine) {
        let z2 = self.z.plus(&self.z);
        self.add_with(&other.plus, &other.minus, &z2, &other.t2d);
    }

    /// `z2` is twice the product of both z.
    #[inline(never)]
    fn add_with(&mut self, plus: &Field, minus: &Field, z2: &Field, t2d: &Field) {
        let a = self.y.plus(&self.x).mul(plus);
        let b = self.y.minus(&self.x).mul(minus);
        let c = self.t.mul(t2d);
        let (x, y) = (a.minus(&b), a.plus(&b));
        // A sum of three, where `z2` is one of two.
        let (z, t) = (z2.plus(&c), z2.minus(&c));
        self.x.set_mul(&x, &t);
        self.y.set_mul(&z, &y);
        self.z.set_mul(&z, &t);
        self.t.set_mul(&x, &y);
    }

    #[inline(never)]
    pub fn add(&mut self, other: &Self) {
        self.add_cached(&other.cached());
    }

    pub fn subtract(&mut self, other: &Self) {
        let mut other = other.cached();
        other.negate_where(splat(u32::MAX));
        self.add_cached(&other);
    }

    /// Doubles. Leaves `t`, which only sums need, where `t` is false.
    #[inline(never)]
    fn double(&mut self, t: bool) {
        let (xx, yy, zz) = (self.x.square(), self.y.square(), self.z.square());
        let both = self.x.plus(&self.y).square();
        let (sum, difference) = (yy.plus(&xx), yy.minus(&xx));
        let x = both.minus(&sum);
        let last = zz.plus(&zz).minus(&difference);
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
        for left in (0..times).rev() {
            self.double(left == 0);
        }
    }

    /// All bits of a lane whose point is the identity of ristretto255: x or y is 0.
    pub fn is_identity(&self) -> Four {
        or(self.x.is_zero(), self.y.is_zero())
    }
}

impl Zeroize for Points {
    fn zeroize(&mut self) {
        self.x.zeroize();
        self.y.zeroize();
        self.z.zeroize();
        self.t.zeroize();
    }
}
