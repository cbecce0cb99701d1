//! The folder in which a private build keeps what it has done, so that it can be ended and taken up again.

use crate::{Failure, files};
use presend::matchset::build::WorkStore;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Names the plan that the pieces belong to.
const PLAN: &str = "plan.txt";

/// Folders of pieces; new ones go into the first.
pub struct WorkFolders(Vec<PathBuf>);

impl WorkFolders {
    /// Makes the first folder, or finds the work that is in all of them, which must be of the plan of this name.
    pub fn open(folders: &[PathBuf], plan: &[u8; 32]) -> Result<Self, Failure> {
        let name = plan.iter().map(|byte| format!("{byte:02x}"));
        let text = format!("{}\n", name.collect::<String>());
        for (number, folder) in folders.iter().enumerate() {
            let path = folder.join(PLAN);
            if number == 0 {
                make(folder).map_err(|error| files::unwritable(folder, &error))?;
                if path.symlink_metadata().is_err() {
                    files::write(&path, text.as_bytes(), true, true)?;
                }
            }
            if files::read_text(&path)? != text {
                return Err(Failure::new(
                    "other-work",
                    format!(
                        "{} holds the work of another list, key, set or profile; name another folder or delete it",
                        folder.display()
                    ),
                ));
            }
        }
        Ok(Self(folders.to_vec()))
    }

    /// Deletes the pieces and, where nothing else is in them, the folders.
    pub fn delete(&self, plan_pieces: u32) {
        for folder in &self.0 {
            for number in 0..plan_pieces {
                // What cannot be deleted stays: the set is complete without it.
                let _ = fs::remove_file(folder.join(file(number)));
            }
            let _ = fs::remove_file(folder.join(PLAN));
            let _ = fs::remove_dir(folder);
        }
    }
}

fn make(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn file(number: u32) -> String {
    format!("{number:06}.piece")
}

impl WorkStore for WorkFolders {
    fn read(&self, number: u32) -> io::Result<Option<Vec<u8>>> {
        for folder in &self.0 {
            match fs::read(folder.join(file(number))) {
                Ok(bytes) => return Ok(Some(bytes)),
                Err(error) if error.kind() == ErrorKind::NotFound => (),
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    fn write(&self, number: u32, bytes: &[u8]) -> io::Result<()> {
        let folder = self.0.first().ok_or(ErrorKind::NotFound)?;
        let written = files::write(&folder.join(file(number)), bytes, true, true);
        written.map_err(|failure| io::Error::other(failure.message))
    }
}

/// Progress with the time that is left: a bar on a terminal, a line now and then anywhere else.
pub struct Progress {
    bar: indicatif::ProgressBar,
    unit: &'static str,
    said: Mutex<(Instant, Instant)>,
}

/// Between two lines.
const PAUSE: Duration = Duration::from_secs(30);

impl Progress {
    /// Of tokens that are evaluated.
    pub fn new() -> Self {
        Self::of("evaluating tokens", "tokens")
    }

    fn of(what: &'static str, unit: &'static str) -> Self {
        let now = Instant::now();
        Self {
            bar: crate::progress::bar(0, what),
            unit,
            said: Mutex::new((now, now)),
        }
    }

    pub fn tell(&self, done: u64, all: u64) {
        self.bar.set_length(all);
        self.bar.set_position(done);
        let Ok(mut said) = self.said.lock() else {
            return;
        };
        let (start, last) = *said;
        if !self.bar.is_hidden() || last.elapsed() < PAUSE {
            return;
        }
        said.1 = Instant::now();
        let spent = start.elapsed().as_secs_f64();
        let left = spent * (all.saturating_sub(done)) as f64 / done.max(1) as f64;
        let unit = self.unit;
        eprintln!("  {done} of {all} {unit}, about {} left", duration(left));
    }

    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// Tells how much of a file of a known length was written.
pub struct Told<W> {
    out: W,
    progress: Progress,
    done: u64,
    all: u64,
}

impl<W: Write> Told<W> {
    pub fn new(out: W, all: u64) -> Self {
        Self {
            out,
            progress: Progress::of("writing bytes of the index", "bytes of the index"),
            done: 0,
            all,
        }
    }

    /// The file again.
    pub fn finish(self) -> W {
        self.progress.finish();
        self.out
    }
}

impl<W: Write> Write for Told<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.out.write(bytes)?;
        self.done += count as u64;
        self.progress.tell(self.done, self.all);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Seconds for people.
pub fn duration(seconds: f64) -> String {
    match seconds {
        ..90.0 => format!("{seconds:.0} s"),
        ..5400.0 => format!("{:.0} min", seconds / 60.0),
        _ => format!("{:.1} h", seconds / 3600.0),
    }
}
