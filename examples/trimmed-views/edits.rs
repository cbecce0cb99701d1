//! Frames around pictures: what apps, players and people put there.

use crate::paint::Dice;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{ImageResult, Rgb, RgbImage};

/// A kind of frame.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Edit {
    /// Saved again, nothing else.
    None,
    /// The same width on all sides, in thousandths of the picture's shorter side.
    Border(u32),
    /// Above and below, each in thousandths of the picture's height.
    Letterbox(u32),
    /// Left and right, each in thousandths of the picture's width.
    Pillarbox(u32),
    /// A bar with signs on it above and another below.
    Bars,
    /// A telephone's screen: status bar, title, the picture across, buttons, text, navigation.
    Phone,
    /// A telephone's viewer: the picture in the middle of one colour, signs above and below.
    Viewer,
    /// A page on a desktop: tabs and address above, margins, text below.
    Page,
}

impl Edit {
    pub const ALL: [Self; 13] = [
        Self::None,
        Self::Border(10),
        Self::Border(20),
        Self::Border(50),
        Self::Border(100),
        Self::Letterbox(50),
        Self::Letterbox(150),
        Self::Pillarbox(50),
        Self::Pillarbox(150),
        Self::Bars,
        Self::Phone,
        Self::Viewer,
        Self::Page,
    ];

    pub fn name(self) -> String {
        let percent = |thousandths: u32| f64::from(thousandths) / 10.0;
        match self {
            Self::None => "none".into(),
            Self::Border(t) => format!("border {} %", percent(t)),
            Self::Letterbox(t) => format!("letterbox {} %", percent(t)),
            Self::Pillarbox(t) => format!("pillarbox {} %", percent(t)),
            Self::Bars => "screenshot: two bars".into(),
            Self::Phone => "screenshot: app".into(),
            Self::Viewer => "screenshot: viewer".into(),
            Self::Page => "screenshot: web page".into(),
        }
    }

    /// The edited picture.
    pub fn apply(self, picture: &RgbImage, seed: u64) -> RgbImage {
        let mut dice = Dice::new(seed ^ 0xED17);
        let (width, height) = picture.dimensions();
        let part = |side: u32, thousandths: u32| (side * thousandths / 1000).max(1);
        match self {
            Self::None => picture.clone(),
            Self::Border(t) => {
                let edge = part(width.min(height), t);
                framed(picture, [edge; 4], border_colour(&mut dice))
            }
            Self::Letterbox(t) => {
                let bar = part(height, t);
                framed(picture, [0, bar, 0, bar], box_colour(&mut dice))
            }
            Self::Pillarbox(t) => {
                let bar = part(width, t);
                framed(picture, [bar, 0, bar, 0], box_colour(&mut dice))
            }
            Self::Bars => bars(picture, &mut dice),
            Self::Phone => phone(picture, &mut dice),
            Self::Viewer => viewer(picture, &mut dice),
            Self::Page => page(picture, &mut dice),
        }
    }

    /// The edited picture as a file.
    pub fn file(self, picture: &RgbImage, seed: u64, quality: u8) -> ImageResult<Vec<u8>> {
        jpeg(&self.apply(picture, seed), quality)
    }
}

/// A JPEG of this quality.
pub fn jpeg(picture: &RgbImage, quality: u8) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(picture)?;
    Ok(bytes)
}

/// Black, white, or any colour.
fn border_colour(dice: &mut Dice) -> Rgb<u8> {
    match dice.below(4) {
        0 => Rgb([0; 3]),
        1 => Rgb([255; 3]),
        _ => Rgb(dice.colour(0.0, 255.0).map(|c| c as u8)),
    }
}

/// Black, mostly.
fn box_colour(dice: &mut Dice) -> Rgb<u8> {
    match dice.below(6) {
        0 => Rgb([255; 3]),
        1 => Rgb([16; 3]),
        _ => Rgb([0; 3]),
    }
}

/// With so much around it: left, top, right, bottom.
fn framed(picture: &RgbImage, [left, top, right, bottom]: [u32; 4], colour: Rgb<u8>) -> RgbImage {
    let (width, height) = picture.dimensions();
    let mut canvas = RgbImage::from_pixel(width + left + right, height + top + bottom, colour);
    imageops::replace(&mut canvas, picture, i64::from(left), i64::from(top));
    canvas
}

