//! TIFF: the pages of a file, and their rows.
//!
//! A reader of our own, because the usual one knows no palettes and no 2 or 4 bits, and holds a
//! whole page. This one holds one row of tiles, and allocates nothing that the bytes of the file
//! could not fill. Read: grey, palette, RGB and CMYK of 8 and 16 bits (grey and palettes also of
//! 1, 2 and 4), in strips and tiles, interleaved or in planes; plain, LZW, Deflate and PackBits.
//! Everything else is named and refused: BigTIFF, JPEG and fax within TIFF, floating and signed
//! numbers, YCbCr and Lab, raw photographs.
//!
//! Each page is a frame. Smaller copies and masks are no pages.

mod ifd;
mod page;
mod unpack;

use super::{Format, Frame, ImageError, Limits, RowSink};
use ifd::{Broken, Directory, Order};
use page::{Colour, Page};
use unpack::unpack;

/// A file whose directories were read and checked; nothing is decoded yet.
#[derive(Debug)]
pub(super) struct Tiff<'a> {
    bytes: &'a [u8],
    pages: Vec<Page<'a>>,
}

impl<'a> Tiff<'a> {
    /// Reads all directories and checks what they claim.
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, ImageError> {
        let (order, mut next) = match bytes {
            [b'I', b'I', 42, 0, a, b, c, d, ..] => {
                (Order::Little, Order::Little.u32([*a, *b, *c, *d]))
            }
            [b'M', b'M', 0, 42, a, b, c, d, ..] => (Order::Big, Order::Big.u32([*a, *b, *c, *d])),
            _ => return Err(Broken::Short.into()),
        };
        let mut seen = Vec::new();
        let mut pages = Vec::new();
        let mut pixels = 0u64;
        while next != 0 {
            if seen.contains(&next) {
                return Err(Broken::Rule("its directories run in a circle").into());
            }
            seen.push(next);
            // Beyond the limit on frames, smaller copies and masks count too.
            limits.check_frames(seen.len() as u32, pixels)?;
            let directory = Directory::read(bytes, order, next)?;
            next = directory.next;
            if let Some(page) = Page::read(order, &directory).map_err(ImageError::from)? {
                limits.check_size(page.width, page.height)?;
                pixels += u64::from(page.width) * u64::from(page.height);
                pages.push(page);
                limits.check_frames(pages.len() as u32, pixels)?;
            }
        }
        if pages.is_empty() {
            return Err(ImageError::UnsupportedFormat {
                format: "TIFF without a full page",
            });
        }
        Ok(Self { bytes, pages })
    }

    /// Width, height and orientation of the first page.
    pub(super) fn first(&self) -> (u32, u32, u8) {
        let page = self.pages.first();
        page.map_or((0, 0, 1), |page| {
            (page.width, page.height, page.orientation)
        })
    }

    pub(super) fn page_count(&self) -> u32 {
        self.pages.len() as u32
    }

    /// Bytes of memory beside the file.
    pub(super) fn memory(&self) -> u64 {
        self.pages.iter().map(Page::memory).max().unwrap_or(0)
    }

    /// Decodes the picked pages.
    pub(super) fn decode(&self, picked: &[u32], sink: &mut dyn RowSink) -> Result<(), ImageError> {
        for (index, page) in (0..).zip(&self.pages) {
            if picked.contains(&index) {
                sink.start(Frame {
                    index,
                    width: page.width,
                    height: page.height,
                    orientation: page.orientation,
                    layout: page.colour.layout(),
                });
                rows(self.bytes, page, sink)?;
                while sink.again() {
                    rows(self.bytes, page, sink)?;
                }
            }
        }
        Ok(())
    }
}

