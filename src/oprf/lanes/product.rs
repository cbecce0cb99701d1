//! Products and squares of four numbers at once.
//!
//! With x = 2^51, the five even limbs E and the five odd limbs O of a number are polynomials in x, the
//! number is E + 2^26 O, and x^5 = 19. So one product takes three products of five limbs by five
//! (Karatsuba), and a square little more than two:
//!
//! ```text
//! even limbs: E E' + 2 x O O'        odd limbs: (E + O)(E' + O') - E E' - O O'
//! even limbs: E^2 + 2 x O^2          odd limbs: 2 E O
//! ```
//!
//! The bounds of operands are those of [`super::ten`].

use super::ops::{
    Four, Two, add, add_wide, high, left_wide, low, lowest, pack, right_wide, splat, sub_wide,
    times,
};
use super::ten::Ten;

/// Which two of the lanes are multiplied: their products fill a register.
trait Half {
    fn multiply(a: Four, b: Four) -> Two;
}

struct Low;
struct High;

impl Half for Low {
    #[inline(always)]
    fn multiply(a: Four, b: Four) -> Two {
        low(a, b)
    }
}

impl Half for High {
    #[inline(always)]
    fn multiply(a: Four, b: Four) -> Two {
        high(a, b)
    }
}

/// The columns of a product of five limbs by five, modulo x^5 = 19; `y19` are the last four of `y`
/// times 19.
#[inline(always)]
fn convolve<H: Half>(x: [Four; 5], y: [Four; 5], y19: [Four; 4]) -> [Two; 5] {
    let m = H::multiply;
    let [x0, x1, x2, x3, x4] = x;
    let [y0, y1, y2, y3, y4] = y;
    let [n1, n2, n3, n4] = y19;
    [
        sum([m(x0, y0), m(x1, n4), m(x2, n3), m(x3, n2), m(x4, n1)]),
        sum([m(x0, y1), m(x1, y0), m(x2, n4), m(x3, n3), m(x4, n2)]),
        sum([m(x0, y2), m(x1, y1), m(x2, y0), m(x3, n4), m(x4, n3)]),
        sum([m(x0, y3), m(x1, y2), m(x2, y1), m(x3, y0), m(x4, n4)]),
        sum([m(x0, y4), m(x1, y3), m(x2, y2), m(x3, y1), m(x4, y0)]),
    ]
}

#[inline(always)]
fn sum([a, b, c, d, e]: [Two; 5]) -> Two {
    add_wide(add_wide(add_wide(add_wide(a, b), c), d), e)
}

#[inline(always)]
fn six([a, b, c, d, e, f]: [Two; 6]) -> Two {
    add_wide(sum([a, b, c, d, e]), f)
}

#[inline(always)]
fn times_19_wide(a: Two) -> Two {
    add_wide(add_wide(left_wide(a, 4), left_wide(a, 1)), a)
}

/// The last four times 19.
#[inline(always)]
fn times_19([_, a, b, c, d]: [Four; 5]) -> [Four; 4] {
    let of = splat(19);
    [times(a, of), times(b, of), times(c, of), times(d, of)]
}

#[inline(always)]
fn five<T>([a, b, c, d, e]: [T; 5], [f, g, h, i, j]: [T; 5], step: fn(T, T) -> T) -> [T; 5] {
    [step(a, f), step(b, g), step(c, h), step(d, i), step(e, j)]
}

/// Even and odd limbs.
#[inline(always)]
fn halves([e0, o0, e1, o1, e2, o2, e3, o3, e4, o4]: [Four; 10]) -> ([Four; 5], [Four; 5]) {
    ([e0, e1, e2, e3, e4], [o0, o1, o2, o3, o4])
}

#[inline(always)]
fn step(from: &mut Two, to: &mut Two, bits: u32) {
    *to = add_wide(*to, right_wide(*from, bits));
    *from = lowest(*from, bits);
}

/// From columns to limbs: two chains of carries that start half way apart.
#[inline(always)]
fn carry([mut c0, mut c2, mut c4, mut c6, mut c8]: [Two; 5], odd: [Two; 5]) -> [Two; 10] {
    let [mut c1, mut c3, mut c5, mut c7, mut c9] = odd;
    step(&mut c0, &mut c1, 26);
    step(&mut c4, &mut c5, 26);
    step(&mut c1, &mut c2, 25);
    step(&mut c5, &mut c6, 25);
    step(&mut c2, &mut c3, 26);
    step(&mut c6, &mut c7, 26);
    step(&mut c3, &mut c4, 25);
    step(&mut c7, &mut c8, 25);
    step(&mut c4, &mut c5, 26);
    step(&mut c8, &mut c9, 26);
    c0 = add_wide(c0, times_19_wide(right_wide(c9, 25)));
    c9 = lowest(c9, 25);
    step(&mut c0, &mut c1, 26);
    [c0, c1, c2, c3, c4, c5, c6, c7, c8, c9]
}

