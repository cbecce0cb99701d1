//! Where the frame ends and the picture begins.
//!
//! A frame is made of bars: lines that have one and the same colour from end to end. A bar may be
//! interrupted by what is written on it, as long as its colour comes back; another bar may follow.
//! The first line of the picture is where most of the line leaves the colour of the last bar.
//!
//! All numbers were chosen on the tuning pictures of `examples/trimmed-views` in November 2026 and
//! measured on others; see DESIGN.md.

use super::Inner;
use super::strips::{Lines, STRIPS, Strips};
use core::ops::Range;

/// Grey levels that the means of a bar's pieces may be away from its colour: those of most pieces,
/// and those of nearly all.
#[derive(Clone, Copy)]
struct Tolerance {
    most: u8,
    /// How many are most, in hundredths.
    share: usize,
    all: u8,
}

/// Bars are painted, so that the cosine transform leaves them as they are, but for the ripples of
/// what is written on them. A narrow one is full of the ripples of the picture.
const TOLERANCES: [Tolerance; 3] = [
    Tolerance {
        most: 0,
        share: 75,
        all: 6,
    },
    Tolerance {
        most: 1,
        share: 60,
        all: 6,
    },
    Tolerance {
        most: 4,
        share: 75,
        all: 12,
    },
];

/// Lines of the widest bar that is called narrow, in pixels: ripples reach no further than their
/// block of 8.
const NARROW: usize = 16;

/// Grey levels between bars of the same colour.
const SAME: u8 = 1;

/// The most of a side that a frame takes from each end, in hundredths.
const MOST: usize = 75;

/// The most of a side that lies empty between what is written on a frame and the picture, in
/// hundredths.
const MARGIN: usize = 6;

/// The least of a side that both ends have to lose together for a view of its own, in thousandths;
/// with less, the picture is found by its stored view.
const LEAST: usize = 6;

/// Neither side of an inner picture is shorter, in pixels.
const MIN_INNER: usize = 64;

/// The inner picture, where there is a frame around one.
pub fn find(strips: &Strips) -> Option<Inner> {
    let (width, height) = (strips.columns.count(), strips.rows.count());
    let whole = Inner::whole(width, height);
    // Bars from edge to edge of the whole picture.
    let mut bars = Vec::new();
    let mut inner = Inner {
        columns: middle(&strips.columns, &whole.columns, &whole.rows, &[], &mut bars),
        rows: middle(&strips.rows, &whole.rows, &whole.columns, &[], &mut bars),
    };
    // Where an app has put the picture on its ground, there are margins of the same colour. Any
    // other colour is the picture's own ground, and so is that beside a letterbox: margins of the
    // bars' colour would have been bars from edge to edge.
    if bars.iter().any(|bar| bar.is_written) {
        for _ in 0..2 {
            let known: Vec<u8> = bars.iter().map(|bar| bar.colour).collect();
            let Inner { columns, rows } = &mut inner;
            *columns = middle(&strips.columns, columns, rows, &known, &mut bars);
            *rows = middle(&strips.rows, rows, columns, &known, &mut bars);
        }
    }
    let lost = |inner: usize, whole: usize| (whole - inner) * 1000 >= LEAST * whole;
    let framed = lost(inner.width(), width) || lost(inner.height(), height);
    (framed && inner.width().min(inner.height()) >= MIN_INNER).then_some(inner)
}

/// What is left of a range of lines between the bars at both of its ends, seen within a range
/// across them. Only bars of the `known` colours count, where there are such; what was found is
/// noted.
fn middle(
    lines: &Lines,
    along: &Range<usize>,
    across: &Range<usize>,
    known: &[u8],
    bars: &mut Vec<Bar>,
) -> Range<usize> {
    let pieces = lines.pieces(across);
    // Of less there is no telling what is a bar.
    if pieces.len() < 8 {
        return along.clone();
    }
    let ends = [false, true].map(|reversed| End {
        lines,
        along,
        pieces: pieces.clone(),
        known,
        reversed,
    });
    let found = ends.each_ref().map(End::frame);
    bars.extend(found.iter().flatten());
    let mut depths = found.map(|bar| bar.map_or(0, |bar| bar.end));
    let ([first, last], [Some(a), Some(b)]) = (&ends, found) else {
        let [first, last] = depths;
        return along.start + first..(along.end - last).max(along.start + first);
    };
    // A letterbox is as high above as below. If one bar seems higher, part of it is the picture's
    // own ground, unless it is of one colour to its end.
    if !a.is_written && !b.is_written && a.colour.abs_diff(b.colour) <= SAME {
        let least = a.end.min(b.end);
        let deeper = if a.end > b.end { first } else { last };
        if a.end.abs_diff(b.end) > 2 && deeper.changes(least, a.colour) {
            depths = [least; 2];
        }
    }
    let [first, last] = depths;
    along.start + first..(along.end - last).max(along.start + first)
}

/// Lines of one colour, with or without something on them.
#[derive(Clone, Copy)]
struct Bar {
    colour: u8,
    /// The first line behind it.
    end: usize,
    is_written: bool,
}

/// A bar that reaches as far as is looked: there is no picture behind it.
struct Endless;

/// Lines as seen from one end.
struct End<'a> {
    lines: &'a Lines,
    /// The lines that are looked at.
    along: &'a Range<usize>,
    pieces: Range<usize>,
    known: &'a [u8],
    reversed: bool,
}

