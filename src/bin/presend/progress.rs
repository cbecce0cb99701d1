//! A progress bar on long work; silent when nobody watches.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar over `len` pieces of work. It is drawn on standard error, and only on a terminal.
pub fn bar(len: usize, what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(len as u64).with_message(what);
    match ProgressStyle::with_template("{msg} {bar:30} {pos}/{len}, {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
