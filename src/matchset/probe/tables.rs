//! Which bits of a hash make up the token of each table.

use super::Probe;
use super::params::Params;
use super::stream::Stream;
use crate::hash256::PdqHash;

/// The tables of a set of parameters: disjoint choices of bit positions.
///
/// The numbers 0..=255 are shuffled (Fisher and Yates, from the last place down) by the SHA-256
/// stream of the parameters' seed, with the label `presend tables`; table `j` takes the places
/// `j k` to `j k + k - 1` of them. Bit `b` of a token is the hash bit at place `j k + b`.
///
/// The tables are disjoint on purpose: overlapping ones find a little more, and let somebody who
/// may ask often put a whole hash together.
#[derive(Debug, Clone)]
pub struct Tables {
    params: Params,
    positions: Vec<u8>,
}

impl Tables {
    /// Cuts the tables.
    pub fn new(params: &Params) -> Self {
        let mut positions: Vec<u8> = (0..=255).collect();
        Stream::new("presend tables", params.seed()).shuffle(&mut positions);
        positions.truncate(usize::from(params.token_bits()) * usize::from(params.tables()));
        Self {
            params: *params,
            positions,
        }
    }

    /// The parameters that they were cut for.
    pub fn params(&self) -> &Params {
        &self.params
    }

    /// The bit positions of each table, in the order of the token's bits, lowest first.
    pub fn positions(&self) -> impl Iterator<Item = &[u8]> {
        self.positions
            .chunks_exact(usize::from(self.params.token_bits()))
    }

    /// The token of a hash in one table; 0 beyond the last one.
    #[cfg(feature = "builder")]
    pub(in crate::matchset) fn token(&self, table: usize, hash: PdqHash) -> u64 {
        let bits = usize::from(self.params.token_bits());
        let positions = self.positions.get(table * bits..(table + 1) * bits);
        token(positions.unwrap_or_default(), hash)
    }

    /// The token of a hash in each table: what a list entry is stored under.
    pub fn tokens(&self, hash: PdqHash) -> impl Iterator<Item = Probe> {
        (0u8..)
            .zip(self.positions())
            .map(move |(table, positions)| Probe {
                table,
                token: token(positions, hash),
            })
    }
}

/// The bits of a hash at these positions, the first one lowest.
pub(super) fn token(positions: &[u8], hash: PdqHash) -> u64 {
    let bits = positions.iter().enumerate();
    bits.fold(0, |token, (place, position)| {
        token | u64::from(hash.bit(usize::from(*position))) << place
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matchset::probe::Profile;
    use sha2::{Digest, Sha256};

    fn tables(name: &str) -> Tables {
        let params = Profile::named(name).unwrap().params(Params::SEED).unwrap();
        Tables::new(&params)
    }

    #[test]
    fn tables_are_disjoint_and_full() {
        for profile in Profile::ALL {
            let tables = tables(profile.name);
            let mut seen = [false; 256];
            let mut count = 0;
            for positions in tables.positions() {
                assert_eq!(positions.len(), usize::from(profile.token_bits));
                for position in positions {
                    assert!(!std::mem::replace(&mut seen[usize::from(*position)], true));
                }
                count += 1;
            }
            assert_eq!(count, usize::from(profile.tables));
        }
    }

    /// The permutation, written a second time from the documentation alone, without [`Stream`].
    #[test]
    fn the_permutation_is_the_documented_one() {
        let mut words = Vec::new();
        for counter in 0..100u32 {
            let mut input = b"presend tables\0presend: which bits go where (1)".to_vec();
            input.extend(counter.to_le_bytes());
            for word in Sha256::digest(&input).chunks_exact(4) {
                words.push(u32::from_le_bytes(word.try_into().unwrap()));
            }
        }
        let mut words = words.into_iter();
        let mut permutation: Vec<u8> = (0..=255).collect();
        for place in (1..256u64).rev() {
            let n = place + 1;
            let number = words
                .by_ref()
                .map(u64::from)
                .find(|word| *word < (1 << 32) / n * n)
                .unwrap();
            permutation.swap(place as usize, (number % n) as usize);
        }
        assert_eq!(tables("standard").positions, permutation[..252]);
        assert_eq!(tables("strict").positions, permutation[..240]);
    }

    #[test]
    fn the_seed_decides() {
        let other = Profile::ALL[0].params([1; 32]).unwrap();
        assert_ne!(Tables::new(&other).positions, tables("standard").positions);
    }

    #[test]
    fn a_token_is_the_bits_of_its_table() {
        let tables = tables("standard");
        let mut bits = [false; 256];
        let third = tables.positions().nth(3).unwrap();
        bits[usize::from(third[0])] = true;
        bits[usize::from(third[27])] = true;
        let tokens: Vec<Probe> = tables.tokens(PdqHash::from_bits(&bits)).collect();
        let expected = [0, 0, 0, 1 | 1 << 27, 0, 0, 0, 0, 0];
        assert!(tokens.iter().map(|probe| probe.token).eq(expected));
        assert!(tokens.iter().map(|probe| probe.table).eq(0..9));
    }
}
