//! Markers and their segments: everything in the file but the entropy-coded data.
//!
//! Source: ITU-T T.81, annex B; T.871 (JFIF) for APP0; Adobe technical note 5116 for APP14.

use super::JpegError;
use super::huffman::Code;

pub(super) const SOI: u8 = 0xd8;
pub(super) const EOI: u8 = 0xd9;
pub(super) const SOS: u8 = 0xda;
pub(super) const RST0: u8 = 0xd0;
pub(super) const RST7: u8 = 0xd7;

/// One component of the frame.
#[derive(Debug, Clone, Copy)]
pub(super) struct Component {
    pub id: u8,
    /// Sampling factors, 1 to 4.
    pub h: usize,
    pub v: usize,
    /// Number of its quantisation table, 0 to 3.
    pub quant: usize,
}

/// What the start-of-frame segment says.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    pub progressive: bool,
    pub width: usize,
    pub height: usize,
    pub components: Vec<Component>,
}

impl Frame {
    fn parse(marker: u8, segment: &[u8]) -> Result<Self, JpegError> {
        let progressive = match marker {
            0xc0 | 0xc1 => false,
            0xc2 => true,
            0xc3 | 0xc7 | 0xcb | 0xcf => return Err(JpegError::Unsupported("lossless JPEG")),
            0xc5 | 0xc6 | 0xcd | 0xce => return Err(JpegError::Unsupported("hierarchical JPEG")),
            _ => return Err(JpegError::Unsupported("arithmetic coding")),
        };
        let [precision, y1, y0, x1, x0, count, listed @ ..] = segment else {
            return Err(JpegError::Malformed("the frame header is too short"));
        };
        if *precision != 8 {
            return Err(JpegError::Unsupported("JPEG of other than 8 bits"));
        }
        let height = usize::from(u16::from_be_bytes([*y1, *y0]));
        let width = usize::from(u16::from_be_bytes([*x1, *x0]));
        if height == 0 {
            return Err(JpegError::Unsupported("a height given behind the picture"));
        }
        if width == 0 {
            return Err(JpegError::Malformed("the picture has no width"));
        }
        let (listed, rest) = listed.as_chunks::<3>();
        if listed.len() != usize::from(*count) || !rest.is_empty() || listed.is_empty() {
            return Err(JpegError::Malformed("the frame header has a wrong length"));
        }
        if listed.len() > 4 {
            return Err(JpegError::Unsupported("JPEG of more than 4 components"));
        }
        let components: Vec<Component> = listed
            .iter()
            .map(|&[id, sampling, quant]| Component {
                id,
                h: usize::from(sampling >> 4),
                v: usize::from(sampling & 15),
                quant: usize::from(quant),
            })
            .collect();
        let allowed = 1..=4;
        for (i, c) in components.iter().enumerate() {
            if !allowed.contains(&c.h) || !allowed.contains(&c.v) || c.quant > 3 {
                return Err(JpegError::Malformed("a component is out of range"));
            }
            if components.iter().take(i).any(|other| other.id == c.id) {
                return Err(JpegError::Malformed("two components have the same name"));
            }
        }
        Ok(Self {
            progressive,
            width,
            height,
            components,
        })
    }

    /// The largest sampling factors of all components.
    pub fn max_sampling(&self) -> (usize, usize) {
        let h = self.components.iter().map(|c| c.h).max().unwrap_or(1);
        let v = self.components.iter().map(|c| c.v).max().unwrap_or(1);
        (h, v)
    }

    /// Columns and rows of blocks of one component, those of padding left out.
    pub fn blocks(&self, component: &Component) -> (usize, usize) {
        let (h, v) = self.max_sampling();
        (
            (self.width * component.h).div_ceil(h).div_ceil(8),
            (self.height * component.v).div_ceil(v).div_ceil(8),
        )
    }
}

/// One component of a scan.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ScanComponent {
    /// Its position in [`Frame::components`].
    pub index: usize,
    /// Numbers of its Huffman tables, 0 to 3.
    pub dc: usize,
    pub ac: usize,
}

/// What the start-of-scan segment says.
#[derive(Debug, Clone)]
pub(super) struct Scan {
    pub components: Vec<ScanComponent>,
    pub start: usize,
    pub end: usize,
    pub high: u32,
    pub low: u32,
}