/// The picture as wide as that.
fn resized(picture: &RgbImage, width: u32) -> RgbImage {
    let height = (picture.height() * width + picture.width() / 2) / picture.width();
    imageops::resize(picture, width, height.max(1), FilterType::Triangle)
}

fn fill(canvas: &mut RgbImage, (x, y): (u32, u32), (w, h): (u32, u32), colour: Rgb<u8>) {
    let (width, height) = canvas.dimensions();
    for py in y.min(height)..(y + h).min(height) {
        for px in x.min(width)..(x + w).min(width) {
            canvas.put_pixel(px, py, colour);
        }
    }
}

/// A sign: a disc, a ring, a triangle or three strokes, `size` pixels high.
fn sign(canvas: &mut RgbImage, (x, y): (u32, u32), size: u32, colour: Rgb<u8>, kind: usize) {
    let middle = size as f32 / 2.0;
    for (dx, dy) in (0..size).flat_map(|dx| (0..size).map(move |dy| (dx, dy))) {
        let far = (dx as f32 + 0.5 - middle).hypot(dy as f32 + 0.5 - middle);
        let inside = match kind % 4 {
            0 => far < middle,
            1 => far < middle && far > middle * 0.7,
            2 => dx <= dy,
            _ => (dy * 5 / size).is_multiple_of(2),
        };
        if inside && x + dx < canvas.width() && y + dy < canvas.height() {
            canvas.put_pixel(x + dx, y + dy, colour);
        }
    }
}

/// A line of words, as wide as `w`.
fn words(
    canvas: &mut RgbImage,
    (x, y): (u32, u32),
    (w, h): (u32, u32),
    ink: Rgb<u8>,
    dice: &mut Dice,
) {
    let stroke = (h / 7).max(1);
    let mut at = x;
    while at + h < x + w {
        match dice.below(6) {
            0 => {}
            1 | 2 => {
                fill(canvas, (at, y), (stroke, h), ink);
                fill(canvas, (at, y + h / 2), (h / 2, stroke), ink);
            }
            3 => {
                fill(canvas, (at, y + h / 3), (h / 2, stroke), ink);
                fill(canvas, (at + h / 2, y + h / 3), (stroke, h * 2 / 3), ink);
            }
            _ => sign(canvas, (at, y + h / 3), h * 2 / 3, ink, 1),
        }
        at += h * 2 / 3 + stroke;
    }
}

/// Paper and ink of an app.
fn theme(dice: &mut Dice) -> (Rgb<u8>, Rgb<u8>) {
    match dice.below(5) {
        0 | 1 => (Rgb([255; 3]), Rgb([30; 3])),
        2 => (Rgb([0; 3]), Rgb([235; 3])),
        3 => (Rgb([18, 18, 20]), Rgb([225; 3])),
        _ => (Rgb([246, 247, 249]), Rgb([40, 50, 70])),
    }
}

/// A bar of one colour with signs, and a clock or a title.
fn bar(
    canvas: &mut RgbImage,
    y: u32,
    height: u32,
    (paper, ink): (Rgb<u8>, Rgb<u8>),
    dice: &mut Dice,
) {
    let width = canvas.width();
    fill(canvas, (0, y), (width, height), paper);
    let size = (height as f32 * dice.between(0.35, 0.55)) as u32;
    let top = y + (height - size) / 2;
    let pad = width / 40 + 2;
    words(canvas, (pad, top), (width * 3 / 10, size), ink, dice);
    for i in 1..=2 + dice.below(3) as u32 {
        let x = width.saturating_sub(pad + i * (size + pad));
        sign(canvas, (x, top), size, ink, dice.below(4));
    }
}

fn bars(picture: &RgbImage, dice: &mut Dice) -> RgbImage {
    let (_, height) = picture.dimensions();
    let above = (height as f32 * dice.between(0.05, 0.1)) as u32;
    let below = (height as f32 * dice.between(0.05, 0.1)) as u32;
    let (first, second) = (theme(dice), theme(dice));
    let mut canvas = framed(picture, [0, above, 0, below], first.0);
    bar(&mut canvas, 0, above, first, dice);
    bar(&mut canvas, above + height, below, second, dice);
    canvas
}

