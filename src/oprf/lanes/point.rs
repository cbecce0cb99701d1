//! Points of edwards25519, four at once: -x^2 + y^2 = 1 + d x^2 y^2 in extended coordinates
//! (Hisil, Wong, Carter, Dawson, "Twisted Edwards curves revisited", 2008). The sums are complete:
//! no pair of points is special.

use super::field::{Field, Limbs, ONE, ZERO};
use super::ops::Four;
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
#[derive(Clone, Copy)]
pub struct Points {
    pub x: Field,
    pub y: Field,
    pub z: Field,
    pub t: Field,
}

/// Four points made ready for being added: y + x, y - x, 2 z, 2 d t.
#[derive(Clone, Copy)]
pub struct Cached {
    pub plus: Field,
    pub minus: Field,
    pub z2: Field,
    pub t2d: Field,
}

/// Four points with z = 1 made ready for being added: y + x, y - x, 2 d x y.
#[derive(Clone, Copy)]
pub struct Affine {
    pub plus: Field,
    pub minus: Field,
    pub t2d: Field,
}

impl Affine {
    /// The negatives in lanes whose mask has ones.
    pub fn negative_where(&self, mask: Four) -> Self {
        Self {
            plus: Field::choose(mask, &self.minus, &self.plus),
            minus: Field::choose(mask, &self.plus, &self.minus),
            t2d: self.t2d.negative_where(mask),
        }
    }
}

impl Cached {
    /// The negatives in lanes whose mask has ones.
    pub fn negative_where(&self, mask: Four) -> Self {
        Self {
            plus: Field::choose(mask, &self.minus, &self.plus),
            minus: Field::choose(mask, &self.plus, &self.minus),
            z2: self.z2,
            t2d: self.t2d.negative_where(mask),
        }
    }
}

impl Points {
    pub fn identity() -> Self {
        Self::gather([&Point::IDENTITY; 4])
    }

    /// Four points side by side.
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

    /// The four points.
    pub fn scatter(&self) -> [Point; 4] {
        let [ax, bx, cx, dx] = self.x.scatter();
        let [ay, by, cy, dy] = self.y.scatter();
        let [az, bz, cz, dz] = self.z.scatter();
        let [at, bt, ct, dt] = self.t.scatter();
        [
            Point([ax, ay, az, at]),
            Point([bx, by, bz, bt]),
            Point([cx, cy, cz, ct]),
            Point([dx, dy, dz, dt]),
        ]
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

    pub fn cached(&self) -> Cached {
        Cached {
            plus: self.y.plus(&self.x),
            minus: self.y.minus(&self.x),
            z2: self.z.plus(&self.z),
            t2d: self.t.mul(&Field::splat(&D2)),
        }
    }

    /// The sums with points ready for it.
    pub fn add_cached(&self, other: &Cached) -> Self {
        let z2 = other.z2.mul(&self.z);
        self.add_with(&other.plus, &other.minus, &z2, &other.t2d)
    }

    /// The sums with points ready for it.
    pub fn add_affine(&self, other: &Affine) -> Self {
        let z2 = self.z.plus(&self.z);
        self.add_with(&other.plus, &other.minus, &z2, &other.t2d)
    }

    /// `z2` is twice the product of both z.
    #[inline(never)]
    fn add_with(&self, plus: &Field, minus: &Field, z2: &Field, t2d: &Field) -> Self {
        let a = self.y.plus(&self.x).mul(plus);
        let b = self.y.minus(&self.x).mul(minus);
        let c = self.t.mul(t2d);
        let (x, y) = (a.minus(&b), a.plus(&b));
        // A sum of three, where `z2` is one of two.
        let (z, t) = (z2.plus(&c), z2.minus(&c));
        Self {
            x: x.mul(&t),
            y: z.mul(&y),
            z: z.mul(&t),
            t: x.mul(&y),
        }
    }

    pub fn add(&self, other: &Self) -> Self {
        self.add_cached(&other.cached())
    }

    pub fn subtract(&self, other: &Self) -> Self {
        let Cached {
            plus,
            minus,
            z2,
            t2d,
        } = other.cached();
        let other = Cached {
            plus: minus,
            minus: plus,
            z2,
            t2d: t2d.negative(),
        };
        self.add_cached(&other)
    }

    /// The doubles. Without `t`, which only sums need, where `t` is false.
    #[inline(never)]
    fn double(&self, t: bool) -> Self {
        let (xx, yy, zz) = (self.x.square(), self.y.square(), self.z.square());
        let both = self.x.plus(&self.y).square();
        let (sum, difference) = (yy.plus(&xx), yy.minus(&xx));
        let x = both.minus(&sum);
        let last = zz.plus(&zz).minus(&difference);
        Self {
            x: x.mul(&last),
            y: difference.mul(&sum),
            z: difference.mul(&last),
            t: if t { x.mul(&sum) } else { self.t },
        }
    }

    /// Doubled `times` times.
    pub fn doubles(&self, times: u32) -> Self {
        (0..times).fold(*self, |point, done| point.double(done + 1 == times))
    }

    /// All bits of a lane whose point is the identity of ristretto255: x or y is 0.
    pub fn is_identity(&self) -> Four {
        super::ops::or(self.x.is_zero(), self.y.is_zero())
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
