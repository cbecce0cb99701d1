//! MD5 (RFC 1321) and SHA-1 (FIPS 180-4), written for few bytes: devices download every one of them. The crates `md-5` and
//! `sha1`, which the tests hold them against, unroll their loops and take 2 kB more after brotli.

/// `2^32 |sin(i + 1)|`, rounded down.
const SINES: [u32; 64] = [
    0xd76a_a478,
    0xe8c7_b756,
    0x2420_70db,
    0xc1bd_ceee,
    0xf57c_0faf,
    0x4787_c62a,
    0xa830_4613,
    0xfd46_9501,
    0x6980_98d8,
    0x8b44_f7af,
    0xffff_5bb1,
    0x895c_d7be,
    0x6b90_1122,
    0xfd98_7193,
    0xa679_438e,
    0x49b4_0821,
    0xf61e_2562,
    0xc040_b340,
    0x265e_5a51,
    0xe9b6_c7aa,
    0xd62f_105d,
    0x0244_1453,
    0xd8a1_e681,
    0xe7d3_fbc8,
    0x21e1_cde6,
    0xc337_07d6,
    0xf4d5_0d87,
    0x455a_14ed,
    0xa9e3_e905,
    0xfcef_a3f8,
    0x676f_02d9,
    0x8d2a_4c8a,
    0xfffa_3942,
    0x8771_f681,
    0x6d9d_6122,
    0xfde5_380c,
    0xa4be_ea44,
    0x4bde_cfa9,
    0xf6bb_4b60,
    0xbebf_bc70,
    0x289b_7ec6,
    0xeaa1_27fa,
    0xd4ef_3085,
    0x0488_1d05,
    0xd9d4_d039,
    0xe6db_99e5,
    0x1fa2_7cf8,
    0xc4ac_5665,
    0xf429_2244,
    0x432a_ff97,
    0xab94_23a7,
    0xfc93_a039,
    0x655b_59c3,
    0x8f0c_cc92,
    0xffef_f47d,
    0x8584_5dd1,
    0x6fa8_7e4f,
    0xfe2c_e6e0,
    0xa301_4314,
    0x4e08_11a1,
    0xf753_7e82,
    0xbd3a_f235,
    0x2ad7_d2bb,
    0xeb86_d391,
];

/// How far each of four steps turns, by round.
const TURNS: [[u32; 4]; 4] = [
    [7, 12, 17, 22],
    [5, 9, 14, 20],
    [4, 11, 16, 23],
    [6, 10, 15, 21],
];

/// The message in blocks of sixteen words, with the padding that both have: a one, zeros, the length in bits.
fn blocks(
    bytes: &[u8],
    word: fn([u8; 4]) -> u32,
    length: [u8; 8],
    mut each: impl FnMut(&[u32; 16]),
) {
    let (whole, rest) = bytes.as_chunks::<64>();
    let mut tail = [[0u8; 64]; 2];
    let used = if rest.len() < 56 { 1 } else { 2 };
    let padded = rest.iter().chain(&[0x80]);
    for (to, from) in tail.as_flattened_mut().iter_mut().zip(padded) {
        *to = *from;
    }
    if let Some(end) = tail
        .get_mut(used - 1)
        .and_then(|block| block.last_chunk_mut())
    {
        *end = length;
    }
    for block in whole.iter().chain(tail.iter().take(used)) {
        let mut words = [0; 16];
        for (to, from) in words.iter_mut().zip(block.as_chunks().0) {
            *to = word(*from);
        }
        each(&words);
    }
}

/// 16 bytes, with zeros behind them.
pub(super) fn md5(bytes: &[u8]) -> [u8; 32] {
    let mut state = [0x6745_2301u32, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    let length = (bytes.len() as u64).wrapping_mul(8).to_le_bytes();
    blocks(bytes, u32::from_le_bytes, length, |words| {
        let [mut a, mut b, mut c, mut d] = state;
        for (i, sine) in SINES.iter().enumerate() {
            let round = i / 16;
            let (mixed, place) = match round {
                0 => (b & c | !b & d, i),
                1 => (d & b | !d & c, 5 * i + 1),
                2 => (b ^ c ^ d, 3 * i + 5),
                _ => (c ^ (b | !d), 7 * i),
            };
            let word = words.get(place % 16).copied().unwrap_or_default();
            let turn = TURNS.get(round).and_then(|turns| turns.get(i % 4));
            let sum = a.wrapping_add(mixed).wrapping_add(*sine).wrapping_add(word);
            let next = b.wrapping_add(sum.rotate_left(turn.copied().unwrap_or_default()));
            (a, b, c, d) = (d, next, b, c);
        }
        for (state, value) in state.iter_mut().zip([a, b, c, d]) {
            *state = state.wrapping_add(value);
        }
    });
    let [a, b, c, d] = state;
    bytes_of([a, b, c, d, 0], u32::to_le_bytes)
}

/// 20 bytes, with zeros behind them.
pub(super) fn sha1(bytes: &[u8]) -> [u8; 32] {
    let mut state = [
        0x6745_2301u32,
        0xefcd_ab89,
        0x98ba_dcfe,
        0x1032_5476,
        0xc3d2_e1f0,
    ];
    let length = (bytes.len() as u64).wrapping_mul(8).to_be_bytes();
    blocks(bytes, u32::from_be_bytes, length, |words| {
        let mut words = *words;
        let [mut a, mut b, mut c, mut d, mut e] = state;
        for i in 0..80usize {
            let word = |back: usize| words.get((i + 16 - back) % 16).copied().unwrap_or_default();
            let word = match i {
                0..16 => word(16),
                _ => (word(3) ^ word(8) ^ word(14) ^ word(16)).rotate_left(1),
            };
            if let Some(place) = words.get_mut(i % 16) {
                *place = word;
            }
            let (mixed, constant) = match i / 20 {
                0 => (b & c | !b & d, 0x5a82_7999u32),
                1 => (b ^ c ^ d, 0x6ed9_eba1),
                2 => (b & c | b & d | c & d, 0x8f1b_bcdc),
                _ => (b ^ c ^ d, 0xca62_c1d6),
            };
            let sum = a.rotate_left(5).wrapping_add(mixed).wrapping_add(e);
            let next = sum.wrapping_add(constant).wrapping_add(word);
            (a, b, c, d, e) = (next, a, b.rotate_left(30), c, d);
        }
        for (state, value) in state.iter_mut().zip([a, b, c, d, e]) {
            *state = state.wrapping_add(value);
        }
    });
    bytes_of(state, u32::to_be_bytes)
}

fn bytes_of(words: [u32; 5], bytes: fn(u32) -> [u8; 4]) -> [u8; 32] {
    let mut out = [0; 32];
    for (to, word) in out.as_chunks_mut().0.iter_mut().zip(words) {
        *to = bytes(word);
    }
    out
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use md5::Digest;

    /// Every length around the borders of blocks, and a few long ones.
    #[test]
    fn the_same_as_the_crates_for_every_length() {
        let bytes: Vec<u8> = (0..70_000u32)
            .map(|i| (i.wrapping_mul(i) >> 7) as u8)
            .collect();
        for length in (0..400).chain([4095, 4096, 4159, 70_000]) {
            let bytes = &bytes[..length];
            assert_eq!(md5(bytes)[..16], md5::Md5::digest(bytes)[..], "{length}");
            assert_eq!(sha1(bytes)[..20], sha1::Sha1::digest(bytes)[..], "{length}");
            assert_eq!(
                (md5(bytes)[16..].to_vec(), sha1(bytes)[20..].to_vec()),
                (vec![0; 16], vec![0; 12])
            );
        }
    }
}
