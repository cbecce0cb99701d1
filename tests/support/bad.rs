//! Bad files, made and not stored: bombs, headers that lie, cuts, circles. And, for each refusal,
//! its code.

use flate2::{Compress, Compression, Crc, FlushCompress};

/// A file, and the codes that are fair for it; `ok` where it is sound in spite of its looks.
pub struct Bad {
    pub name: String,
    pub bytes: Vec<u8>,
    pub codes: &'static [&'static str],
}

const CUT: &[&str] = &["truncated", "malformed"];
const LARGE: &[&str] = &["too-large"];
const FRAMES: &[&str] = &["too-many-frames"];
const SOUND: &[&str] = &["ok"];
const BROKEN: &[&str] = &["malformed"];

macro_rules! vector {
    ($name:literal) => {
        include_bytes!(concat!("../vectors/images/", $name))
    };
}

/// Sound files that are cut and damaged.
pub const SOUND_FILES: [(&str, &[u8]); 14] = [
    ("baseline.jpg", vector!("jpeg-420-q30.jpg")),
    ("progressive.jpg", vector!("jpeg-progressive-420-q75.jpg")),
    ("cmyk.jpg", vector!("jpeg-cmyk-adobe0-q85.jpg")),
    ("restart.jpg", vector!("jpeg-restart-420-q75.jpg")),
    ("rgb.png", vector!("png-rgb8.png")),
    ("palette.png", vector!("png-palette4.png")),
    ("interlaced.png", vector!("png-rgb8-adam7.png")),
    ("still.gif", vector!("gif-static.gif")),
    ("animated.gif", vector!("gif-partial-frames-5.gif")),
    ("lossy.webp", vector!("webp-lossy-q40.webp")),
    ("lossless.webp", vector!("webp-lossless.webp")),
    ("animated.webp", vector!("webp-animated-4.webp")),
    ("rgb.bmp", vector!("bmp-rgb24.bmp")),
    ("lzw.tif", vector!("tiff-rgb-lzw.tif")),
];

pub fn zlib(data: &[u8]) -> Vec<u8> {
    let mut packer = Compress::new(Compression::best(), true);
    let mut out = Vec::with_capacity(data.len().min(1 << 20) + 1000);
    packer
        .compress_vec(data, &mut out, FlushCompress::Finish)
        .unwrap();
    assert_eq!(packer.total_in(), data.len() as u64);
    out
}

// PNG ------------------------------------------------------------------------------------------

pub fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = Crc::new();
    crc.update(name);
    crc.update(data);
    let length = (data.len() as u32).to_be_bytes();
    [&length, &name[..], data, &crc.sum().to_be_bytes()].concat()
}

pub fn ihdr(width: u32, height: u32, depth: u8, colour: u8, interlaced: u8) -> Vec<u8> {
    let [w, h] = [width, height].map(u32::to_be_bytes);
    chunk(
        b"IHDR",
        &[&w[..], &h, &[depth, colour, 0, 0, interlaced]].concat(),
    )
}

/// The chunks, with the signature and the end.
pub fn png(chunks: &[Vec<u8>]) -> Vec<u8> {
    let end = chunk(b"IEND", &[]);
    [&b"\x89PNG\r\n\x1a\n"[..], &chunks.concat(), &end].concat()
}

/// Grey of 8 bits that looks like noise.
fn grey_rows(width: usize, height: usize) -> Vec<u8> {
    let mut state = 7u32;
    let mut next = |i: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        // Each row begins with its filter, 0 for none.
        if i.is_multiple_of(width + 1) {
            0
        } else {
            (state >> 24) as u8
        }
    };
    (0..(width + 1) * height).map(&mut next).collect()
}

pub fn fctl(sequence: u32, width: u32, height: u32, x: u32) -> Vec<u8> {
    let numbers = [sequence, width, height, x, 0]
        .map(u32::to_be_bytes)
        .concat();
    chunk(b"fcTL", &[&numbers[..], &[0, 1, 0, 10, 0, 0]].concat())
}

