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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash256::PdqHash;
    use crate::matchset::build::{
        BuiltSet, ListEntry, PrivateOptions, SetOptions, SignerKey, build_private,
    };
    use crate::matchset::note::Note;
    use crate::matchset::probe::{Params, Profile};
    use crate::matchset::{Mirror, Purpose, TrustPolicy};
    use crate::oprf::EvaluatorKey;
    use std::io::Cursor;

    fn built(owner: &SignerKey) -> BuiltSet {
        let key = EvaluatorKey::derive(&[1; 32], b"mirror file").unwrap();
        let entry = |i: u32| ListEntry {
            pdq: Some(PdqHash::from_bytes(
                &FileDigest::of(&i.to_le_bytes()).to_bytes(),
            )),
            quality: None,
            sha256: None,
            label: None,
        };
        let list: Vec<ListEntry> = (0..60).map(entry).collect();
        let options = SetOptions {
            id: "file".into(),
            epoch: 1,
            purpose: Purpose::Demo,
            previous: None,
            not_before: 0,
            not_after: 9,
        };
        let params = Profile::named("standard")
            .unwrap()
            .params(Params::SEED)
            .unwrap();
        let private = PrivateOptions {
            mirror: true,
            key: &key,
            params,
            progress: &|_, _| {},
        };
        build_private(&list, &options, owner, &private).unwrap()
    }

    #[test]
    fn it_gives_out_what_a_mirror_in_memory_does_and_refuses_what_that_refuses() {
        let owner = SignerKey::from_seed("file.example", &[2; 32]).unwrap();
        let built = built(&owner);
        let trust = TrustPolicy::any_of(vec![owner.verifier()]);
        let mirror = Mirror::open(built.manifest.as_bytes(), &built.index, &trust, 1).unwrap();
        let note = Note::parse(built.manifest.as_bytes()).unwrap();
        let manifest = Manifest::parse(note.text).unwrap();
        let file = MirrorFile::open(&manifest, Cursor::new(built.index.clone())).unwrap();
        // 540 places are 169 buckets.
        for number in (0..200).rev() {
            assert_eq!(file.bucket(number), mirror.bucket(number), "{number}");
            assert_eq!(file.bucket(number).is_some(), number < 169, "{number}");
        }
        let refused = |manifest: &Manifest, index: &[u8]| {
            let opened = MirrorFile::open(manifest, Cursor::new(index.to_vec()));
            opened.err().flatten().map(|error| error.code())
        };
        let mut other = built.index.clone();
        other[5000] ^= 1;
        assert_eq!(refused(&manifest, &other), Some("wrong-index-digest"));
        assert_eq!(refused(&manifest, &other[1..]), Some("wrong-index-length"));
        other[0] ^= 1;
        let mut signed = manifest.clone();
        signed.index_sha256 = FileDigest::of(&other);
        assert_eq!(refused(&signed, &other), Some("bad-index"));
        signed.kind = Kind::PrivateLocal;
        assert_eq!(refused(&signed, &other), Some("unknown-kind"));
    }
}
