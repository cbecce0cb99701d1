//! The long part of a private build, in pieces that can be kept, shared out and taken up again.
//!
//! ```text
//! offset   length   field
//!      0        8   magic "PSWORK01"
//!      8       32   name of the plan
//!     40        4   number of the piece, little-endian
//!     44        4   n, number of records
//!     48     14 n   records: key, 8 bytes little-endian; value under its mask, 5; fingerprint, 1
//!  48+14n       32   SHA-256 of all that
//! ```
//! A piece says which places of the index are taken, which the index itself does not say: it is to be kept as
//! secret as the evaluator's key and deleted after the build. It holds no hash.

use crate::codec::{Reader, Writer};
use crate::digest::FileDigest;
use crate::matchset::index::{Place, Value};
use crate::oprf::EvaluatorKey;
use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, PoisonError};

const MAGIC: [u8; 8] = *b"PSWORK01";
const HEAD: usize = 48;

/// Tokens of a piece, about: half a second of one core. Chosen 2026-11-25, so that a build that was ended
/// loses next to nothing and a set of ten million entries has 6,000 files of 230 kB.
pub(super) const PIECE: usize = 16_384;

/// Where finished pieces are kept.
pub trait WorkStore: Sync {
    /// A piece that was written, if there is one.
    ///
    /// # Errors
    /// Those of the disk.
    fn read(&self, number: u32) -> io::Result<Option<Vec<u8>>>;

    /// Keeps a piece: whole, or not at all.
    ///
    /// # Errors
    /// Those of the disk.
    fn write(&self, number: u32, bytes: &[u8]) -> io::Result<()>;
}

/// Keeps pieces in memory.
#[derive(Default)]
pub struct InMemory(Mutex<BTreeMap<u32, Vec<u8>>>);

impl WorkStore for InMemory {
    fn read(&self, number: u32) -> io::Result<Option<Vec<u8>>> {
        let pieces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(pieces.get(&number).cloned())
    }

    fn write(&self, number: u32, bytes: &[u8]) -> io::Result<()> {
        let mut pieces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pieces.insert(number, bytes.to_vec());
        Ok(())
    }
}

/// What computes the outputs of the oblivious function for a list: the key, or, in a benchmark of everything
/// else, something fast.
pub trait Evaluate: Sync {
    /// An output for each input.
    ///
    /// # Errors
    /// The reason why there are none.
    fn outputs(&self, inputs: &[Vec<u8>]) -> Result<Vec<[u8; 64]>, &'static str>;
}

impl Evaluate for EvaluatorKey {
    fn outputs(&self, inputs: &[Vec<u8>]) -> Result<Vec<[u8; 64]>, &'static str> {
        self.evaluate(inputs).map_err(|_| "no input")
    }
}

/// What is put into an index for one token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Record([u8; 14]);

impl Record {
    pub fn new(place: &Place, value: Value) -> Self {
        let [k0, k1, k2, k3, k4, k5, k6, k7] = place.key.to_le_bytes();
        let [a, b, c, d, e, ..] = (value.bits() ^ place.mask).to_le_bytes();
        Self([
            k0,
            k1,
            k2,
            k3,
            k4,
            k5,
            k6,
            k7,
            a,
            b,
            c,
            d,
            e,
            place.fingerprint,
        ])
    }

    /// Where it stands, and what stands there, under no mask any more.
    pub fn placed(self) -> (Place, Value) {
        let [k0, k1, k2, k3, k4, k5, k6, k7, a, b, c, d, e, fingerprint] = self.0;
        let place = Place {
            key: u64::from_le_bytes([k0, k1, k2, k3, k4, k5, k6, k7]),
            mask: 0,
            fingerprint,
        };
        let bits = u64::from_le_bytes([a, b, c, d, e, 0, 0, 0]);
        (place, Value::from_bits(bits))
    }
}

/// The bytes of a piece.
pub(super) fn to_bytes(plan: &[u8; 32], number: u32, records: &[Record]) -> Vec<u8> {
    let mut writer = Writer::with_capacity(HEAD + 14 * records.len() + 32);
    writer.bytes(&MAGIC).bytes(plan).u32(number);
    writer.u32(u32::try_from(records.len()).unwrap_or(u32::MAX));
    for record in records {
        writer.bytes(&record.0);
    }
    let mut bytes = writer.finish();
    let digest = FileDigest::of(&bytes).to_bytes();
    bytes.extend_from_slice(&digest);
    bytes
}

/// The records of a piece; `None` where it is another one or not whole.
pub(super) fn records<'a>(
    bytes: &'a [u8],
    plan: &[u8; 32],
    number: u32,
    count: usize,
) -> Option<impl Iterator<Item = Record> + use<'a>> {
    let (body, digest) = bytes.split_last_chunk::<32>()?;
    if FileDigest::of(body).to_bytes() != *digest {
        return None;
    }
    let mut reader = Reader::new(body);
    let same = reader.array() == Ok(MAGIC)
        && reader.array() == Ok(*plan)
        && reader.u32() == Ok(number)
        && reader.u32().ok().map(|n| n as usize) == Some(count)
        && Some(reader.left()) == count.checked_mul(14);
    if !same {
        return None;
    }
    let rest = reader.bytes(reader.left()).ok()?;
    Some(
        rest.as_chunks::<14>()
            .0
            .iter()
            .map(|record| Record(*record)),
    )
}
