//! The closed lists of a manifest: what a set is for, and how its entries are kept.

use core::fmt;

/// What a match set is for. The list is closed: a device refuses any other word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Known images of child sexual abuse.
    Csam,
    /// Intimate images whose subjects asked for them not to be shared.
    Ncii,
    /// Terrorist content.
    Terrorism,
    /// A host's own list of what it does not take.
    HostBlocklist,
    /// Harmless pictures, for trying things out.
    Demo,
}

impl Purpose {
    /// All purposes.
    pub const ALL: [Self; 5] = [
        Self::Csam,
        Self::Ncii,
        Self::Terrorism,
        Self::HostBlocklist,
        Self::Demo,
    ];

    /// The word in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csam => "csam",
            Self::Ncii => "ncii",
            Self::Terrorism => "terrorism",
            Self::HostBlocklist => "host-blocklist",
            Self::Demo => "demo",
        }
    }

    /// The purpose of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How the entries of a set are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Plain hashes that anybody who has the set can read.
    Open,
    /// An open index, encrypted for those who hold its key.
    Sealed,
    /// Tags that only the evaluator can find the places of; the device has all of them.
    PrivateLocal,
    /// The same in buckets that a mirror hands out.
    PrivateMirror,
}

impl Kind {
    /// The word in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Sealed => "sealed",
            Self::PrivateLocal => "private-local",
            Self::PrivateMirror => "private-mirror",
        }
    }

    /// The kind of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [
            Self::Open,
            Self::Sealed,
            Self::PrivateLocal,
            Self::PrivateMirror,
        ]
        .into_iter()
        .find(|kind| kind.name() == name)
    }

    /// Whether a device has to ask an evaluator.
    pub fn is_private(self) -> bool {
        matches!(self, Self::PrivateLocal | Self::PrivateMirror)
    }
}
