//! The bytes of one tile, decompressed.

use super::ifd::Broken;
use super::page::{Compression, Page};
use std::borrow::Cow;

/// The rows of a tile, as many as `rows`, each [`Page::tile_row_bytes`] long; samples of 16 bits
/// in the order of the file.
pub(super) fn unpack<'b>(
    page: &Page<'_>,
    packed: &'b [u8],
    rows: u32,
) -> Result<Cow<'b, [u8]>, Broken> {
    let needed = page.tile_row_bytes() * u64::from(rows);
    // Nothing is allocated that these bytes could not fill.
    if (packed.len() as u64).saturating_mul(page.compression.most()) < needed {
        return Err(Broken::Short);
    }
    let needed = usize::try_from(needed).map_err(|_| Broken::Short)?;
    let mut tile = match page.compression {
        Compression::None => Cow::Borrowed(packed.get(..needed).ok_or(Broken::Short)?),
        Compression::Lzw => Cow::Owned(lzw(packed, needed)?),
        Compression::Deflate => Cow::Owned(deflate(packed, needed)?),
        Compression::PackBits => Cow::Owned(pack_bits(packed, needed)?),
    };
    if page.differences {
        let row_bytes = page.tile_row_bytes() as usize;
        for row in tile.to_mut().chunks_exact_mut(row_bytes.max(1)) {
            add_up(page, row);
        }
    }
    Ok(tile)
}

fn lzw(packed: &[u8], needed: usize) -> Result<Vec<u8>, Broken> {
    // Files of before TIFF 6.0 pack their codes the other way round; they begin with 0 and an odd
    // byte, the others with the clear code, which is 256 in 9 bits.
    if matches!(packed, [0, second, ..] if second & 1 == 1) {
        return Err(Broken::Rule("its LZW codes are packed as before 1992"));
    }
    let order = weezl::BitOrder::Msb;
    let mut decoder = weezl::decode::Configuration::with_tiff_size_switch(order, 8)
        .with_yield_on_full_buffer(true)
        .build();
    let mut out = vec![0; needed];
    let (mut read, mut written) = (0, 0);
    while written < needed {
        let (Some(from), Some(to)) = (packed.get(read..), out.get_mut(written..)) else {
            return Err(Broken::Short);
        };
        let result = decoder.decode_bytes(from, to);
        read += result.consumed_in;
        written += result.consumed_out;
        match result.status {
            Err(_) => return Err(Broken::Rule("its LZW codes make no sense")),
            Ok(_) if result.consumed_in == 0 && result.consumed_out == 0 => {
                return Err(Broken::Short);
            }
            Ok(_) => {}
        }
    }
    Ok(out)
}

fn deflate(packed: &[u8], needed: usize) -> Result<Vec<u8>, Broken> {
    use flate2::{Decompress, FlushDecompress, Status};
    let mut out = vec![0; needed];
    let mut inflater = Decompress::new(true);
    loop {
        let (read, written) = (inflater.total_in() as usize, inflater.total_out() as usize);
        if written == needed {
            return Ok(out);
        }
        let (Some(from), Some(to)) = (packed.get(read..), out.get_mut(written..)) else {
            return Err(Broken::Short);
        };
        let status = inflater.decompress(from, to, FlushDecompress::Finish);
        let status = status.map_err(|_| Broken::Rule("its Deflate data make no sense"))?;
        let still =
            inflater.total_in() as usize == read && inflater.total_out() as usize == written;
        if (status == Status::StreamEnd || still) && inflater.total_out() < needed as u64 {
            return Err(Broken::Short);
        }
    }
}

/// Source: TIFF Revision 6.0, section 9.
fn pack_bits(packed: &[u8], needed: usize) -> Result<Vec<u8>, Broken> {
    let mut out = Vec::with_capacity(needed);
    let mut rest = packed;
    while out.len() < needed {
        let (head, tail) = rest.split_first().ok_or(Broken::Short)?;
        rest = match head.cast_signed() {
            -128 => tail,
            run @ ..0 => {
                let (value, tail) = tail.split_first().ok_or(Broken::Short)?;
                out.extend(std::iter::repeat_n(
                    *value,
                    1 + usize::from(run.unsigned_abs()),
                ));
                tail
            }
            literal => {
                let count = 1 + usize::from(literal.unsigned_abs());
                let (bytes, tail) = tail.split_at_checked(count).ok_or(Broken::Short)?;
                out.extend_from_slice(bytes);
                tail
            }
        };
    }
    out.truncate(needed);
    Ok(out)
}

/// Differences back to samples. Source: TIFF Revision 6.0, section 14.
fn add_up(page: &Page<'_>, row: &mut [u8]) {
    let samples = usize::from(page.tile_samples());
    if page.bits == 8 {
        let mut left = vec![0u8; samples];
        for pixel in row.chunks_exact_mut(samples.max(1)) {
            for (sample, left) in pixel.iter_mut().zip(&mut left) {
                *sample = sample.wrapping_add(*left);
                *left = *sample;
            }
        }
    } else {
        let mut left = vec![0u16; samples];
        for pixel in row.as_chunks_mut::<2>().0.chunks_exact_mut(samples.max(1)) {
            for (sample, left) in pixel.iter_mut().zip(&mut left) {
                *left = page.order.u16(*sample).wrapping_add(*left);
                *sample = page.order.bytes(*left);
            }
        }
    }
}
