//! Lists and sets of millions of entries: seconds and the most memory that was taken (VmHWM of Linux).
//!
//! ```sh
//! cargo run --release -- write FILE 10000000        # a CSV list of made-up hashes
//! cargo run --release -- import FILE                # reads it
//! cargo run --release -- build WORK 10000000 strict # everything but the evaluation, which is a hash here
//! cargo run --release -- build WORK 1000000 standard key # everything
//! cargo run --release -- mirror WORK 10000000 standard   # the same for a mirror
//! cargo run --release -- update WORK 10000000 100000 standard # what was built there: so many go, so many come
//! ```

use presend::digest::FileDigest;
use presend::hash256::PdqHash;
use presend::matchset::{Kind, MatchSet, MirrorFile, Purpose, TrustPolicy};
use presend::matchset::build::{
    Evaluate, ImportOptions, Importer, List, ListEntry, PrivateOptions, PrivatePlan, SetOptions,
    SignerKey, UpdateOptions, UpdatePlan, WorkStore,
};
use presend::matchset::probe::{Params, Profile};
use presend::oprf::EvaluatorKey;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use std::path::PathBuf;
use std::time::Instant;

/// Something as uniform as the oblivious function, and a hundred times as fast. What is built with it finds
/// nothing.
struct Fast;

impl Evaluate for Fast {
    fn outputs(&self, inputs: &[Vec<u8>]) -> Result<Vec<[u8; 64]>, &'static str> {
        let output = |input: &Vec<u8>| {
            let mut output = [0; 64];
            let half = FileDigest::of(input).to_bytes();
            for (to, from) in output.iter_mut().zip(half.iter().chain(&half)) {
                *to = *from;
            }
            output
        };
        Ok(inputs.iter().map(output).collect())
    }
}

struct Folder(PathBuf);

impl WorkStore for Folder {
    fn read(&self, number: u32) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.0.join(number.to_string())) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn write(&self, number: u32, bytes: &[u8]) -> io::Result<()> {
        fs::write(self.0.join(number.to_string()), bytes)
    }
}

fn hash(i: u64) -> PdqHash {
    // One in eight is near to the one before it.
    let mut bytes = FileDigest::of(&(i - u64::from(i % 8 == 1)).to_le_bytes()).to_bytes();
    bytes[9] ^= u8::from(i % 8 == 1);
    PdqHash::from_bytes(&bytes)
}

/// A list of these hashes.
fn list(numbers: Range<u64>) -> List {
    let mut list = List::default();
    for i in numbers {
        let entry = ListEntry {
            pdq: Some(hash(i)),
            quality: None,
            sha256: None,
            label: None,
        };
        list.add(&entry).expect("room");
    }
    list
}

fn options() -> SetOptions {
    SetOptions {
        id: "bench".into(),
        epoch: 1,
        purpose: Purpose::Demo,
        previous: None,
        not_before: 0,
        not_after: 1,
    }
}

fn owner() -> SignerKey {
    SignerKey::from_seed("bench.example", &[2; 32]).expect("a key")
}