impl Scan {
    fn parse(segment: &[u8], frame: &Frame) -> Result<Self, JpegError> {
        const WRONG: JpegError = JpegError::Malformed("the scan header is wrong");
        let (&count, rest) = segment.split_first().ok_or(WRONG)?;
        let count = usize::from(count);
        let (listed, rest) = rest.split_at_checked(count * 2).ok_or(WRONG)?;
        let &[start, end, approximation] = rest else {
            return Err(WRONG);
        };
        if !(1..=4).contains(&count) {
            return Err(WRONG);
        }
        let mut components = Vec::with_capacity(count);
        let mut first_free = 0;
        for &[id, tables] in listed.as_chunks::<2>().0 {
            let index = frame.components.iter().position(|c| c.id == id);
            let component = ScanComponent {
                index: index.ok_or(WRONG)?,
                dc: usize::from(tables >> 4),
                ac: usize::from(tables & 15),
            };
            // Components come in the order of the frame, so none comes twice.
            if component.index < first_free || component.dc > 3 || component.ac > 3 {
                return Err(WRONG);
            }
            first_free = component.index + 1;
            components.push(component);
        }
        let mut scan = Self {
            components,
            start: usize::from(start),
            end: usize::from(end),
            high: u32::from(approximation >> 4),
            low: u32::from(approximation & 15),
        };
        if !frame.progressive {
            // These say nothing in a sequential frame, and some encoders leave them 0.
            (scan.start, scan.end, scan.high, scan.low) = (0, 63, 0, 0);
            return Ok(scan);
        }
        let spectral = if scan.start == 0 {
            scan.end == 0
        } else {
            scan.start <= scan.end && scan.end <= 63 && count == 1
        };
        let successive = scan.low <= 13 && (scan.high == 0 || scan.high == scan.low + 1);
        if spectral && successive {
            Ok(scan)
        } else {
            Err(WRONG)
        }
    }
}

/// Tables and parameters in force at one point of the file.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    /// In zigzag order.
    pub quant: [Option<[u16; 64]>; 4],
    pub dc: [Option<Code>; 4],
    pub ac: [Option<Code>; 4],
    /// MCUs between two restart markers; 0 for none.
    pub restart_interval: usize,
    pub frame: Option<Frame>,
    pub jfif: bool,
    /// The colour transform named by Adobe's segment.
    pub adobe: Option<u8>,
    /// EXIF orientation of the first EXIF segment.
    pub orientation: Option<u8>,
}

/// What the walk over the markers stopped at.
pub(super) enum Stop {
    /// A scan; the reader stands at its entropy-coded data.
    Scan(Scan),
    /// The end of the image.
    End,
}

/// Walks over the markers of one file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Markers<'a> {
    pub bytes: &'a [u8],
    pub position: usize,
}

impl<'a> Markers<'a> {
    /// Behind the start-of-image marker, which has to be there.
    pub fn open(bytes: &'a [u8]) -> Result<Self, JpegError> {
        match bytes {
            [0xff, SOI, ..] => Ok(Self { bytes, position: 2 }),
            [] | [0xff] => Err(JpegError::Truncated),
            _ => Err(JpegError::Malformed("no start-of-image marker")),
        }
    }

    /// The next marker, skipping what is in front of it: left-over entropy-coded data, fill bytes.
    pub fn next_marker(&mut self) -> Result<u8, JpegError> {
        loop {
            let ahead = self.bytes.get(self.position..).unwrap_or_default();
            let skip = find_ff(ahead).ok_or(JpegError::Truncated)?;
            match ahead.get(skip + 1) {
                None => return Err(JpegError::Truncated),
                Some(0xff) => self.position += skip + 1,
                Some(0x00) => self.position += skip + 2,
                Some(&marker) => {
                    self.position += skip + 2;
                    return Ok(marker);
                }
            }
        }
    }