impl End<'_> {
    fn means(&self, line: usize) -> impl Iterator<Item = u8> {
        let line = match self.reversed {
            true => self.along.end.saturating_sub(line + 1),
            false => self.along.start + line,
        };
        self.pieces.clone().map(move |p| self.lines.mean(line, p))
    }

    /// The colour of most of a line, if it has one.
    fn colour(&self, line: usize) -> u8 {
        let mut means = [0; STRIPS];
        let mut count = 0;
        for (place, mean) in means.iter_mut().zip(self.means(line)) {
            *place = mean;
            count += 1;
        }
        let means = means.get_mut(..count).unwrap_or_default();
        means.sort_unstable();
        means.get(count / 2).copied().unwrap_or_default()
    }

    /// Pieces of a line that are not of this colour.
    fn others(&self, line: usize, colour: u8, tolerance: u8) -> usize {
        let means = self.means(line);
        means.filter(|m| m.abs_diff(colour) > tolerance).count()
    }

    fn is_flat(&self, line: usize, colour: u8, tolerance: Tolerance) -> bool {
        let Tolerance { most, share, all } = tolerance;
        self.others(line, colour, all) * 50 <= self.pieces.len()
            && self.others(line, colour, most) * 100 <= self.pieces.len() * (100 - share)
    }

    /// How far a line is from a colour, as a sum over its pieces.
    fn away(&self, line: usize, colour: u8) -> u32 {
        let means = self.means(line);
        means.map(|m| u32::from(m.abs_diff(colour))).sum()
    }

    /// Whether the lines behind a place are not wholly of a colour.
    fn changes(&self, place: usize, colour: u8) -> bool {
        let away: u32 = (place..place + 8).map(|line| self.away(line, colour)).sum();
        away as usize * 2 >= self.pieces.len()
    }

    /// The last bar of the frame; it counts as written on if any of them is.
    fn frame(&self) -> Option<Bar> {
        let most = self.along.len() * MOST / 100;
        let skip = 8.max(self.lines.count() / 100);
        let margin = self.lines.count() * MARGIN / 100;
        let (mut frame, mut at) = (None, 0);
        loop {
            let next = |tolerance| self.next(at..(at + skip).min(most), most, tolerance);
            let [exact, rippled, coarse] = TOLERANCES;
            let bar = next(rippled)
                .filter(|bar| bar.is_written)
                .or_else(|| next(exact))
                .or_else(|| next(rippled))
                .or_else(|| next(coarse).filter(|bar| bar.end - at <= NARROW));
            let Some(bar) = bar else {
                return frame;
            };
            if bar.is_written {
                at = bar.end;
                frame = Some(bar);
                continue;
            }
            // Lines with nothing on them end the frame. Behind other bars many of them are the
            // picture's own ground.
            let counts = frame.is_none() || bar.end - at <= margin;
            let is_written = frame.is_some();
            return if counts {
                Some(Bar { is_written, ..bar })
            } else {
                frame
            };
        }
    }

    /// The first bar that begins in a range of lines.
    fn next(&self, starts: Range<usize>, most: usize, tolerance: Tolerance) -> Option<Bar> {
        for start in starts {
            match self.bar(start, most, tolerance) {
                Ok(None) => {}
                Ok(bar) => return bar,
                Err(Endless) => return None,
            }
        }
        None
    }

    /// Flat lines that make a bar.
    fn run(&self) -> usize {
        2.max(self.lines.count() / 250)
    }

    /// The bar that begins here, if there is one, and something else behind it.
    fn bar(&self, start: usize, most: usize, tolerance: Tolerance) -> Result<Option<Bar>, Endless> {
        let (count, run) = (self.lines.count(), self.run());
        let colour = self.colour(start);
        let is_known = self.known.iter().any(|k| k.abs_diff(colour) <= SAME);
        if !(is_known || self.known.is_empty())
            || !(start..start + run).all(|line| self.is_flat(line, colour, tolerance))
        {
            return Ok(None);
        }
        let (gap, full_gap) = (count * 7 / 100, count * 35 / 1000);
        let (mut end, mut in_a_row, mut full) = (start, 0, 0);
        let (mut flat, mut drifted, mut exact) = (0, 0, 0);
        let (mut written, mut last_written) = (0, 0);
        for line in start.. {
            if line > most {
                return Err(Endless);
            }
            if self.is_flat(line, colour, tolerance) {
                in_a_row += 1;
                if in_a_row >= run {
                    end = line + 1;
                    full = 0;
                    last_written = written;
                }
                flat += 1;
                exact += usize::from(self.others(line, colour, 0) * 2 <= self.pieces.len());
                drifted += usize::from(self.colour(line).abs_diff(colour) > 1);
            } else {
                in_a_row = 0;
                written += 1;
                let others = self.others(line, colour, tolerance.all);
                full += usize::from(others * 2 > self.pieces.len());
                if line - end >= gap || full >= full_gap {
                    break;
                }
            }
        }
        // The sky changes slowly, a bar does not.
        if drifted * 4 > flat {
            return Ok(None);
        }
        let edge = self.edge(end, colour, most, tolerance);
        Ok(edge.map(|end| Bar {
            colour,
            end,
            is_written: last_written >= 4 && exact * 2 >= flat,
        }))
    }

    /// The first line of the picture behind a bar. What lies between the last line of the bar and
    /// it are the ripples of a cosine transform.
    fn edge(&self, end: usize, colour: u8, most: usize, tolerance: Tolerance) -> Option<usize> {
        let window = 10;
        let most_others =
            (end..end + window).map(|line| self.others(line, colour, (2 * tolerance.most).max(1)));
        if most_others.max()? * 16 < self.pieces.len() {
            return None;
        }
        let mut away: Vec<u32> = (end + 3..end + 3 + window)
            .map(|line| self.away(line, colour))
            .collect();
        away.sort_unstable();
        let half = away.get(window / 2).copied()? / 2;
        let first = (end..end + window).find(|line| self.away(*line, colour) >= half);
        first.filter(|first| *first <= most)
    }
}
