//! How many bits, tables and probes: the numbers that a manifest carries.

/// Parameters of a private match set, within the bounds that every device insists on.
///
/// The owner chooses them, the device obeys them: a value of this type has passed every bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Params {
    token_bits: u8,
    tables: u8,
    probes: u16,
    agree: u8,
    seed: [u8; 32],
}

/// Parameters that a device refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParamsError {
    /// Bits per token outside 16..=60.
    #[error("a token has 16 to 60 bits, these parameters say {found}; build the set again")]
    TokenBits {
        /// What the parameters say.
        found: u8,
    },
    /// Tables outside 1..=16.
    #[error("there are 1 to 16 tables, these parameters say {found}; build the set again")]
    Tables {
        /// What the parameters say.
        found: u8,
    },
    /// More bits in the tables than a hash has.
    #[error(
        "the tables share out at most 256 bits, these parameters ask for {found}; build the set again with fewer or narrower tables"
    )]
    Bits {
        /// Tables times bits per token.
        found: u32,
    },
    /// Probes outside 64..=4096.
    #[error("a check has 64 to 4096 probes, these parameters say {found}; build the set again")]
    Probes {
        /// What the parameters say.
        found: u16,
    },
    /// Neither one nor two tables must agree, or more than there are.
    #[error(
        "one or two tables must agree, and no more than there are; these parameters say {found}; build the set again"
    )]
    Agree {
        /// What the parameters say.
        found: u8,
    },
}

impl ParamsError {
    /// Stable kebab-case name of this refusal.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TokenBits { .. } => "bad-token-bits",
            Self::Tables { .. } => "bad-table-count",
            Self::Bits { .. } => "too-many-table-bits",
            Self::Probes { .. } => "bad-probe-count",
            Self::Agree { .. } => "bad-agree-count",
        }
    }
}

/// A named choice of parameters; DESIGN.md says what each costs and finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Profile {
    /// Its name, lower case.
    pub name: &'static str,
    /// Bits per token.
    pub token_bits: u8,
    /// Tables.
    pub tables: u8,
    /// Probes per check.
    pub probes: u16,
    /// Tables that must agree.
    pub agree: u8,
}

impl Profile {
    /// All profiles, the default first.
    pub const ALL: [Self; 5] = [
        Self::new("standard", 28, 9, 512, 2),
        Self::new("wide", 28, 9, 1024, 2),
        Self::new("compact", 28, 5, 1024, 2),
        Self::new("strict", 48, 5, 2048, 1),
        Self::new("strict-fast", 48, 5, 1024, 1),
    ];

    const fn new(name: &'static str, token_bits: u8, tables: u8, probes: u16, agree: u8) -> Self {
        Self {
            name,
            token_bits,
            tables,
            probes,
            agree,
        }
    }

    /// The profile of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.name == name)
    }

    /// Its parameters, with the tables of this seed.
    ///
    /// # Errors
    /// [`ParamsError`]; none of [`Self::ALL`] has one.
    pub fn params(self, seed: [u8; 32]) -> Result<Params, ParamsError> {
        Params::new(self.token_bits, self.tables, self.probes, self.agree, seed)
    }
}

impl Params {
    /// The seed of the tables where an owner has no reason to choose another: no number but words,
    /// so that everybody sees that it was not searched for. A seed is public.
    pub const SEED: [u8; 32] = *b"presend: which bits go where (1)";

    /// Checks the bounds: `token_bits` 16..=60, `tables` 1..=16, their product at most 256,
    /// `probes` 64..=4096, `agree` 1 or 2 and at most `tables`.
    ///
    /// # Errors
    /// [`ParamsError`], one variant a bound, in this order.
    pub fn new(
        token_bits: u8,
        tables: u8,
        probes: u16,
        agree: u8,
        seed: [u8; 32],
    ) -> Result<Self, ParamsError> {
        if !(16..=60).contains(&token_bits) {
            return Err(ParamsError::TokenBits { found: token_bits });
        }
        if !(1..=16).contains(&tables) {
            return Err(ParamsError::Tables { found: tables });
        }
        let found = u32::from(token_bits) * u32::from(tables);
        if found > 256 {
            return Err(ParamsError::Bits { found });
        }
        if !(64..=4096).contains(&probes) {
            return Err(ParamsError::Probes { found: probes });
        }
        if !(1..=2).contains(&agree) || agree > tables {
            return Err(ParamsError::Agree { found: agree });
        }
        Ok(Self {
            token_bits,
            tables,
            probes,
            agree,
            seed,
        })
    }

    /// Bits per token, 16..=60.
    pub fn token_bits(&self) -> u8 {
        self.token_bits
    }

    /// Number of tables, 1..=16.
    pub fn tables(&self) -> u8 {
        self.tables
    }

    /// Probes per check, 64..=4096: the same for every picture.
    pub fn probes(&self) -> u16 {
        self.probes
    }

    /// Tables that must agree before an entry is found: 1 or 2.
    pub fn agree(&self) -> u8 {
        self.agree
    }

    /// Seed of the permutation that the tables are cut from; public.
    pub fn seed(&self) -> &[u8; 32] {
        &self.seed
    }