    fn segment(&mut self) -> Result<&'a [u8], JpegError> {
        let ahead = self.bytes.get(self.position..).unwrap_or_default();
        let length = ahead.first_chunk().ok_or(JpegError::Truncated)?;
        let length = usize::from(u16::from_be_bytes(*length));
        if length < 2 {
            return Err(JpegError::Malformed("a segment is shorter than its length"));
        }
        let segment = ahead.get(2..length).ok_or(JpegError::Truncated)?;
        self.position += length;
        Ok(segment)
    }

    /// Takes in segments up to the next scan or the end of the image.
    pub fn advance(&mut self, state: &mut State) -> Result<Stop, JpegError> {
        loop {
            let marker = self.next_marker()?;
            match marker {
                // TEM, and restart markers behind the last interval of a scan.
                0x01 | RST0..=RST7 => continue,
                SOI => return Err(JpegError::Malformed("a picture begins inside a picture")),
                EOI => return Ok(Stop::End),
                0x02..=0xbf => return Err(JpegError::Malformed("a reserved marker")),
                _ => {}
            }
            let segment = self.segment()?;
            match marker {
                0xc4 => huffman_tables(segment, state)?,
                0xcc => return Err(JpegError::Unsupported("arithmetic coding")),
                0xc0..=0xcf => {
                    if state.frame.is_some() {
                        return Err(JpegError::Malformed("a second frame header"));
                    }
                    state.frame = Some(Frame::parse(marker, segment)?);
                }
                0xdb => quant_tables(segment, state)?,
                0xdd => match segment {
                    [a, b] => state.restart_interval = u16::from_be_bytes([*a, *b]).into(),
                    _ => return Err(JpegError::Malformed("the restart interval is wrong")),
                },
                0xdc => return Err(JpegError::Unsupported("a height given behind the picture")),
                0xde | 0xdf => return Err(JpegError::Unsupported("hierarchical JPEG")),
                SOS => {
                    let frame = state.frame.as_ref();
                    let frame = frame.ok_or(JpegError::Malformed("a scan without a frame"))?;
                    return Ok(Stop::Scan(Scan::parse(segment, frame)?));
                }
                0xe0 => state.jfif |= segment.starts_with(b"JFIF\0"),
                0xe1 => {
                    if let Some(exif) = segment.strip_prefix(b"Exif\0\0") {
                        let turn = ::image::metadata::Orientation::from_exif_chunk(exif);
                        let orientation = turn.map_or(1, |turn| turn.to_exif());
                        state.orientation.get_or_insert(orientation);
                    }
                }
                0xee => {
                    if let [
                        b'A',
                        b'd',
                        b'o',
                        b'b',
                        b'e',
                        _,
                        _,
                        _,
                        _,
                        _,
                        _,
                        transform,
                        ..,
                    ] = segment
                    {
                        state.adobe = Some(*transform);
                    }
                }
                // Other APPn, COM, reserved ones with a length.
                _ => {}
            }
        }
    }
}

/// Position of the first 0xff.
pub(super) fn find_ff(bytes: &[u8]) -> Option<usize> {
    // Whole words first: the compiler turns the inner test into vector instructions.
    let (words, _) = bytes.as_chunks::<32>();
    let clean = words
        .iter()
        .take_while(|word| word.iter().fold(0, |all, b| all | u8::from(*b == 0xff)) == 0)
        .count();
    let rest = bytes.get(clean * 32..)?;
    rest.iter()
        .position(|b| *b == 0xff)
        .map(|at| clean * 32 + at)
}

fn quant_tables(mut segment: &[u8], state: &mut State) -> Result<(), JpegError> {
    const WRONG: JpegError = JpegError::Malformed("a quantisation table is wrong");
    while let Some((&head, rest)) = segment.split_first() {
        let slot = state.quant.get_mut(usize::from(head & 15)).ok_or(WRONG)?;
        let mut table = [0u16; 64];
        segment = match head >> 4 {
            0 => {
                let (values, rest) = rest.split_first_chunk::<64>().ok_or(WRONG)?;
                table = values.map(u16::from);
                rest
            }
            1 => {
                let (values, rest) = rest.split_first_chunk::<128>().ok_or(WRONG)?;
                for (entry, value) in table.iter_mut().zip(values.as_chunks::<2>().0) {
                    *entry = u16::from_be_bytes(*value);
                }
                rest
            }
            _ => return Err(WRONG),
        };
        *slot = Some(table);
    }
    Ok(())
}

fn huffman_tables(mut segment: &[u8], state: &mut State) -> Result<(), JpegError> {
    const WRONG: JpegError = JpegError::Malformed("a Huffman table is wrong");
    while let Some((&head, rest)) = segment.split_first() {
        let (counts, rest) = rest.split_first_chunk::<16>().ok_or(WRONG)?;
        let total = counts.iter().map(|n| usize::from(*n)).sum();
        let (symbols, rest) = rest.split_at_checked(total).ok_or(WRONG)?;
        let tables = match head >> 4 {
            0 => &mut state.dc,
            1 => &mut state.ac,
            _ => return Err(WRONG),
        };
        let slot = tables.get_mut(usize::from(head & 15)).ok_or(WRONG)?;
        *slot = Some(Code::new(counts, symbols).ok_or(WRONG)?);
        segment = rest;
    }
    Ok(())
}
