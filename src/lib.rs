//! presend checks a picture *before* it is sent.
//!
//! Bytes come in, a verdict comes out: the picture is hashed (PDQ, and SHA-256, SHA-1 or MD5 of its file), looked up in
//! signed match sets of known harmful pictures, and judged by who is about to send it. Nothing in
//! here reads a clock, a network or a disk, so the page, the edge worker, the command line and the
//! tests all run this same code.
//!
//! # The house
//!
//! A file may use only floors below its own; `tests/floors.rs` enforces it.
//!
//! | floor | rooms | what they do |
//! |---|---|---|
//! | 0 values | [`hash256`], [`digest`], [`codec`] | a PDQ hash, a file's digest, bounded reading |
//! | 1 images | [`image`] | file bytes to rows of pixels: format, limits, orientation, frames |
//! | 1 hashing | [`pdq`] | rows of luma to hash, quality, margins; one stage a file |
//! | 1 blindness | [`oprf`] | a pseudorandom function that is evaluated without seeing what for |
//! | 2 signals | [`signal`] | a file to everything that is looked up about it |
//! | 2 the set | [`matchset`] | signed match sets: format, verification, exact search, building |
//! | 3 judgement | [`policy`] | what may happen next, as tables |
//! | 4 guard | [`guard`] | one conversation about one picture, without input or output |
//! | 5 edges | `wasm`, `src/bin/presend` | bindings for JavaScript, the command line |
//!
//! A private match set is asked through others: [`guard::Check`] says what, and takes the answers.
//!
//! # One picture through it
//!
//! [`image::Picture::open`] finds the format by content and checks every limit before memory is
//! allocated; [`image::Picture::decode`] gives out rows, which [`pdq::jarosz`] reduces to a 64x64
//! buffer as they arrive, or [`image::Coefficients::decode`] gives out the coefficients of a
//! JPEG's luma, which [`pdq::blocks`] reduces to the same buffer without pixels; the buffer is
//! hashed ([`pdq::dct`], [`pdq::median`], [`pdq::quality`]); [`signal::PictureSignals`] collects the views of all
//! frames; [`matchset::MatchSet`] looks them up; [`policy::Policy`] judges the
//! [`policy::Finding`]; [`guard::Guard`] holds it all together.
//!
//! # Words
//!
//! *Clear* means "not in this set", nothing more. An error is not a verdict, and what could not be
//! checked is *unchecked*, never clear. No hash, digest, pixel or file name appears in an error or
//! in `Debug`.
//!
//! # Features
//!
//! `tiff` decodes TIFF; `absence` makes and replays transcripts which show that a picture is not in a set;
//! `builder` builds and signs match sets; `evaluator` is the list owner's half
//! of [`oprf`], which must never reach a device; `cli` is the `presend` command, with all of them.
//! Features add items and never change behaviour; the browser build has none of them.

pub mod codec;
pub mod digest;
pub mod guard;
pub mod hash256;
mod hex;
pub mod image;
pub mod matchset;
pub mod oprf;
pub mod pdq;
pub mod policy;
pub mod signal;
#[cfg(target_arch = "wasm32")]
pub mod wasm;
