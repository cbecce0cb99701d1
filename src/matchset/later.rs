//! Segments of private sets on a device, and what all parts of a set say together.

use super::index::fuse::Fuse;
use super::index::{Part, Place, Value};
use super::probe::is_exact;
use super::updates::SegmentKind;
use std::sync::Arc;

/// A segment, whatever the kind of the index: devices have all of them.
pub(super) struct Later {
    pub kind: SegmentKind,
    pub part: Part,
    pub values: Fuse,
}

impl Later {
    fn get(&self, output: &[u8; 64]) -> Value {
        self.values.get(&Place::of(output, self.part))
    }
}

/// What the evaluator said, by probe, and when it counts.
pub(super) struct Answers<'a> {
    /// Tables that must agree.
    pub agree: u32,
    /// Labels that have a name.
    pub labels: usize,
    pub tables: &'a [u8],
    pub outputs: &'a [[u8; 64]],
}

impl Answers<'_> {
    /// The label that the index or a later segment gives, all of which are looked at, whatever was
    /// found before. `found` are the values of the index, by probe.
    pub(super) fn label(&self, found: Vec<(usize, Value)>, later: &[Arc<Later>]) -> Option<u8> {
        let mut label = self.agreed(found, later);
        for (place, segment) in later.iter().enumerate() {
            if segment.kind == SegmentKind::Add {
                let found = self.outputs.iter().map(|o| segment.get(o)).enumerate();
                let after = later.get(place..).unwrap_or_default();
                let added = self.agreed(found.collect(), after);
                label = label.or(added);
            }
        }
        label
    }

    /// The label on which enough tables agree within one part. A file's digest needs no second;
    /// where several values have enough tables, the one with most of them speaks. A token counts
    /// no more once a segment that comes `after` the part has taken it away.
    fn agreed(&self, found: Vec<(usize, Value)>, after: &[Arc<Later>]) -> Option<u8> {
        let (tables, outputs, agree) = (self.tables, self.outputs, self.agree);
        let stands = |probe: usize| {
            let output = outputs.get(probe);
            output.is_some_and(|output| {
                let mut gone = after.iter().filter(|s| s.kind == SegmentKind::Remove);
                !gone.any(|segment| segment.get(output).tag() == 0)
            })
        };
        let table = |probe: usize| tables.get(probe).copied().unwrap_or_default();
        // Value and probe, risen. A list and not a map of lists: a quarter of the code, of which
        // devices download every byte.
        let mut hits: Vec<u64> = Vec::new();
        let mut exact = None;
        for (probe, value) in found {
            if usize::from(value.label()) >= self.labels {
                continue;
            }
            if is_exact(table(probe)) {
                if value.tag() == 0 && stands(probe) {
                    exact = Some(value.label());
                }
            } else if agree > 1 || value.tag() == 0 {
                // A question has at most 4096 probes.
                let hit = value.bits() << 12 | probe as u64 & 4095;
                hits.insert(hits.partition_point(|other| *other < hit), hit);
            }
        }
        let mut likeliest = (0, None);
        for same in hits.chunk_by(|a, b| a >> 12 == b >> 12) {
            if same.len() < agree as usize {
                continue;
            }
            let probes = same.iter().map(|hit| (hit & 4095) as usize);
            // Tables as bits: there are at most 16.
            let tables = probes.filter(|probe| stands(*probe));
            let tables = tables.fold(0u32, |all, probe| all | 1 << (table(probe) & 31));
            let count = tables.count_ones();
            if count >= agree && count >= likeliest.0 {
                let value = same.first().map(|hit| Value::from_bits(hit >> 12).label());
                likeliest = (count, value);
            }
        }
        exact.or(likeliest.1)
    }
}
