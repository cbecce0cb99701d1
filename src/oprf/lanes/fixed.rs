//! Multiples of one point that is known long before: tables, and scalars in constant time.
//!
//! A scalar has 43 digits of six bits. For each place there are the multiples 1 to 32 of the point
//! times 64^place, so that a product is 43 sums and no doubling. Entries are picked by looking bytes
//! up in registers: four entries fill one, and the same look-ups happen for every digit. So neither
//! the time nor the addresses tell a digit.

use super::digits::{digits, signs, windows};
use super::field::Field;
use super::ops::{Four, and, array, equal, four, look_up, or, splat, sub_bytes, times};
use super::point::{Affine, Point, Points};
use super::ristretto::affine;
use super::ten::Ten;
use curve25519_dalek::scalar::Scalar;

/// Bits of a digit. Chosen 2026-11-25: a table has 165 kB then; five bits need 51 sums instead of 43,
/// seven bits 37 and nearly twice the room.
const BITS: u32 = 6;

/// Registers that hold one limb of all entries of a place.
const GROUPS: usize = 1 << (BITS - 3);

/// One place: 10 limbs of y + x, of y - x and of 2 d x y.
type Place = [[Four; GROUPS]; 30];

/// Multiples of one point.
pub struct Table(Vec<Place>);

impl Table {
    /// Makes the table, in variable time: the point is public.
    pub fn new(point: &Point<Ten>) -> Self {
        let mut power = Points::gather((), [point; 4]);
        let mut powers = Vec::new();
        for _ in 0..windows(BITS) {
            let [first, ..] = power.scatter();
            powers.push(first);
            power.doubles(BITS);
        }
        // Four places at once, 32 multiples each.
        let mut multiples = Vec::new();
        for powers in powers.chunks(4) {
            let first = Points::gather((), super::padded(powers, &Point::IDENTITY));
            let (cached, mut multiple) = (first.cached(), first);
            for _ in 0..4 * GROUPS {
                multiples.push(multiple.clone());
                multiple.add_cached(&cached);
            }
        }
        let mut places = registers(&affine((), &multiples));
        places.truncate(powers.len());
        Self(places)
    }

    /// The products, in constant time.
    pub fn multiply(&self, scalars: [&Scalar; 4]) -> Points<Ten> {
        let digits = scalars.map(|scalar| digits(scalar, BITS));
        let [a, b, c, d] = &digits;
        let mut product = Points::identity(());
        let digits = a.iter().zip(b.iter()).zip(c.iter().zip(d.iter()));
        for (place, ((a, b), (c, d))) in self.0.iter().zip(digits) {
            let (magnitudes, negative) = signs([*a, *b, *c, *d]);
            let mut entry = pick(place, four(magnitudes));
            entry.negate_where(Ten::places((), negative, 1));
            product.add_affine(&entry);
        }
        product
    }
}

/// Puts what four places have in the lanes of 32 entries into the registers of each place.
#[allow(
    clippy::indexing_slicing,
    reason = "an entry has 30 limbs, and 32 entries fill 8 registers"
)]
fn registers(entries: &[Affine<Ten>]) -> Vec<Place> {
    let mut places = Vec::new();
    for entries in entries.chunks(4 * GROUPS) {
        let mut numbers = vec![[[[0; 4]; GROUPS]; 30]; 4];
        for (number, entry) in entries.iter().enumerate() {
            let fields = [&entry.plus, &entry.minus, &entry.t2d];
            let limbs = fields.into_iter().flat_map(|field| &field.0);
            for (limb, values) in limbs.enumerate() {
                for (place, value) in numbers.iter_mut().zip(array(*values)) {
                    place[limb][number / 4][number % 4] = value;
                }
            }
        }
        for place in &numbers {
            places.push(place.map(|registers| registers.map(four)));
        }
    }
    places
}

#[inline(never)]
fn look_up_limbs(field: &mut Ten, part: &[[Four; GROUPS]; 10], places: &[Four; GROUPS]) {
    for (limb, registers) in field.0.iter_mut().zip(part) {
        let looked_up = registers.iter().zip(places);
        *limb = looked_up.fold(splat(0), |limb, (register, places)| {
            or(limb, look_up(*register, *places))
        });
    }
}

/// The entry of each lane's magnitude, 0 to 32; of 0 the neutral element.
#[inline(never)]
fn pick(place: &Place, magnitudes: Four) -> Affine<Ten> {
    // The first entry's bytes are 0 to 3; no byte of an entry in another register is below 16.
    let mut next = sub_bytes(times(magnitudes, splat(0x0404_0404)), splat(0x0102_0304));
    let places = [(); GROUPS].map(|()| {
        let these = next;
        next = sub_bytes(next, splat(0x1010_1010));
        these
    });
    let one = and(equal(magnitudes, splat(0)), splat(1));
    let mut entry = Affine {
        plus: Ten::zero(()),
        minus: Ten::zero(()),
        t2d: Ten::zero(()),
    };
    let (parts, _) = place.as_chunks::<10>();
    let fields = [&mut entry.plus, &mut entry.minus, &mut entry.t2d];
    for (field, part) in fields.into_iter().zip(parts) {
        look_up_limbs(field, part, &places);
    }
    for field in [&mut entry.plus, &mut entry.minus] {
        let [first, ..] = &mut field.0;
        *first = or(*first, one);
    }
    entry
}
