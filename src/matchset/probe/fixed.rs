//! Logarithms in whole numbers, so that every machine orders probes alike.
//!
//! A *cost* is `-log2` of a probability in 1/1024 of a bit: costs add where probabilities
//! multiply. 1024 steps a bit is chosen: the error of a sum of 60 costs stays below 3 %.

/// Steps of a cost that halve the probability.
#[cfg(test)]
pub const BIT: u32 = 1 << 10;

/// `log2(x)` in 1/1024 of a bit, rounded down; 0 for 0. Squares the number ten times and asks
/// each time whether it has passed 2.
pub const fn log2(x: u32) -> u32 {
    let Some(whole) = x.checked_ilog2() else {
        return 0;
    };
    // 1 <= x / 2^whole < 2, with 31 places behind the point
    let mut rest = (x as u64) << (31 - whole);
    let mut result = whole;
    let mut step = 0;
    while step < 10 {
        rest = (rest * rest) >> 31;
        result <<= 1;
        if rest >> 32 != 0 {
            result |= 1;
            rest >>= 1;
        }
        step += 1;
    }
    result
}

/// The cost of the probability `part / whole`; that of `1 / whole` where `part` is 0.
pub const fn cost(part: u32, whole: u32) -> u32 {
    let part = if part == 0 { 1 } else { part };
    log2(whole).saturating_sub(log2(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_logarithm() {
        for x in (1..5000).chain([1 << 20, 999_999, 1_000_000, u32::MAX]) {
            let exact = f64::from(x).log2() * 1024.0;
            let found = f64::from(log2(x));
            assert!(
                found <= exact + 1e-6 && exact - found < 1.001,
                "{x}: {found}"
            );
        }
        assert_eq!(log2(0), 0);
    }

    #[test]
    fn costs_of_probabilities() {
        assert_eq!(cost(1, 1), 0);
        assert_eq!(cost(250_000, 1_000_000), 2 * BIT);
        assert_eq!(cost(0, 1024), 10 * BIT);
    }
}