pub fn actl(frames: u32) -> Vec<u8> {
    chunk(b"acTL", &[frames.to_be_bytes(), [0; 4]].concat())
}

pub fn fdat(sequence: u32, packed: &[u8]) -> Vec<u8> {
    chunk(b"fdAT", &[&sequence.to_be_bytes(), packed].concat())
}

fn pngs(add: &mut impl FnMut(&str, Vec<u8>, &'static [&'static str])) {
    let picture = zlib(&grey_rows(64, 64));
    let head = || ihdr(64, 64, 8, 0, 0);
    let idat = || chunk(b"IDAT", &picture);
    add("sound.png", png(&[head(), idat()]), SOUND);
    let bomb = zlib(&vec![0; 3751 * 30_000]);
    add(
        "bomb-30000.png",
        png(&[ihdr(30_000, 30_000, 1, 0, 0), chunk(b"IDAT", &bomb)]),
        LARGE,
    );
    add(
        "claims-max.png",
        png(&[ihdr(0x7fff_ffff, 0x7fff_ffff, 16, 6, 0), idat()]),
        LARGE,
    );
    for interlaced in 0..2 {
        let claims = ihdr(8000, 8000, 8, 6, interlaced);
        add("claims-8000.png", png(&[claims, idat()]), CUT);
    }
    add(
        "claims-more-rows.png",
        png(&[ihdr(64, 65, 8, 0, 0), idat()]),
        CUT,
    );
    add(
        "zero-width.png",
        png(&[ihdr(0, 64, 8, 0, 0), idat()]),
        BROKEN,
    );
    add(
        "odd-depth.png",
        png(&[ihdr(64, 64, 3, 0, 0), idat()]),
        BROKEN,
    );
    add(
        "no-palette.png",
        png(&[ihdr(64, 64, 8, 3, 0), idat()]),
        BROKEN,
    );
    add("no-pixels.png", png(&[head()]), CUT);
    add("head-only.png", b"\x89PNG\r\n\x1a\n".to_vec(), CUT);
    add("no-head.png", png(&[idat()]), BROKEN);
    let mut wrong = idat();
    let last = wrong.len() - 1;
    wrong[last] ^= 1;
    add("wrong-checksum.png", png(&[head(), wrong]), BROKEN);
    let profile = [&b"icc\0\0"[..], &zlib(&vec![0; 64 << 20])].concat();
    add(
        "icc-bomb.png",
        png(&[head(), chunk(b"iCCP", &profile), idat()]),
        SOUND,
    );
    let text = [&b"Comment\0\0"[..], &zlib(&vec![b'a'; 64 << 20])].concat();
    add(
        "text-bomb.png",
        png(&[head(), chunk(b"zTXt", &text), idat()]),
        SOUND,
    );
    add(
        "exif-20-mb.png",
        png(&[head(), chunk(b"eXIf", &vec![7; 20 << 20]), idat()]),
        SOUND,
    );
    let mut long = head();
    long.extend([0xff, 0xff, 0xff, 0xff]);
    long.extend(b"tEXt");
    add("endless-chunk.png", png(&[long, idat()]), CUT);
    let empty: Vec<Vec<u8>> = (0..100_000).map(|_| chunk(b"teSt", &[])).collect();
    add(
        "100000-chunks.png",
        png(&[head(), empty.concat(), idat()]),
        SOUND,
    );
    let scattered: Vec<Vec<u8>> = picture.chunks(1).map(|byte| chunk(b"IDAT", byte)).collect();
    add(
        "one-byte-chunks.png",
        png(&[head(), scattered.concat()]),
        SOUND,
    );

    let two = |claim: u32| {
        png(&[
            head(),
            actl(claim),
            fctl(0, 64, 64, 0),
            idat(),
            fctl(1, 64, 64, 0),
            fdat(2, &picture),
        ])
    };
    add("two.apng", two(2), SOUND);
    add(
        "claims-4-billion.apng",
        two(u32::MAX),
        &["ok", "truncated", "malformed"],
    );
    add(
        "claims-none.apng",
        two(0),
        &["ok", "truncated", "malformed"],
    );
    add("claims-one.apng", two(1), CUT);
    let outside = [
        head(),
        actl(2),
        fctl(0, 64, 64, 0),
        idat(),
        fctl(1, 64, 64, 1),
        fdat(2, &picture),
    ];
    add("frame-outside.apng", png(&outside), BROKEN);
    let giant = [
        head(),
        actl(2),
        fctl(0, 64, 64, 0),
        idat(),
        fctl(1, 1 << 30, 1 << 30, 0),
        fdat(2, &picture),
    ];
    add("giant-frame.apng", png(&giant), BROKEN);
    let without = [
        head(),
        actl(2),
        fctl(0, 64, 64, 0),
        idat(),
        fctl(1, 64, 64, 0),
    ];
    add("frame-without-pixels.apng", png(&without), CUT);
    let many: Vec<Vec<u8>> = (0..20_000).map(|i| fctl(i, 64, 64, 0)).collect();
    add(
        "20000-frames.apng",
        png(&[head(), actl(20_000), many.concat(), idat()]),
        FRAMES,
    );
    let wide = ihdr(4000, 4000, 1, 0, 0);
    let zeros = chunk(b"IDAT", &zlib(&vec![0; 501 * 4000]));
    let many: Vec<Vec<u8>> = (0..100).map(|i| fctl(i, 4000, 4000, 0)).collect();
    add(
        "100-large-frames.apng",
        png(&[wide, actl(100), many.concat(), zeros]),
        FRAMES,
    );
}

