//! A mirror's index on disk, as its owner reads it to make the next edition: one bucket at a time.

use super::index::buckets::{bucket_count, is_index};
use super::{Kind, Manifest, MatchSetError};
use crate::digest::FileDigest;
use sha2::{Digest, Sha256};
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Mutex, PoisonError};

/// Bytes that are digested at a time.
const CHUNK: usize = 1 << 20;

/// A mirror's index that stays where it is: nothing of it is in memory.
pub struct MirrorFile<F> {
    file: Mutex<F>,
    buckets: u32,
}

impl<F: Read + Seek> MirrorFile<F> {
    /// Reads the index once and holds it against a verified manifest, as [`Mirror`](super::Mirror) does. Nobody else
    /// may write to it from then on.
    ///
    /// # Errors
    /// `None` where it cannot be read; otherwise [`MatchSetError`], in the order of FORMAT.md.
    pub fn open(manifest: &Manifest, mut file: F) -> Result<Self, Option<MatchSetError>> {
        if manifest.kind != Kind::PrivateMirror {
            return Err(Some(MatchSetError::UnknownKind));
        }
        let unread = |_: io::Error| None;
        let expected = manifest.index_bytes;
        let found = file.seek(SeekFrom::End(0)).map_err(unread)?;
        if expected != found {
            return Err(Some(MatchSetError::WrongLength { expected, found }));
        }
        file.rewind().map_err(unread)?;
        let (mut digest, mut first) = (Sha256::new(), None);
        let mut chunk = vec![0; CHUNK];
        loop {
            let count = match file.read(&mut chunk) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                count => count.map_err(unread)?,
            };
            let bytes = chunk.get(..count).unwrap_or_default();
            if bytes.is_empty() {
                break;
            }
            first = first.or(bytes.first_chunk().copied());
            digest.update(bytes);
        }
        let digest: [u8; 32] = digest.finalize().into();
        if manifest.index_sha256 != FileDigest::from_bytes(digest) {
            return Err(Some(MatchSetError::WrongDigest));
        }
        let keys = manifest.places();
        is_index(first.unwrap_or_default(), found, keys)
            .map_err(|rule| Some(MatchSetError::BadIndex { rule }))?;
        Ok(Self {
            file: Mutex::new(file),
            buckets: bucket_count(keys),
        })
    }

    /// A bucket by its number; `None` beyond the last one, and where it cannot be read.
    pub fn bucket(&self, number: u32) -> Option<[u8; 64]> {
        if number >= self.buckets {
            return None;
        }
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bucket = [0; 64];
        file.seek(SeekFrom::Start(8 + 64 * u64::from(number)))
            .ok()?;
        file.read_exact(&mut bucket).ok()?;
        Some(bucket)
    }
}

impl<F> core::fmt::Debug for MirrorFile<F> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "MirrorFile({} buckets)", self.buckets)
    }
}
