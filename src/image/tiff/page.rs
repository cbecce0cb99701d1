//! One page of a TIFF file: what its directory says of its pixels, checked.
//!
//! Source: TIFF Revision 6.0, sections 3 to 8, 13 to 16; Adobe's technical notes for Deflate.

use super::ifd::{Broken, Directory, Order, Values};
use crate::image::{ImageError, Layout};

/// What the samples of a pixel mean.
#[derive(Debug, Clone, Copy)]
pub(super) enum Colour<'a> {
    /// One sample; 0 is black.
    Grey,
    /// One sample; 0 is white.
    WhiteIsZero,
    /// Three samples.
    Rgb,
    /// One sample, a place in three tables of 16 bits, one after another.
    Palette(Values<'a>),
    /// Four samples of ink; 0 is none.
    Cmyk,
}

impl Colour<'_> {
    /// Samples a pixel without extra ones, such as alpha.
    pub(super) fn samples(self) -> u16 {
        match self {
            Self::Grey | Self::WhiteIsZero | Self::Palette(_) => 1,
            Self::Rgb => 3,
            Self::Cmyk => 4,
        }
    }

    pub(super) fn layout(self) -> Layout {
        match self {
            Self::Grey | Self::WhiteIsZero => Layout::Grey,
            Self::Rgb | Self::Palette(_) | Self::Cmyk => Layout::Rgb,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    None,
    Lzw,
    Deflate,
    PackBits,
}

impl Compression {
    /// Upper bound of bytes out for a byte in: Deflate 1032, LZW 4096 for a code of 12 bits and
    /// more, PackBits 128 for two.
    pub(super) fn most(self) -> u64 {
        match self {
            Self::None => 1,
            Self::Lzw => 4096,
            Self::Deflate => 1032,
            Self::PackBits => 64,
        }
    }
}

/// A page whose numbers make sense. Strips are tiles as wide as the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page<'a> {
    pub(super) order: Order,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) orientation: u8,
    pub(super) bits: u8,
    /// Samples a pixel, extra ones such as alpha included.
    pub(super) samples: u16,
    pub(super) colour: Colour<'a>,
    pub(super) compression: Compression,
    /// Whether each sample is the difference to the one on its left.
    pub(super) differences: bool,
    /// Whether each sample has tiles of its own.
    pub(super) planar: bool,
    pub(super) tile_width: u32,
    pub(super) tile_height: u32,
    offsets: Values<'a>,
    lengths: Values<'a>,
}

impl<'a> Page<'a> {
    /// `None` for what is no page of its own: a smaller copy, or a mask.
    pub(super) fn read(order: Order, directory: &Directory<'a>) -> Result<Option<Self>, ReadError> {
        let number = |tag, default| directory.number(tag, default);
        if number(254, 0)? & 0b101 != 0 {
            return Ok(None);
        }
        if directory.find(50706)?.is_some() {
            return Err(ReadError::Unsupported("a raw photograph (DNG)"));
        }
        let (width, height) = (number(256, 0)?, number(257, 0)?);
        if width == 0 || height == 0 {
            return Err(rule("a page has no width or no height"));
        }
        let samples = u16::try_from(number(277, 1)?).map_err(|_| rule("too many samples"))?;
        let bits = directory.find(258)?;
        let depth = bits.and_then(|bits| bits.get(0)).unwrap_or(1);
        if bits.is_some_and(|bits| !bits.all(depth)) {
            return Err(ReadError::Unsupported("TIFF with samples of several sizes"));
        }
        let colour = match number(262, u32::MAX)? {
            0 => Colour::WhiteIsZero,
            1 => Colour::Grey,
            2 => Colour::Rgb,
            3 => Colour::Palette(directory.find(320)?.ok_or_else(|| rule("no palette"))?),
            5 if number(332, 1)? == 1 => Colour::Cmyk,
            _ => return Err(ReadError::Unsupported("TIFF in a rare colour space")),
        };
        if samples < colour.samples() {
            return Err(rule("a page has too few samples for its colours"));
        }
        let formats = directory.find(339)?;
        if formats.is_some_and(|formats| !formats.all(1)) {
            return Err(ReadError::Unsupported(
                "TIFF with signed or floating numbers",
            ));
        }
        let bits = match (depth, colour) {
            (1 | 2 | 4 | 8, Colour::Palette(table)) if table.len() >= 3 << depth => depth as u8,
            (1 | 2 | 4 | 8, Colour::Palette(_)) => return Err(rule("a palette is too short")),
            (1 | 2 | 4 | 8 | 16, Colour::Grey | Colour::WhiteIsZero) => depth as u8,
            (8 | 16, Colour::Rgb | Colour::Cmyk) => depth as u8,
            _ => return Err(ReadError::Unsupported("TIFF with a rare number of bits")),
        };
        let compression = match number(259, 1)? {
            1 => Compression::None,
            5 => Compression::Lzw,
            8 | 32946 => Compression::Deflate,
            32773 => Compression::PackBits,
            2..=4 => return Err(ReadError::Unsupported("TIFF of a fax")),
            6 | 7 => return Err(ReadError::Unsupported("JPEG within TIFF")),
            _ => return Err(ReadError::Unsupported("TIFF with a rare compression")),
        };
        let differences = match number(317, 1)? {
            1 => false,
            2 if bits >= 8 => true,
            _ => return Err(ReadError::Unsupported("TIFF with a rare predictor")),
        };
        if number(266, 1)? != 1 {
            return Err(ReadError::Unsupported(
                "TIFF with its bits the other way round",
            ));
        }
        let planar = number(284, 1)? == 2 && samples > 1;
        let tiled = directory.find(322)?.is_some();
        let (tile_width, tile_height, offsets, lengths) = match tiled {
            true => (number(322, 0)?, number(323, 0)?, 324, 325),
            false => (width, number(278, height)?.min(height), 273, 279),
        };
        let orientation = number(274, 1)?;
        let page = Self {
            order,
            width,
            height,
            orientation: if (1..=8).contains(&orientation) {
                orientation as u8
            } else {
                1
            },
            bits,
            samples,
            colour,
            compression,
            differences,
            planar,
            tile_width,
            tile_height,
            offsets: directory.find(offsets)?.ok_or_else(|| rule("no pixels"))?,
            lengths: directory.find(lengths)?.ok_or_else(|| rule("no pixels"))?,
        };
        page.check_tiles()?;
        Ok(Some(page))
    }