/// The most memory that this process had, in MB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kb = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok());
    kb.unwrap_or_default() * 1024 / 1_000_000
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let begun = Instant::now();
    let tell = |what: &str| {
        println!("{what}: {:.1} s, at most {} MB so far", begun.elapsed().as_secs_f64(), peak());
    };
    match args.as_slice() {
        ["write", file, count] => {
            let count: u64 = count.parse().expect("a number");
            let mut out = BufWriter::new(File::create(file).expect("a file"));
            writeln!(out, "pdq,quality,label").expect("room");
            for i in 0..count {
                let label = ["town", "hills", ""][i as usize % 3];
                writeln!(out, "{},{},{label}", hash(i).to_hex(), 50 + i % 51).expect("room");
            }
        }
        ["import", file] => {
            let mut importer = Importer::new(ImportOptions::default());
            let report = importer.read(File::open(file).expect("a file")).expect("a list");
            let list = importer.finish().expect("a list");
            println!("{} records, {} hashes", report.records, list.hashes());
            tell("import");
        }
        [kind @ ("build" | "mirror"), work, count, profile, how @ ..] => {
            let count: u64 = count.parse().expect("a number");
            let list = list(0..count);
            tell("list");
            let key = EvaluatorKey::derive(&[1; 32], b"bench").expect("a key");
            let params = Profile::named(profile).expect("a profile").params(Params::SEED);
            let private = PrivateOptions {
                mirror: *kind == "mirror",
                key: &key,
                params: params.expect("parameters"),
                progress: &|_, _| {},
            };
            fs::create_dir_all(work).expect("a folder");
            let store = Folder(work.into());
            let plan = PrivatePlan::new(0, list, &options(), &private).expect("a plan");
            println!("{} tokens, {} groups", plan.tokens(), plan.report().groups);
            tell("plan");
            let evaluate: &dyn Evaluate = match how {
                ["key"] => &key,
                _ => &Fast,
            };
            let pieces = 0..plan.pieces();
            plan.evaluate_with(evaluate, pieces, &store).expect("work");
            tell("pieces");
            let path = store.0.join("index.bin");
            let mut index = BufWriter::new(File::create(&path).expect("a file"));
            let built = plan.finish_to(&store, &owner(), &mut index).expect("a set");
            index.flush().expect("room");
            tell("index");
            let bytes = fs::metadata(&path).expect("a file").len();
            let said = built.manifest.lines().find(|line| line.starts_with("index-sha256"));
            println!("{bytes} bytes, {}", said.unwrap_or_default());
            println!("{} tokens left out", built.report.tokens_left_out);
            let roots = built.roots.unwrap_or_default();
            fs::write(store.0.join("roots.bin"), roots).expect("room");
            fs::write(store.0.join("manifest.txt"), built.manifest).expect("room");
        }
        ["update", work, count, change, profile] => {
            let (count, change) = (count.parse::<u64>(), change.parse::<u64>());
            let (count, change) = (count.expect("a number"), change.expect("a number"));
            let store = Folder(work.into());
            let read = |name| fs::read(store.0.join(name)).expect("a file");
            // As the command does: of a mirror's index, the roots are read.
            let manifest = read("manifest.txt");
            let trust = TrustPolicy::any_of(vec![owner().verifier()]);
            let roots = read("roots.bin");
            let bytes = if roots.is_empty() { read("index.bin") } else { roots };
            let before = MatchSet::open(&manifest, &bytes, &trust, 0).expect("a set");
            drop(bytes);
            let mirror = before.manifest().kind == Kind::PrivateMirror;
            tell("open");
            let (was, list) = (list(0..count), list(change..count + change));
            tell("lists");
            let key = EvaluatorKey::derive(&[1; 32], b"bench").expect("a key");
            let params = Profile::named(profile).expect("a profile").params(Params::SEED);
            let private = PrivateOptions {
                mirror,
                key: &key,
                params: params.expect("parameters"),
                progress: &|_, _| {},
            };
            let update = UpdateOptions {
                previous: FileDigest::of(b"previous"),
                not_before: 0,
                not_after: 1,
            };
            let plan = UpdatePlan::new(&before, was, list, &update, &private).expect("a plan");
            println!("{} tokens", plan.tokens());
            tell("plan");
            let index = File::open(store.0.join("index.bin")).expect("a file");
            let index = mirror.then(|| MirrorFile::open(before.manifest(), index).expect("an index"));
            let bucket = |number| index.as_ref().and_then(|index| index.bucket(number));
            let pieces = Folder(store.0.join("update"));
            fs::create_dir_all(&pieces.0).expect("a folder");
            plan.evaluate_with(&Fast, &bucket, &pieces).expect("work");
            tell("pieces");
            let built = plan.finish(&pieces, &owner()).expect("an update");
            tell("segments");
            let bytes: Vec<usize> = built.segments.iter().map(|(_, bytes)| bytes.len()).collect();
            println!("{:?}, segments of {bytes:?} bytes", built.difference);
        }
        _ => eprintln!("write FILE COUNT | import FILE | build|mirror WORK COUNT PROFILE [key] | update WORK COUNT CHANGE PROFILE"),
    }
}
