//! Writes TIFF files of every form, plain pixels only.

/// One page to be written. Values of tags that are set twice: the last one counts.
#[derive(Clone)]
pub struct Tiff {
    big: bool,
    size: (u32, u32),
    bits: Vec<u16>,
    strip: u32,
    tile: Option<(u32, u32)>,
    planar: bool,
    tags: Vec<(u16, Kind, Vec<u32>)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Short,
    Long,
}

impl Tiff {
    /// `bits` holds the bits of each sample.
    pub fn new(big: bool, size: (u32, u32), photometric: u16, bits: &[u16]) -> Self {
        let tiff = Self {
            big,
            size,
            bits: bits.to_vec(),
            strip: size.1,
            tile: None,
            planar: false,
            tags: Vec::new(),
        };
        tiff.longs(256, &[size.0])
            .longs(257, &[size.1])
            .shorts(258, bits)
            .shorts(262, &[photometric])
            .shorts(277, &[bits.len() as u16])
    }

    pub fn shorts(mut self, tag: u16, values: &[u16]) -> Self {
        self.tags.retain(|(other, ..)| *other != tag);
        let values = values.iter().map(|value| u32::from(*value)).collect();
        self.tags.push((tag, Kind::Short, values));
        self
    }

    pub fn longs(mut self, tag: u16, values: &[u32]) -> Self {
        self.tags.retain(|(other, ..)| *other != tag);
        self.tags.push((tag, Kind::Long, values.to_vec()));
        self
    }

    pub fn strips(mut self, rows: u32) -> Self {
        self.strip = rows;
        self.longs(278, &[rows])
    }

    pub fn tiles(mut self, width: u32, height: u32) -> Self {
        self.tile = Some((width, height));
        self.longs(322, &[width]).longs(323, &[height])
    }

    pub fn planes(mut self) -> Self {
        self.planar = true;
        self.shorts(284, &[2])
    }

    /// The file of this page alone. `samples` are rows of interleaved samples, each beginning at
    /// a whole byte.
    pub fn file(self, samples: &[u8]) -> Vec<u8> {
        pages(&[(self, samples)])
    }

    /// As [`file`](Self::file), with the samples as the only strip or tile, whatever is claimed.
    pub fn claim(self, samples: &[u8]) -> Vec<u8> {
        let mut file = head(self.big);
        let at = file.len() as u32;
        file.extend(samples);
        let offset = [(if self.tile.is_some() { 324 } else { 273 }, at)];
        let length = [(
            if self.tile.is_some() { 325 } else { 279 },
            samples.len() as u32,
        )];
        let mut tiff = self;
        for (tag, value) in offset.into_iter().chain(length) {
            tiff = tiff.longs(tag, &[value]);
        }
        let start = file.len() as u32;
        tiff.directory(&mut file, 0);
        set_first(&mut file, tiff.big, start);
        file
    }

    /// The bytes of each strip or tile.
    fn chunks(&self, samples: &[u8]) -> Vec<Vec<u8>> {
        let (width, height) = (self.size.0 as usize, self.size.1 as usize);
        let pixel_bits: usize = self.bits.iter().map(|bits| usize::from(*bits)).sum();
        let row_bytes = (width * pixel_bits).div_ceil(8);
        if self.tile.is_none() && !self.planar {
            let strip = (row_bytes * self.strip as usize).max(1);
            return samples.chunks(strip).map(<[u8]>::to_vec).collect();
        }
        let bytes = usize::from(self.bits[0]) / 8;
        let (tile_width, tile_height) = self.tile.unwrap_or((self.size.0, self.strip));
        let (tile_width, tile_height) = (tile_width as usize, tile_height as usize);
        let planes: Vec<std::ops::Range<usize>> = match self.planar {
            true => (0..self.bits.len())
                .map(|i| i * bytes..(i + 1) * bytes)
                .collect(),
            false => std::iter::once(0..pixel_bits / 8).collect(),
        };
        let mut chunks = Vec::new();
        for plane in planes {
            for top in (0..height).step_by(tile_height) {
                for left in (0..width).step_by(tile_width) {
                    let mut chunk = Vec::new();
                    // The last strip ends with the picture, a tile never does.
                    let bottom = match self.tile {
                        Some(_) => top + tile_height,
                        None => (top + tile_height).min(height),
                    };
                    for y in top..bottom {
                        for x in left..left + tile_width {
                            let at = y * row_bytes + x * pixel_bits / 8;
                            let inside = x < width && y < height;
                            let pixel = if inside {
                                &samples[at..at + pixel_bits / 8]
                            } else {
                                &[99; 16]
                            };
                            chunk.extend(&pixel[plane.clone()]);
                        }
                    }
                    chunks.push(chunk);
                }
            }
        }
        chunks
    }

    fn u16(&self, value: u16) -> [u8; 2] {
        if self.big {
            value.to_be_bytes()
        } else {
            value.to_le_bytes()
        }
    }

    fn u32(&self, value: u32) -> [u8; 4] {
        if self.big {
            value.to_be_bytes()
        } else {
            value.to_le_bytes()
        }
    }

    /// Appends the directory; gives back where the offset of the next one is to be written.
    fn directory(&self, file: &mut Vec<u8>, next: u32) -> usize {
        let mut tags = self.tags.clone();
        tags.sort_by_key(|(tag, ..)| *tag);
        let mut outside = Vec::new();
        let outside_at = file.len() + 2 + tags.len() * 12 + 4;
        file.extend(self.u16(tags.len() as u16));
        for (tag, kind, values) in &tags {
            file.extend(self.u16(*tag));
            file.extend(self.u16(if *kind == Kind::Short { 3 } else { 4 }));
            file.extend(self.u32(values.len() as u32));
            let bytes: Vec<u8> = values
                .iter()
                .flat_map(|value| match kind {
                    Kind::Short => self.u16(*value as u16).to_vec(),
                    Kind::Long => self.u32(*value).to_vec(),
                })
                .collect();
            if bytes.len() <= 4 {
                file.extend(bytes.iter().chain(&[0; 4]).take(4));
            } else {
                file.extend(self.u32((outside_at + outside.len()) as u32));
                outside.extend(bytes);
            }
        }
        let at = file.len();
        file.extend(self.u32(next));
        file.extend(outside);
        at
    }
}

fn head(big: bool) -> Vec<u8> {
    if big {
        b"MM\0*\0\0\0\0".to_vec()
    } else {
        b"II*\0\0\0\0\0".to_vec()
    }
}

fn set_first(file: &mut [u8], big: bool, at: u32) {
    file[4..8].copy_from_slice(&if big {
        at.to_be_bytes()
    } else {
        at.to_le_bytes()
    });
}

/// A file of several pages; the byte order is that of the first.
pub fn pages(pages: &[(Tiff, &[u8])]) -> Vec<u8> {
    let big = pages[0].0.big;
    let mut file = head(big);
    let mut next_at = 4;
    for (page, samples) in pages {
        let (mut offsets, mut lengths) = (Vec::new(), Vec::new());
        for chunk in page.chunks(samples) {
            offsets.push(file.len() as u32);
            lengths.push(chunk.len() as u32);
            file.extend(chunk);
        }
        let (offset_tag, length_tag) = if page.tile.is_some() {
            (324, 325)
        } else {
            (273, 279)
        };
        let page = page
            .clone()
            .longs(offset_tag, &offsets)
            .longs(length_tag, &lengths);
        let start = page.u32(file.len() as u32);
        file[next_at..next_at + 4].copy_from_slice(&start);
        next_at = page.directory(&mut file, 0);
    }
    file
}
