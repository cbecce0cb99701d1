//! Views: the readings of one frame's pixels, each with its hash.

use crate::hash256::PdqHash;
use crate::pdq::dihedral::Dihedral;
use crate::pdq::turned::Mirrors;
use crate::pdq::{MIN_QUALITY, Pdq, turn::Turn};
use std::sync::Arc;

/// Which reading of the pixels a hash belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum View {
    /// The pixels as the file stores them; what every PDQ reference hashes.
    Stored,
    /// The pixels as a viewer shows them, where EXIF says that they are stored turned.
    Upright,
    /// The upright pixels without the frame around them, where there is one: a uniform border, a
    /// letterbox, the bars of a screenshot.
    Trimmed,
}

impl View {
    /// Lower-case name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stored => "stored",
            Self::Upright => "upright",
            Self::Trimmed => "trimmed",
        }
    }
}

/// One view of one frame, hashed.
#[derive(Debug, Clone, PartialEq)]
pub struct ViewSignal {
    /// Which view.
    pub view: View,
    /// Width of this view in pixels.
    pub width: u32,
    /// Height of this view in pixels.
    pub height: u32,
    /// Hash, quality, margins.
    pub pdq: Pdq,
    /// The picture and its mirror images as they are stored, and how this view is turned.
    mirrors: Option<(Arc<Mirrors>, Turn)>,
}

impl ViewSignal {
    /// Whether the hash says enough to be matched: quality 50 or more.
    pub fn is_usable(&self) -> bool {
        self.pdq.quality >= MIN_QUALITY
    }

    /// What PDQ says about this view turned or mirrored: the same as about its really turned
    /// pixels. `None` where the signals were not made
    /// [for looking up](super::PictureSignals::for_lookup).
    pub fn turned(&self, dihedral: Dihedral) -> Option<Pdq> {
        let (mirrors, turn) = self.mirrors.as_ref()?;
        Some(mirrors.turned(turn.then(dihedral.into())))
    }

    /// The hashes of all eight [turned](Self::turned) pictures, in the order of [`Dihedral::ALL`].
    pub fn orientations(&self) -> Option<[PdqHash; 8]> {
        let (mirrors, turn) = self.mirrors.as_ref()?;
        Some(Dihedral::ALL.map(|dihedral| mirrors.turned(turn.then(dihedral.into())).hash))
    }
}

/// What signals are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aim {
    /// A list: each view once.
    List,
    /// Looking up: each view in all eight orientations.
    LookUp,
}

impl Aim {
    /// The turns that have to be hashed for the [`views`](Self::views).
    pub fn turns(self, orientation: u8) -> Vec<Turn> {
        match self {
            Self::List => views(orientation)
                .into_iter()
                .map(|(_, turn)| turn)
                .collect(),
            Self::LookUp => Mirrors::TURNS.to_vec(),
        }
    }

    /// The views of a picture that is stored as `width` by `height` pixels; `pdqs` belong to the
    /// [`turns`](Self::turns).
    pub fn views(
        self,
        orientation: u8,
        (width, height): (u32, u32),
        pdqs: Vec<Pdq>,
    ) -> Vec<ViewSignal> {
        self.signals(&views(orientation), (width, height), pdqs)
    }

    /// The turns that have to be hashed for the [`trimmed`](Self::trimmed) view.
    pub fn trimmed_turns(self, orientation: u8) -> Vec<Turn> {
        match self {
            Self::List => vec![Turn::from_exif(orientation)],
            Self::LookUp => Mirrors::TURNS.to_vec(),
        }
    }

    /// The view without the frame around the picture, whose stored pixels inside are `width` by
    /// `height`; `pdqs` belong to the [`trimmed_turns`](Self::trimmed_turns). `None` where it says
    /// too little to be matched.
    pub fn trimmed(self, orientation: u8, size: (u32, u32), pdqs: Vec<Pdq>) -> Option<ViewSignal> {
        let view = (View::Trimmed, Turn::from_exif(orientation));
        let view = self.signals(&[view], size, pdqs).pop();
        view.filter(ViewSignal::is_usable)
    }

    fn signals(
        self,
        views: &[(View, Turn)],
        (width, height): (u32, u32),
        pdqs: Vec<Pdq>,
    ) -> Vec<ViewSignal> {
        let signal = |&(view, turn): &(View, Turn), pdq, mirrors| {
            let (width, height) = match turn.transpose {
                true => (height, width),
                false => (width, height),
            };
            ViewSignal {
                view,
                width,
                height,
                pdq,
                mirrors,
            }
        };
        let views = views.iter();
        match self {
            Self::List => views
                .zip(pdqs)
                .map(|(view, pdq)| signal(view, pdq, None))
                .collect(),
            Self::LookUp => match Mirrors::new(pdqs).map(Arc::new) {
                Some(mirrors) => views
                    .map(|view| {
                        let pdq = mirrors.turned(view.1);
                        signal(view, pdq, Some((Arc::clone(&mirrors), view.1)))
                    })
                    .collect(),
                None => Vec::new(),
            },
        }
    }
}

/// The views of a picture with this EXIF orientation, and how each is turned.
fn views(orientation: u8) -> Vec<(View, Turn)> {
    let upright = Turn::from_exif(orientation);
    let mut views = vec![(View::Stored, Turn::default())];
    if upright != Turn::default() {
        views.push((View::Upright, upright));
    }
    views
}