// GIF ------------------------------------------------------------------------------------------

pub fn gif_head(width: u16, height: u16) -> Vec<u8> {
    let [w, h] = [width, height].map(u16::to_le_bytes);
    [
        &b"GIF89a"[..],
        &w,
        &h,
        &[0x80, 0, 0, 0, 0, 0, 255, 255, 255],
    ]
    .concat()
}

/// A frame with these bytes of codes.
fn gif_frame(width: u16, height: u16, codes: &[u8]) -> Vec<u8> {
    let [w, h] = [width, height].map(u16::to_le_bytes);
    let mut frame = [&[0x2c, 0, 0, 0, 0][..], &w, &h, &[0, 2]].concat();
    for part in codes.chunks(255) {
        frame.push(part.len() as u8);
        frame.extend(part);
    }
    frame.push(0);
    frame
}

/// One pixel: clear, 0, end.
const ONE_PIXEL: &[u8] = &[0x44, 0x01];

fn gifs(add: &mut impl FnMut(&str, Vec<u8>, &'static [&'static str])) {
    let with = |frames: Vec<u8>, head: Vec<u8>| [head, frames, vec![0x3b]].concat();
    add(
        "one-pixel.gif",
        with(gif_frame(1, 1, ONE_PIXEL), gif_head(1, 1)),
        SOUND,
    );
    add(
        "claims-65535.gif",
        with(gif_frame(65535, 65535, ONE_PIXEL), gif_head(65535, 65535)),
        LARGE,
    );
    add(
        "claims-8000.gif",
        with(gif_frame(8000, 8000, ONE_PIXEL), gif_head(8000, 8000)),
        CUT,
    );
    add(
        "frame-beyond-screen.gif",
        with(gif_frame(65535, 65535, ONE_PIXEL), gif_head(8, 8)),
        &["truncated", "malformed", "too-much-memory"],
    );
    add(
        "endless.gif",
        with(gif_frame(1, 1, ONE_PIXEL).repeat(200_000), gif_head(1, 1)),
        FRAMES,
    );
    add(
        "3000-large-frames.gif",
        with(
            gif_frame(1, 1, ONE_PIXEL).repeat(3000),
            gif_head(1000, 1000),
        ),
        FRAMES,
    );
    add("no-frames.gif", with(Vec::new(), gif_head(8, 8)), CUT);
    add(
        "no-codes.gif",
        with(gif_frame(8, 8, &[]), gif_head(8, 8)),
        CUT,
    );
    add(
        "zero-size.gif",
        with(gif_frame(0, 0, ONE_PIXEL), gif_head(0, 0)),
        &["truncated", "malformed", "ok"],
    );
    let mut wide = gif_frame(8, 8, ONE_PIXEL);
    wide[10] = 200;
    add("200-bit-codes.gif", with(wide, gif_head(8, 8)), CUT);
    add(
        "codes-not-yet-known.gif",
        with(gif_frame(8, 8, &[0xfc, 0xff, 0xff, 0xff]), gif_head(8, 8)),
        CUT,
    );
    let comment = [
        &[0x21, 0xfe][..],
        &[&[255][..], &[b'x'; 255]].concat().repeat(80_000),
        &[0],
    ]
    .concat();
    add(
        "20-mb-comment.gif",
        with(
            [comment, gif_frame(1, 1, ONE_PIXEL)].concat(),
            gif_head(1, 1),
        ),
        SOUND,
    );
    add(
        "open-comment.gif",
        [gif_head(1, 1), vec![0x21, 0xfe, 255, 1]].concat(),
        CUT,
    );
    add("other-block.gif", with(vec![0x99; 50], gif_head(8, 8)), CUT);
}

