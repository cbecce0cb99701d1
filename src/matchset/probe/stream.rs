//! Numbers that anybody can draw again: a stream of SHA-256 blocks.

use sha2::{Digest, Sha256};

/// Bytes of `SHA-256(label | seed | n)` for n = 0, 1, 2..., `n` as four bytes, little endian,
/// read as 32-bit numbers, little endian. `label` ends with a zero byte, so that no label is the
/// start of another.
pub struct Stream {
    prefix: Sha256,
    counter: u32,
    block: [u8; 32],
    used: usize,
}

impl Stream {
    pub fn new(label: &'static str, seed: &[u8; 32]) -> Self {
        Self {
            prefix: Sha256::new()
                .chain_update(label)
                .chain_update([0])
                .chain_update(seed),
            counter: 0,
            block: [0; 32],
            used: 32,
        }
    }

    /// The next 32 bits.
    pub fn next(&mut self) -> u32 {
        if self.used >= 32 {
            let block = self.prefix.clone().chain_update(self.counter.to_le_bytes());
            self.block = block.finalize().into();
            self.counter = self.counter.wrapping_add(1);
            self.used = 0;
        }
        let word = self.block.as_chunks::<4>().0.get(self.used / 4);
        self.used += 4;
        word.map_or(0, |word| u32::from_le_bytes(*word))
    }

    /// The next 64 bits, the low half first.
    pub fn next64(&mut self) -> u64 {
        let low = u64::from(self.next());
        low | u64::from(self.next()) << 32
    }

    /// A number below `n`, each equally likely: numbers of the incomplete last round are drawn
    /// again. `n` is at least 1.
    pub fn below(&mut self, n: u32) -> u32 {
        let n = n.max(1);
        let round = u32::MAX - (u32::MAX % n + 1) % n;
        loop {
            let number = self.next();
            if number <= round {
                return number % n;
            }
        }
    }

    /// Fisher and Yates: for each place from the last to the second, swaps what is there with a
    /// place up to and including it.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for place in (1..items.len()).rev() {
            let n = u32::try_from(place + 1).unwrap_or(u32::MAX);
            items.swap(place, self.below(n) as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_documented_stream() {
        let mut stream = Stream::new("a label", &[7; 32]);
        for counter in 0..3u32 {
            let mut input = b"a label\0".to_vec();
            input.extend([7; 32]);
            input.extend(counter.to_le_bytes());
            let block = Sha256::digest(&input);
            for word in block.as_chunks::<4>().0 {
                assert_eq!(stream.next(), u32::from_le_bytes(*word));
            }
        }
    }

    #[test]
    fn numbers_below_are_all_equally_likely() {
        let mut stream = Stream::new("dice", &[0; 32]);
        let mut seen = [0u32; 6];
        for _ in 0..60_000 {
            seen[stream.below(6) as usize] += 1;
        }
        let chi_square: f64 = seen
            .iter()
            .map(|n| (f64::from(*n) - 10_000.0).powi(2) / 10_000.0)
            .sum();
        // 5 degrees of freedom: above 20.5 once in a thousand seeds
        assert!(chi_square < 20.5, "{chi_square}");
        assert_eq!(stream.below(1), 0);
        // 3 * 2^30: a quarter of all numbers is drawn again, and none beyond comes out
        assert!((0..1000).all(|_| stream.below(3 << 30) < 3 << 30));
        let upper = (0..3000)
            .filter(|_| stream.below(3 << 30) >= 2 << 30)
            .count();
        assert!((900..1100).contains(&upper), "{upper}");
    }

    #[test]
    fn shuffles_reach_every_order() {
        let mut stream = Stream::new("cards", &[1; 32]);
        let mut seen = std::collections::BTreeMap::new();
        for _ in 0..6000 {
            let mut items = [0, 1, 2];
            stream.shuffle(&mut items);
            *seen.entry(items).or_insert(0u32) += 1;
        }
        assert_eq!(seen.len(), 6);
        assert!(seen.values().all(|n| (850..1150).contains(n)), "{seen:?}");
    }
}