/// Both halves of the lanes, one after the other.
#[inline(always)]
fn both(low: [Two; 10], high: [Two; 10]) -> Ten {
    let [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9] = low;
    let [b0, b1, b2, b3, b4, b5, b6, b7, b8, b9] = high;
    Ten([
        pack(a0, b0),
        pack(a1, b1),
        pack(a2, b2),
        pack(a3, b3),
        pack(a4, b4),
        pack(a5, b5),
        pack(a6, b6),
        pack(a7, b7),
        pack(a8, b8),
        pack(a9, b9),
    ])
}

/// Columns for the lower and for the upper half of the lanes.
type Columns = [[Two; 5]; 2];

/// Both halves' columns of one product of five limbs by five. A function of its own: what it works
/// on fits the registers of most machines, and a product takes half the time of one that does all
/// at once (measured 2026-11-25).
#[inline(never)]
fn set_columns(columns: &mut Columns, x: &[Four; 5], y: &[Four; 5]) {
    let y19 = times_19(*y);
    *columns = [convolve::<Low>(*x, *y, y19), convolve::<High>(*x, *y, y19)];
}

fn no_columns() -> Columns {
    [[low(splat(0), splat(0)); 5]; 2]
}

/// Limbs out of E E', O O' and (E + O)(E' + O').
#[inline(always)]
fn combined(ee: [Two; 5], oo: [Two; 5], all: [Two; 5]) -> [Two; 10] {
    let odd = five(all, five(ee, oo, add_wide), sub_wide);
    let [e0, e1, e2, e3, e4] = ee;
    let [o0, o1, o2, o3, o4] = five(oo, oo, add_wide);
    let even = [
        add_wide(e0, times_19_wide(o4)),
        add_wide(e1, o0),
        add_wide(e2, o1),
        add_wide(e3, o2),
        add_wide(e4, o3),
    ];
    carry(even, odd)
}

/// The columns of E^2 + 2 x O^2.
#[inline(always)]
fn even_squares<H: Half>(e: [Four; 5], o: [Four; 5]) -> [Two; 5] {
    let m = H::multiply;
    let (e_2, o_2) = (five(e, e, add), five(o, o, add));
    let [d0, d1, d2, d3, _] = e_2;
    let [q0, q1, q2, q3, _] = five(o_2, o_2, add);
    let [e0, e1, e2, e3, e4] = e;
    let [o0, o1, o2, o3, _] = o;
    let [t0, t1, t2, t3, t4] = o_2;
    let [_, n2, n3, n4] = times_19(o);
    let [_, _, m3, m4] = times_19(e);
    [
        six([
            m(e0, e0),
            m(d1, m4),
            m(d2, m3),
            m(q0, n4),
            m(q1, n3),
            m(t2, n2),
        ]),
        six([
            m(d0, e1),
            m(d2, m4),
            m(e3, m3),
            m(t0, o0),
            m(q1, n4),
            m(q2, n3),
        ]),
        six([
            m(d0, e2),
            m(e1, e1),
            m(d3, m4),
            m(q0, o1),
            m(q2, n4),
            m(t3, n3),
        ]),
        six([
            m(d0, e3),
            m(d1, e2),
            m(e4, m4),
            m(q0, o2),
            m(t1, o1),
            m(q3, n4),
        ]),
        six([
            m(d0, e4),
            m(d1, e3),
            m(e2, e2),
            m(q0, o3),
            m(q1, o2),
            m(t4, n4),
        ]),
    ]
}

impl Ten {
    /// Becomes the product.
    #[inline(never)]
    pub fn set_product(&mut self, a: &Self, b: &Self) {
        let ((e, o), (f, p)) = (halves(a.0), halves(b.0));
        let (mut ee, mut oo, mut all) = (no_columns(), no_columns(), no_columns());
        set_columns(&mut ee, &e, &f);
        set_columns(&mut oo, &o, &p);
        set_columns(&mut all, &five(e, o, add), &five(f, p, add));
        let ([ee, ee_high], [oo, oo_high], [all, all_high]) = (ee, oo, all);
        *self = both(combined(ee, oo, all), combined(ee_high, oo_high, all_high));
    }

    /// Becomes `a`, squared `times` times.
    #[inline(never)]
    pub fn set_power(&mut self, a: &Self, times: u32) {
        let mut power = Self(a.0);
        for _ in 0..times {
            let (e, o) = halves(power.0);
            let mut odd = no_columns();
            set_columns(&mut odd, &five(e, e, add), &o);
            let [odd, odd_high] = odd;
            let lower = carry(even_squares::<Low>(e, o), odd);
            power = both(lower, carry(even_squares::<High>(e, o), odd_high));
        }
        *self = power;
    }
}