    /// log2 of the expected number of listed entries that a check of an *unrelated* picture finds,
    /// in a set of `entries`, if hash bits were fair coins: `Q N 2^-k` where one table is enough,
    /// `Q^2/2 (1 - 1/L) N 2^-2k` where two must agree. Real hashes are a little less random; what
    /// was measured is in DESIGN.md.
    pub fn false_matches_log2(&self, entries: u64) -> f64 {
        let (k, q) = (f64::from(self.token_bits), f64::from(self.probes));
        let n = entries.max(1) as f64;
        match self.agree {
            1 => q.log2() + n.log2() - k,
            _ => {
                let pairs = q * q / 2.0 * (1.0 - 1.0 / f64::from(self.tables));
                pairs.log2() + n.log2() - 2.0 * k
            }
        }
    }

    /// log2 of the expected number of matches of one view of an unrelated picture, right or wrong, if hash bits
    /// were fair coins: [`false_matches_log2`](Self::false_matches_log2), and the noise of each of so many `parts`
    /// of a set (the index, and segments that add) that has so many `labels`. Noise is 40 bits, of which four must
    /// be a label that has a name; where two tables must agree, two values must be the same, where one is
    /// enough, 36 bits must be 0.
    pub fn with_noise_log2(&self, entries: u64, labels: usize, parts: usize) -> f64 {
        let q = f64::from(self.probes);
        let named = labels as f64 / 16.0;
        let noise = match self.agree {
            1 => q * named / 2f64.powi(36),
            _ => {
                let pairs = q * q / 2.0 * (1.0 - 1.0 / f64::from(self.tables));
                pairs * named / 2f64.powi(40)
            }
        };
        (2f64.powf(self.false_matches_log2(entries)) + noise * parts as f64).log2()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(k: u8, l: u8, q: u16, t: u8) -> Result<Params, ParamsError> {
        Params::new(k, l, q, t, Params::SEED)
    }

    #[test]
    fn every_profile_is_within_bounds() {
        for profile in Profile::ALL {
            let params = profile.params(Params::SEED).unwrap();
            assert_eq!(Profile::named(profile.name), Some(profile));
            assert_eq!(params.token_bits(), profile.token_bits);
            assert_eq!(params.tables(), profile.tables);
            assert_eq!(params.probes(), profile.probes);
            assert_eq!(params.agree(), profile.agree);
        }
        assert_eq!(Profile::named("Standard"), None);
    }

    #[test]
    fn each_bound_has_two_sides() {
        use ParamsError as E;
        assert!(new(16, 16, 64, 1).is_ok() && new(60, 4, 4096, 2).is_ok());
        assert_eq!(new(15, 1, 64, 1), Err(E::TokenBits { found: 15 }));
        assert_eq!(new(61, 1, 64, 1), Err(E::TokenBits { found: 61 }));
        assert_eq!(new(16, 0, 64, 1), Err(E::Tables { found: 0 }));
        assert_eq!(new(16, 17, 64, 1), Err(E::Tables { found: 17 }));
        assert_eq!(new(29, 9, 64, 1), Err(E::Bits { found: 261 }));
        assert_eq!(new(28, 9, 63, 2), Err(E::Probes { found: 63 }));
        assert_eq!(new(28, 9, 4097, 2), Err(E::Probes { found: 4097 }));
        assert_eq!(new(28, 9, 512, 0), Err(E::Agree { found: 0 }));
        assert_eq!(new(28, 9, 512, 3), Err(E::Agree { found: 3 }));
        assert_eq!(new(28, 1, 512, 2), Err(E::Agree { found: 2 }));
    }

    #[test]
    fn each_refusal_has_its_own_code() {
        let codes = [
            new(15, 1, 64, 1),
            new(16, 0, 64, 1),
            new(29, 9, 64, 1),
            new(28, 9, 63, 2),
            new(28, 9, 512, 3),
        ];
        let mut codes = codes.map(|refused| refused.unwrap_err().code());
        codes.sort_unstable();
        assert!(codes.windows(2).all(|pair| pair[0] != pair[1]));
        assert!(codes.iter().all(|code| code.contains('-')));
    }

    #[test]
    fn false_matches_as_worked_out_by_hand() {
        let standard = new(28, 9, 512, 2).unwrap();
        // 2^18 / 2 * 8/9 * 2^20 / 2^56, for 2^20 entries
        let by_hand = 17.0 + (8.0f64 / 9.0).log2() + 20.0 - 56.0;
        assert!((standard.false_matches_log2(1 << 20) - by_hand).abs() < 1e-9);
        let strict = new(48, 5, 2048, 1).unwrap();
        assert_eq!(strict.false_matches_log2(1 << 20), 11.0 + 20.0 - 48.0);
        // Two labels of sixteen, three parts: 2^18 / 2 * 8/9 pairs of values, each alike once in 2^40.
        let noise = 3.0 * 2f64.powi(17) * 8.0 / 9.0 / 8.0 / 2f64.powi(40);
        let both = (by_hand.exp2() + noise).log2();
        assert!((standard.with_noise_log2(1 << 20, 2, 3) - both).abs() < 1e-9);
        // One entry of `strict`: 2,048 questions, 2^-48 for the entry, 2^-36 / 8 for the noise of one part.
        let alone = 2048.0 * (2f64.powi(-48) + 2f64.powi(-39));
        assert!((strict.with_noise_log2(1, 2, 1) - alone.log2()).abs() < 1e-9);
    }
}