// WebP -----------------------------------------------------------------------------------------

fn riff(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u32).to_le_bytes();
    let pad = vec![0; data.len() % 2];
    [&name[..], &length, data, &pad].concat()
}

fn webp(chunks: &[Vec<u8>]) -> Vec<u8> {
    let body = [&b"WEBP"[..], &chunks.concat()].concat();
    [&b"RIFF"[..], &(body.len() as u32).to_le_bytes(), &body].concat()
}

fn vp8x(flags: u8, width: u32, height: u32) -> Vec<u8> {
    let [w, h] = [width - 1, height - 1].map(u32::to_le_bytes);
    riff(b"VP8X", &[&[flags, 0, 0, 0], &w[..3], &h[..3]].concat())
}

fn webps(add: &mut impl FnMut(&str, Vec<u8>, &'static [&'static str])) {
    let lossy = &vector!("webp-lossy-q40.webp")[12..];
    let [w, h] = [[lossy[14], lossy[15]], [lossy[16], lossy[17]]].map(u16::from_le_bytes);
    let size = (u32::from(w & 0x3fff), u32::from(h & 0x3fff));
    let picture = || lossy.to_vec();
    let head = |flags| vp8x(flags, size.0, size.1);
    add("extended.webp", webp(&[head(0), picture()]), SOUND);
    add(
        "claims-16384.webp",
        webp(&[vp8x(0, 1 << 24, 1 << 24), picture()]),
        LARGE,
    );
    add(
        "claims-other-size.webp",
        webp(&[vp8x(0, 8000, 8000), picture()]),
        CUT,
    );
    let frame = [&[0; 6][..], &[0; 10], &picture()].concat();
    let frames: Vec<u8> = riff(b"ANMF", &[&[0; 16][..], b"none"].concat()).repeat(20_000);
    add(
        "20000-frames.webp",
        webp(&[vp8x(2, 8, 8), riff(b"ANIM", &[0; 6]), frames]),
        &["too-many-frames", "malformed"],
    );
    let frames: Vec<u8> = riff(b"ANMF", &frame).repeat(600);
    add(
        "600-large-frames.webp",
        webp(&[vp8x(2, 1000, 1000), riff(b"ANIM", &[0; 6]), frames]),
        FRAMES,
    );
    add(
        "frame-without-picture.webp",
        webp(&[
            vp8x(2, 8, 8),
            riff(b"ANIM", &[0; 6]),
            riff(b"ANMF", &[0; 16]),
        ]),
        CUT,
    );
    add("no-picture.webp", webp(&[head(0)]), CUT);
    add(
        "exif-20-mb.webp",
        webp(&[head(8), picture(), riff(b"EXIF", &vec![7; 20 << 20])]),
        SOUND,
    );
    add(
        "icc-20-mb.webp",
        webp(&[head(0x20), riff(b"ICCP", &vec![7; 20 << 20]), picture()]),
        SOUND,
    );
    let mut endless = head(8);
    endless.extend(b"EXIF\xff\xff\xff\xff");
    add("endless-exif.webp", webp(&[endless, picture()]), CUT);
    let mut short = webp(&[head(0), picture()]);
    short[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
    add("claims-4-gb.webp", short, CUT);
    add(
        "lossless-16384.webp",
        webp(&[riff(b"VP8L", &[0x2f, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0])]),
        LARGE,
    );
    add(
        "lossless-nothing.webp",
        webp(&[riff(b"VP8L", &[0x2f, 7, 0, 0, 0])]),
        CUT,
    );
    let mut first = picture();
    first[9..11].copy_from_slice(&[0xff, 0xff]);
    add("lossy-partition-beyond-end.webp", webp(&[first]), CUT);
}

// BMP ------------------------------------------------------------------------------------------

fn bmp(width: i32, height: i32, bits: u16, compression: u32, colours: u32, data: &[u8]) -> Vec<u8> {
    let mut file = [
        &b"BM"[..],
        &((54 + data.len()) as u32).to_le_bytes(),
        &[0; 4],
        &54u32.to_le_bytes(),
    ]
    .concat();
    for number in [40, width, height] {
        file.extend(number.to_le_bytes());
    }
    file.extend(1u16.to_le_bytes());
    file.extend(bits.to_le_bytes());
    for number in [compression, data.len() as u32, 0, 0, colours, 0] {
        file.extend(number.to_le_bytes());
    }
    file.extend(data);
    file
}

fn bmps(add: &mut impl FnMut(&str, Vec<u8>, &'static [&'static str])) {
    let data = grey_rows(80, 64);
    add("sound.bmp", bmp(24, 60, 24, 0, 0, &data), SOUND);
    add(
        "claims-60000.bmp",
        bmp(60_000, 60_000, 24, 0, 0, &data),
        LARGE,
    );
    add("claims-8000.bmp", bmp(8000, 8000, 24, 0, 0, &data), CUT);
    add(
        "claims-8000-upside-down.bmp",
        bmp(8000, -8000, 32, 0, 0, &data),
        CUT,
    );
    add(
        "claims-8000-packed.bmp",
        bmp(8000, 8000, 8, 1, 2, &data),
        CUT,
    );
    add("negative-width.bmp", bmp(-24, 60, 24, 0, 0, &data), BROKEN);
    add(
        "least-height.bmp",
        bmp(24, i32::MIN, 24, 0, 0, &data),
        &["malformed", "too-large"],
    );
    add(
        "zero-width.bmp",
        bmp(0, 60, 24, 0, 0, &data),
        &["malformed", "ok"],
    );
    add("no-bits.bmp", bmp(24, 60, 0, 0, 0, &data), BROKEN);
    add("17-bits.bmp", bmp(24, 60, 17, 0, 0, &data), BROKEN);
    add(
        "4-billion-colours.bmp",
        bmp(24, 60, 8, 0, u32::MAX, &data),
        &["truncated", "malformed", "ok"],
    );
    add("jpeg-within.bmp", bmp(24, 60, 0, 4, 0, &data), BROKEN);
}

