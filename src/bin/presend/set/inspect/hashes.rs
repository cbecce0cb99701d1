//! Sums over many hashes, from which none of them can be had back.

use presend::hash256::{MATCH_RADIUS, PdqHash};

/// Fewer hashes than this are not summed up: of one or two, the share of set bits *is* the hash.
/// Chosen 2026-11-25.
pub const FEWEST: usize = 50;

/// Most pairs that are compared. Chosen 2026-11-25: a tenth of a second.
const PAIRS: u64 = 1_000_000;

/// What was counted.
pub struct HashFacts {
    /// Distinct hashes.
    pub count: u64,
    /// Hashes that have not 128 ones, as nearly every hash of a picture has.
    pub unusual: u64,
    /// The sums, where there are [`FEWEST`] hashes.
    pub sums: Option<Sums>,
}

/// Sums over at least [`FEWEST`] hashes.
pub struct Sums {
    /// How many hashes have each bit set, bit 0 first.
    pub bits: Vec<u64>,
    /// How many hashes have so many ones, 0..=256.
    pub ones: Vec<u64>,
    /// How many pairs are so many bits apart, 0..=256.
    pub distances: Vec<u64>,
    /// Pairs that were compared.
    pub pairs: u64,
    /// Whether these are all pairs there are.
    pub all: bool,
}

impl HashFacts {
    /// Counts. `hashes` rise; one that stands there twice counts once.
    pub fn of(hashes: &[PdqHash]) -> Self {
        let mut hashes = hashes.to_vec();
        hashes.dedup();
        let unusual = hashes
            .iter()
            .filter(|hash| hash.count_ones() != 128)
            .count();
        Self {
            count: hashes.len() as u64,
            unusual: unusual as u64,
            sums: (hashes.len() >= FEWEST).then(|| Sums::of(&hashes)),
        }
    }
}

impl Sums {
    fn of(hashes: &[PdqHash]) -> Self {
        let (mut bits, mut ones) = (vec![0; 256], vec![0; 257]);
        for hash in hashes {
            for (bit, sum) in bits.iter_mut().enumerate() {
                *sum += u64::from(hash.bit(bit));
            }
            count(&mut ones, hash.count_ones());
        }
        let n = hashes.len() as u64;
        let there_are = n.saturating_mul(n - 1) / 2;
        let all = there_are <= PAIRS;
        let mut distances = vec![0; 257];
        if all {
            for (place, a) in hashes.iter().enumerate() {
                for b in hashes.iter().skip(place + 1) {
                    count(&mut distances, a.distance(*b));
                }
            }
        } else {
            // The same sample each time.
            let mut state = 0x9e37_79b9_7f4a_7c15_u64;
            let mut draw = || {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                let at = (u128::from(state) * u128::from(n)) >> 64;
                hashes.get(at as usize).copied().unwrap_or_default()
            };
            for _ in 0..PAIRS {
                let (a, mut b) = (draw(), draw());
                while a == b {
                    b = draw();
                }
                count(&mut distances, a.distance(b));
            }
        }
        Self {
            bits,
            ones,
            distances,
            pairs: there_are.min(PAIRS),
            all,
        }
    }

    /// Pairs that one copy of a picture may both match: at most 62 bits apart.
    pub fn near(&self) -> u64 {
        let radius = 2 * MATCH_RADIUS as usize + 1;
        self.distances.iter().take(radius).sum()
    }

    /// The lowest and the highest share of hashes that have a bit set.
    pub fn balance(&self) -> (f64, f64) {
        let n: u64 = self.ones.iter().sum();
        let share = |sum: Option<&u64>| *sum.unwrap_or(&0) as f64 / n.max(1) as f64;
        (share(self.bits.iter().min()), share(self.bits.iter().max()))
    }
}

fn count(counts: &mut [u64], at: u32) {
    if let Some(sum) = counts.get_mut(at as usize) {
        *sum += 1;
    }
}

/// The place below which half of the counts lie.
pub fn median(counts: &[u64]) -> usize {
    let all: u64 = counts.iter().sum();
    let mut below = 0;
    let place = counts.iter().position(|count| {
        below += count;
        below * 2 >= all
    });
    place.unwrap_or_default()
}