/// One row of tiles after another.
fn rows(bytes: &[u8], page: &Page<'_>, sink: &mut dyn RowSink) -> Result<(), Broken> {
    let width = page.width as usize;
    let colours = usize::from(page.colour.samples());
    let planes = if page.planar {
        page.colour.samples()
    } else {
        1
    };
    let (across, down) = (u64::from(page.across()), u64::from(page.down()));
    let palette = Palette::new(page.colour);
    let band_rows = page.tile_height.min(page.height) as usize;
    // Made when the first tile was unpacked, which shows that the file can fill it.
    let mut band = Vec::new();
    let mut row = Vec::with_capacity(width * 3);
    for j in 0..down {
        let left = u64::from(page.height) - j * u64::from(page.tile_height);
        let rows = left.min(u64::from(page.tile_height)) as u32;
        for plane in 0..planes {
            for i in 0..across {
                let index = (u64::from(plane) * down + j) * across + i;
                let tile = unpack(page, page.tile(bytes, index)?, rows)?;
                let x = i as usize * page.tile_width as usize;
                let place = Place {
                    x,
                    plane: usize::from(plane),
                };
                band.resize(width * colours * band_rows, 0);
                spread(page, &tile, place, &mut band);
            }
        }
        for samples in band.chunks_exact(width * colours).take(rows as usize) {
            match page.colour {
                Colour::Grey | Colour::Rgb => sink.row(samples),
                Colour::WhiteIsZero => {
                    row.clear();
                    row.extend(samples.iter().map(|sample| 255 - sample));
                    sink.row(&row);
                }
                Colour::Palette(_) => {
                    row.clear();
                    row.extend(samples.iter().flat_map(|sample| palette.colour(*sample)));
                    sink.row(&row);
                }
                Colour::Cmyk => {
                    row.clear();
                    let inks = samples.as_chunks::<4>().0;
                    row.extend(inks.iter().flat_map(|inks| without_ink(*inks)));
                    sink.row(&row);
                }
            }
        }
    }
    Ok(())
}

/// Where a tile belongs in a row of tiles.
#[derive(Clone, Copy)]
struct Place {
    x: usize,
    plane: usize,
}

/// Writes the samples of a tile into the row of tiles, 8 bits each: of 16 bits the high byte,
/// fewer bits stretched to 0..=255 (places in a palette are left as they are).
fn spread(page: &Page<'_>, tile: &[u8], place: Place, band: &mut [u8]) {
    let colours = usize::from(page.colour.samples());
    let samples = usize::from(page.tile_samples());
    let width = page.width as usize;
    let columns = (page.tile_width as usize).min(width - place.x.min(width));
    let high = usize::from(page.order == Order::Little);
    let max = (1u16 << page.bits.min(8)) - 1;
    let stretch = match page.colour {
        Colour::Palette(_) => 1,
        _ => (255 / max) as u8,
    };
    let row_bytes = page.tile_row_bytes() as usize;
    let into = band.chunks_exact_mut(width * colours);
    for (from, to) in tile.chunks_exact(row_bytes.max(1)).zip(into) {
        let to = to.chunks_exact_mut(colours).skip(place.x).take(columns);
        let to = to.map(|pixel| pixel.get_mut(place.plane..).unwrap_or_default());
        match page.bits {
            8 => {
                for (pixel, to) in from.chunks_exact(samples).zip(to) {
                    to.iter_mut()
                        .zip(pixel)
                        .for_each(|(to, sample)| *to = *sample);
                }
            }
            16 => {
                for (pixel, to) in from.as_chunks::<2>().0.chunks_exact(samples).zip(to) {
                    for (to, sample) in to.iter_mut().zip(pixel) {
                        *to = sample.get(high).copied().unwrap_or_default();
                    }
                }
            }
            bits => {
                let mut at = 0;
                for to in to {
                    let byte = from.get(at / 8).copied().unwrap_or_default();
                    let sample = byte >> (8 - usize::from(bits) - at % 8) & max as u8;
                    if let Some(to) = to.first_mut() {
                        *to = sample * stretch;
                    }
                    at += usize::from(bits) * samples;
                }
            }
        }
    }
}

/// The colours of a palette, 8 bits a channel.
struct Palette(Vec<[u8; 3]>);

impl Palette {
    fn new(colour: Colour<'_>) -> Self {
        let Colour::Palette(table) = colour else {
            return Self(Vec::new());
        };
        let count = table.len() / 3;
        let high = |place: usize| (table.get(place).unwrap_or_default() >> 8) as u8;
        let colours = (0..count.min(256)).map(|i| [high(i), high(count + i), high(2 * count + i)]);
        Self(colours.collect())
    }

    fn colour(&self, place: u8) -> [u8; 3] {
        self.0.get(usize::from(place)).copied().unwrap_or_default()
    }
}

/// What is left of white light: `(255 - k) (255 - c) / 255`, rounded, as Pillow does it for the
/// reference vectors.
fn without_ink([c, m, y, k]: [u8; 4]) -> [u8; 3] {
    let light = 255 - u16::from(k);
    [c, m, y].map(|ink| (light - (u16::from(ink) * light + 127) / 255) as u8)
}

impl From<Broken> for ImageError {
    fn from(broken: Broken) -> Self {
        let format = Format::Tiff;
        match broken {
            Broken::Short => Self::Truncated { format },
            Broken::Rule(_) => Self::Malformed {
                format,
                source: Box::new(broken),
            },
        }
    }
}
