//! Compatibility with hashes of the reference's *command line tool*, which shrinks pictures first.
//!
//! Anything wider or higher than 512 pixels becomes exactly 512x512 by nearest neighbour, whatever
//! its proportions: pixel `i` of 512 is source pixel `floor(i * n / 512)`. The tool's hashes differ
//! from the core's by more than 10 bits for one large picture in five, so this is for comparing
//! with lists that were made with it, and for nothing else.
//!
//! Source: `pdq/cpp/io/pdqio.cpp` of facebook/ThreatExchange, CImg's default interpolation.

/// Side of the shrunken picture.
pub const SIDE: usize = 512;

/// Picks rows and pixels as they arrive.
#[derive(Debug, Clone)]
pub struct Nearest {
    height: usize,
    samples: usize,
    /// Source pixel of each of the 512 columns.
    columns: Vec<usize>,
    next_source: usize,
    next_output: usize,
    row: Vec<u8>,
}

impl Nearest {
    /// For a picture of this size with so many samples a pixel; `None` where the tool leaves the
    /// picture as it is.
    pub fn new(width: usize, height: usize, samples: usize) -> Option<Self> {
        (width > SIDE || height > SIDE).then(|| Self {
            height,
            samples,
            columns: (0..SIDE).map(|i| i * width / SIDE).collect(),
            next_source: 0,
            next_output: 0,
            row: Vec::with_capacity(SIDE * samples),
        })
    }

    /// Takes the next source row; gives the shrunken row and how many times it stands in the
    /// result, which may be never.
    pub fn push_row(&mut self, source: &[u8]) -> (&[u8], usize) {
        let y = self.next_source;
        self.next_source += 1;
        let first = self.next_output;
        while self.next_output < SIDE && self.next_output * self.height / SIDE == y {
            self.next_output += 1;
        }
        let times = self.next_output - first;
        if times > 0 {
            self.row.clear();
            for column in &self.columns {
                let at = column * self.samples;
                let pixel = source.get(at..at + self.samples).unwrap_or_default();
                self.row.extend_from_slice(pixel);
            }
        }
        (&self.row, times)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shrink(width: usize, height: usize) -> Option<Vec<Vec<u8>>> {
        let mut nearest = Nearest::new(width, height, 2)?;
        let mut rows = Vec::new();
        for y in 0..height {
            let row: Vec<u8> = (0..width).flat_map(|x| [x as u8, y as u8]).collect();
            let (shrunken, times) = nearest.push_row(&row);
            rows.extend(vec![shrunken.to_vec(); times]);
        }
        Some(rows)
    }

    #[test]
    fn always_512_by_512() {
        for (width, height) in [(513, 512), (4032, 3024), (3000, 6), (5, 600)] {
            let rows = shrink(width, height).unwrap();
            assert_eq!(rows.len(), SIDE);
            for (i, row) in rows.iter().enumerate() {
                assert_eq!(row.len(), SIDE * 2);
                assert_eq!(row[1], (i * height / SIDE) as u8);
                assert_eq!(row[2 * 300], (300 * width / SIDE) as u8);
            }
        }
    }

    #[test]
    fn small_pictures_are_left_alone() {
        assert!(shrink(512, 512).is_none() && shrink(1, 1).is_none());
    }
}