// JPEG -----------------------------------------------------------------------------------------

fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u16 + 2).to_be_bytes();
    [&[0xff, marker][..], &length, data].concat()
}

/// EXIF of one directory whose entries are given, with the offset of the next.
fn exif(count: u16, entries: &[u8], next: u32) -> Vec<u8> {
    let head = b"Exif\0\0MM\0*\0\0\0\x08";
    [
        &head[..],
        &count.to_be_bytes(),
        entries,
        &next.to_be_bytes(),
    ]
    .concat()
}

fn jpegs(add: &mut impl FnMut(&str, Vec<u8>, &'static [&'static str])) {
    let sound = vector!("jpeg-420-q30.jpg");
    let with = |segments: &[u8]| [&sound[..2], segments, &sound[2..]].concat();
    let frame = sound
        .windows(2)
        .position(|marker| marker == [0xff, 0xc0])
        .unwrap();
    let changed = |at: usize, value: &[u8]| {
        let mut file = sound.to_vec();
        file[at..at + value.len()].copy_from_slice(value);
        file
    };
    add(
        "claims-65500.jpg",
        changed(frame + 5, &[0xff, 0xdc, 0xff, 0xdc]),
        LARGE,
    );
    add(
        "claims-8000.jpg",
        changed(frame + 5, &[0x1f, 0x40, 0x1f, 0x40]),
        CUT,
    );
    add("zero-width.jpg", changed(frame + 7, &[0, 0]), BROKEN);
    add(
        "zero-height.jpg",
        changed(frame + 5, &[0, 0]),
        &["malformed", "unsupported-format"],
    );
    add("no-components.jpg", changed(frame + 9, &[0]), BROKEN);
    add(
        "200-components.jpg",
        changed(frame + 9, &[200]),
        &["malformed", "truncated", "unsupported-format"],
    );
    add("sampling-15.jpg", changed(frame + 11, &[0xff]), BROKEN);
    add(
        "12-bits.jpg",
        changed(frame + 4, &[12]),
        &["malformed", "unsupported-format"],
    );
    add(
        "arithmetic.jpg",
        changed(frame + 1, &[0xc9]),
        &["malformed", "unsupported-format"],
    );
    add(
        "lossless.jpg",
        changed(frame + 1, &[0xc3]),
        &["malformed", "unsupported-format"],
    );
    let tables = sound
        .windows(2)
        .position(|marker| marker == [0xff, 0xc4])
        .unwrap();
    add(
        "too-many-codes.jpg",
        changed(tables + 5, &[255; 16]),
        BROKEN,
    );
    add("segment-of-length-0.jpg", with(&[0xff, 0xe1, 0, 0]), BROKEN);
    add(
        "segment-beyond-end.jpg",
        [&[0xff, 0xd8][..], &[0xff, 0xe1, 0xff, 0xff], b"Exif\0\0"].concat(),
        CUT,
    );
    add("no-frame.jpg", vec![0xff, 0xd8, 0xff, 0xd9], CUT);
    add(
        "two-frames.jpg",
        [&sound[..frame], &sound[frame..frame + 19], &sound[frame..]].concat(),
        &["malformed", "ok"],
    );
    add(
        "fill-bytes-1-mb.jpg",
        with(&vec![0xff; 1 << 20]),
        &["ok", "malformed"],
    );
    add(
        "exif-13-mb.jpg",
        with(&segment(0xe1, &[7; 65_533]).repeat(200)),
        SOUND,
    );
    add(
        "icc-13-mb.jpg",
        with(
            &segment(
                0xe2,
                &[&b"ICC_PROFILE\0\x01\xff"[..], &[7; 65_000]].concat(),
            )
            .repeat(200),
        ),
        SOUND,
    );
    add(
        "exif-circle.jpg",
        with(&segment(0xe1, &exif(0, &[], 8))),
        SOUND,
    );
    add(
        "exif-65535-entries.jpg",
        with(&segment(0xe1, &exif(0xffff, &[0; 12], 8))),
        SOUND,
    );
    let entry = [
        0x01, 0x12, 0, 3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    ];
    add(
        "exif-beyond-end.jpg",
        with(&segment(0xe1, &exif(1, &entry, 0xffff_ffff))),
        SOUND,
    );
    add(
        "comments-50000.jpg",
        with(&segment(0xfe, &[]).repeat(50_000)),
        SOUND,
    );
}