    fn check_tiles(&self) -> Result<(), ReadError> {
        if self.tile_width == 0 || self.tile_height == 0 {
            return Err(rule("a tile has no width or no height"));
        }
        // A tile may reach over the page's edge, but by no more than rounding up explains.
        if self.tile_width > self.width.saturating_add(1024)
            || self.tile_height > self.height.saturating_add(1024)
        {
            return Err(rule("a tile is much larger than its page"));
        }
        let planes = if self.planar {
            u64::from(self.samples)
        } else {
            1
        };
        let tiles = u64::from(self.across()) * u64::from(self.down()) * planes;
        if (self.offsets.len() as u64) < tiles || (self.lengths.len() as u64) < tiles {
            return Err(ReadError::Broken(Broken::Short));
        }
        Ok(())
    }

    /// Tiles from left to right.
    pub(super) fn across(&self) -> u32 {
        self.width.div_ceil(self.tile_width)
    }

    /// Tiles from top to bottom.
    pub(super) fn down(&self) -> u32 {
        self.height.div_ceil(self.tile_height)
    }

    /// Samples a pixel within one tile.
    pub(super) fn tile_samples(&self) -> u16 {
        if self.planar { 1 } else { self.samples }
    }

    /// Bytes of one row of a tile; rows begin at whole bytes.
    pub(super) fn tile_row_bytes(&self) -> u64 {
        let bits = u64::from(self.tile_width) * u64::from(self.bits);
        (bits * u64::from(self.tile_samples())).div_ceil(8)
    }

    /// Bytes that decoding takes beside the file: one unpacked tile, and one row of tiles as
    /// samples of 8 bits.
    pub(super) fn memory(&self) -> u64 {
        let rows = u64::from(self.tile_height.min(self.height));
        let tile = match self.compression {
            Compression::None if !self.differences => 0,
            _ => self.tile_row_bytes() * u64::from(self.tile_height),
        };
        let row = u64::from(self.width) * u64::from(self.colour.samples()) * rows;
        tile.saturating_add(row)
    }

    /// Where the bytes of a tile are in the file.
    pub(super) fn tile<'b>(&self, bytes: &'b [u8], index: u64) -> Result<&'b [u8], Broken> {
        let index = usize::try_from(index).map_err(|_| Broken::Short)?;
        let offset = self.offsets.get(index).ok_or(Broken::Short)? as usize;
        let length = self.lengths.get(index).ok_or(Broken::Short)? as usize;
        let tile = bytes.get(offset..).and_then(|from| from.get(..length));
        tile.ok_or(Broken::Short)
    }
}

/// Why a directory describes no page that can be decoded.
pub(super) enum ReadError {
    Broken(Broken),
    Unsupported(&'static str),
}

fn rule(what: &'static str) -> ReadError {
    ReadError::Broken(Broken::Rule(what))
}

impl From<Broken> for ReadError {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken)
    }
}

impl From<ReadError> for ImageError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Broken(broken) => broken.into(),
            ReadError::Unsupported(format) => Self::UnsupportedFormat { format },
        }
    }
}