fn phone(picture: &RgbImage, dice: &mut Dice) -> RgbImage {
    let width = 540;
    let picture = resized(picture, width);
    let (paper, ink) = theme(dice);
    let status = if dice.below(2) == 0 {
        (paper, ink)
    } else {
        (Rgb([0; 3]), Rgb([240; 3]))
    };
    let (status_high, title_high) = (28 + dice.below(20) as u32, 60 + dice.below(30) as u32);
    let above = status_high + title_high;
    let at_least = above + picture.height() + 150;
    let mut canvas = RgbImage::from_pixel(width, at_least.max(1000), paper);
    bar(&mut canvas, 0, status_high, status, dice);
    sign(
        &mut canvas,
        (14, status_high + title_high / 4),
        title_high / 2,
        Rgb([120, 150, 190]),
        0,
    );
    let text = (14 + title_high, status_high + title_high / 4);
    words(&mut canvas, text, (200, 16), ink, dice);
    words(&mut canvas, (text.0, text.1 + 22), (140, 11), ink, dice);
    imageops::replace(&mut canvas, &picture, 0, i64::from(above));
    let mut y = above + picture.height() + 14;
    for i in 0..4 {
        sign(&mut canvas, (16 + i * 48, y), 26, ink, dice.below(4));
    }
    y += 44;
    for _ in 0..4 {
        if y + 90 < canvas.height() {
            let long = dice.between(200.0, 500.0) as u32;
            words(&mut canvas, (16, y), (long, 15), ink, dice);
        }
        y += 25;
    }
    let bottom = canvas.height() - 56;
    fill(&mut canvas, (0, bottom), (width, 1), Rgb([128; 3]));
    for i in 0..4 {
        sign(
            &mut canvas,
            (50 + i * 135, bottom + 15),
            26,
            ink,
            dice.below(4),
        );
    }
    canvas
}

fn viewer(picture: &RgbImage, dice: &mut Dice) -> RgbImage {
    let (width, height) = (540, 1140);
    let mut picture = resized(picture, width);
    if picture.height() > height {
        let fitting = width * height / picture.height();
        picture = resized(&picture, fitting);
    }
    let paper = box_colour(dice);
    let ink = if paper.0[0] > 128 {
        Rgb([20; 3])
    } else {
        Rgb([230; 3])
    };
    // Never over the picture: viewers let a tap hide what would lie there.
    let free = (height - picture.height()) / 2;
    let mut canvas = RgbImage::from_pixel(width, height, paper);
    let left = i64::from((width - picture.width()) / 2);
    imageops::replace(&mut canvas, &picture, left, i64::from(free));
    if free > 60 {
        bar(&mut canvas, 0, 32, (paper, ink), dice);
        for i in 0..3 {
            sign(
                &mut canvas,
                (60 + i * 180, height - 44),
                28,
                ink,
                dice.below(4),
            );
        }
    }
    canvas
}

fn page(picture: &RgbImage, dice: &mut Dice) -> RgbImage {
    let (width, height) = (1100, 720);
    let (paper, ink) = theme(dice);
    let chrome = [
        (Rgb([222, 225, 230]), Rgb([60; 3])),
        (Rgb([40, 42, 46]), Rgb([210; 3])),
    ];
    let chrome = chrome[dice.below(2)];
    let above = 36 + 44 + 20;
    let fitting = (dice.between(480.0, 800.0) as u32).min(560 * picture.width() / picture.height());
    let picture = resized(picture, fitting);
    let mut canvas = RgbImage::from_pixel(width, height, paper);
    bar(&mut canvas, 0, 36, chrome, dice);
    bar(&mut canvas, 36, 44, theme(dice), dice);
    let left = (width - picture.width()) / 2;
    imageops::replace(&mut canvas, &picture, i64::from(left), i64::from(above));
    let below = above + picture.height() + 12;
    for line in 0..2 {
        let y = below + line * 22;
        if y + 16 < height {
            words(
                &mut canvas,
                (left, y),
                (picture.width() * 3 / 4, 13),
                ink,
                dice,
            );
        }
    }
    canvas
}