// TIFF -----------------------------------------------------------------------------------------

#[cfg(feature = "tiff")]
fn tiffs(add: &mut impl FnMut(&str, Vec<u8>, &'static [&'static str])) {
    use super::tiff::{Tiff, pages};
    let data = grey_rows(63, 64);
    let plain = || Tiff::new(false, (64, 64), 1, &[8]);
    add("sound.tif", plain().file(&data), SOUND);
    for (name, compression) in [
        ("plain", 1),
        ("lzw", 5),
        ("deflate", 8),
        ("packbits", 32773),
    ] {
        let large = Tiff::new(true, (8000, 8000), 1, &[8]).shorts(259, &[compression]);
        add(&format!("claims-8000-{name}.tif"), large.claim(&data), CUT);
    }
    add(
        "claims-max.tif",
        Tiff::new(false, (u32::MAX, u32::MAX), 2, &[16; 3]).claim(&data),
        LARGE,
    );
    let bomb = Tiff::new(false, (30_000, 30_000), 1, &[1]).shorts(259, &[8]);
    add(
        "bomb-30000.tif",
        bomb.claim(&zlib(&vec![0; 3750 * 30_000])),
        LARGE,
    );
    let mut circle = plain().file(&data);
    let at = circle.windows(4).rposition(|next| next == [0; 4]).unwrap();
    circle.copy_within(4..8, at);
    add("circle.tif", circle, BROKEN);
    add(
        "directory-beyond-end.tif",
        b"II*\0\xff\xff\xff\x7f".to_vec(),
        CUT,
    );
    add(
        "65535-entries.tif",
        [&b"II*\0\x08\0\0\0\xff\xff"[..], &[0; 65_535 * 12]].concat(),
        BROKEN,
    );
    let pixel = [1];
    let tiny: Vec<_> = (0..11_000)
        .map(|_| (Tiff::new(false, (1, 1), 1, &[8]), &pixel[..]))
        .collect();
    add("11000-pages.tif", pages(&tiny), FRAMES);
    // Smaller copies only, each with one entry: that it is one.
    let copy = |i: u32| {
        [
            &[1, 0, 254, 0, 4, 0, 1, 0, 0, 0, 1, 0, 0, 0][..],
            &(8 + (i + 1) * 18).to_le_bytes(),
        ]
        .concat()
    };
    let copies: Vec<u8> = (0..60_000).flat_map(copy).collect();
    add(
        "60000-copies.tif",
        [&b"II*\0\x08\0\0\0"[..], &copies].concat(),
        FRAMES,
    );
    add(
        "tile-of-4-billion.tif",
        plain().tiles(u32::MAX, u32::MAX).claim(&data),
        BROKEN,
    );
    add(
        "no-offsets.tif",
        plain().longs(273, &[]).claim(&data),
        SOUND,
    );
    add(
        "strip-beyond-end.tif",
        plain().longs(279, &[1]).strips(32).claim(&data),
        CUT,
    );
    add(
        "60000-samples.tif",
        plain().shorts(277, &[60_000]).claim(&data),
        CUT,
    );
    add(
        "lzw-noise.tif",
        plain().shorts(259, &[5]).claim(&data),
        &["malformed", "truncated", "ok"],
    );
    add(
        "deflate-noise.tif",
        plain().shorts(259, &[8]).claim(&data),
        CUT,
    );
}

/// Without the feature every TIFF is refused alike.
#[cfg(not(feature = "tiff"))]
fn tiffs(_: &mut impl FnMut(&str, Vec<u8>, &'static [&'static str])) {}

/// All of them.
pub fn files() -> Vec<Bad> {
    let mut files = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>, codes: &'static [&'static str]| {
        let name = name.to_owned();
        files.push(Bad { name, bytes, codes });
    };
    pngs(&mut add);
    gifs(&mut add);
    webps(&mut add);
    bmps(&mut add);
    jpegs(&mut add);
    tiffs(&mut add);
    let tiff = cfg!(feature = "tiff");
    for (name, sound) in SOUND_FILES
        .iter()
        .filter(|(name, _)| tiff || !name.ends_with("tif"))
    {
        for part in 1..16 {
            let end = sound.len() * part / 16;
            add(&format!("{part}-of-16-{name}"), sound[..end].to_vec(), CUT);
        }
        for end in [12, 20, 32] {
            add(
                &format!("{end}-bytes-of-{name}"),
                sound[..end].to_vec(),
                CUT,
            );
        }
    }
    files
}
