//! Judgement: what may happen to a picture, given what was found and who is sending it.
//!
//! Everything here is a table. A known match is always held: a host may tighten the policy, never
//! loosen that.

use crate::matchset::Purpose;
use serde::{Deserialize, Serialize};

/// Who is about to send the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// Below 13 years.
    Under13,
    /// 13 to 17 years.
    Teen,
    /// 18 years and older.
    Adult,
    /// Not known; treated as [`Audience::Teen`].
    #[default]
    Unknown,
}

/// Who says that a picture may be an intimate one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum IntimateSource {
    /// The host, from its own context (a camera in a private chat, for example).
    Host,
    /// A classifier on the device that the host plugged in.
    Classifier,
}

/// Why a picture was not checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UncheckedWhy {
    /// The match set could not be loaded.
    Offline,
    /// The file is in a format that is not decoded.
    Unsupported,
    /// The file asks for more than the limits allow.
    TooLarge,
    /// The picture is too plain for its hash to say anything.
    TooPlain,
    /// The check was called off.
    Aborted,
    /// A match set is past its last day.
    ExpiredSet,
    /// Anything else: a damaged file, a refused match set, a failure of our own.
    Error,
}

/// What the check found out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Finding {
    /// In no match set. That is all it means.
    Clear,
    /// Somebody says that it may be an intimate picture.
    Intimate {
        /// Who says so.
        source: IntimateSource,
    },
    /// In a match set.
    Known {
        /// What that set is for.
        purpose: Purpose,
        /// The owner's word for the entry; stays on this side of the bindings.
        #[serde(skip)]
        label: String,
    },
    /// Not checked. Never to be taken for clear.
    Unchecked {
        /// Why not.
        why: UncheckedWhy,
    },
}

/// What may happen next, from the most open to the strictest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Next {
    /// The picture may be sent.
    Send,
    /// The person is asked.
    Ask,
    /// The picture is not sent.
    Hold,
}

/// What the host says shall happen to pictures that could not be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnUnchecked {
    /// They may be sent.
    Allow,
    /// The person is asked.
    Ask,
    /// They are not sent.
    Hold,
}

impl OnUnchecked {
    fn next(self) -> Next {
        match self {
            Self::Allow => Next::Send,
            Self::Ask => Next::Ask,
            Self::Hold => Next::Hold,
        }
    }
}

/// How much the nudge about intimate pictures says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// No nudge.
    Off,
    /// One screen.
    Brief,
    /// A second look before sending.
    #[default]
    Full,
}

/// [`OnUnchecked`] by audience.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct UncheckedPolicy {
    /// Everybody but adults.
    pub youth: OnUnchecked,
    /// Adults.
    pub adult: OnUnchecked,
}

impl Default for UncheckedPolicy {
    /// Young people are asked; adults go on, with the server as the second line.
    fn default() -> Self {
        Self {
            youth: OnUnchecked::Ask,
            adult: OnUnchecked::Allow,
        }
    }
}

/// May a child below 13 go on after the nudge about an intimate picture?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Under13Intimate {
    /// No: held, with help.
    #[default]
    Hold,
    /// Asked, as teenagers are.
    Ask,
}

/// What a host decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Policy {
    /// How much the nudge about intimate pictures says.
    pub level: Level,
    /// Children below 13 and intimate pictures.
    pub under13_intimate: Under13Intimate,
    /// Pictures that could not be checked.
    pub on_unchecked: UncheckedPolicy,
    /// Whether private sets are asked about the mirror image too. It takes a share of the same
    /// number of probes; sets that need no evaluator look up all eight orientations anyway.
    pub mirrored: bool,
}

/// The answer: what was found, for whom, and what may happen next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// What was found.
    #[serde(flatten)]
    pub finding: Finding,
    /// Who is sending.
    pub audience: Audience,
    /// What may happen next.
    pub next: Next,
}

impl Policy {
    /// What may happen after this finding.
    pub fn next(&self, finding: &Finding, audience: Audience) -> Next {
        use Audience::{Adult, Teen, Under13, Unknown};
        match (finding, audience) {
            (Finding::Clear, _) => Next::Send,
            (Finding::Known { .. }, _) => Next::Hold,
            (Finding::Unchecked { .. }, Adult) => self.on_unchecked.adult.next(),
            (Finding::Unchecked { .. }, _) => self.on_unchecked.youth.next(),
            (Finding::Intimate { .. }, Adult) => Next::Send,
            (Finding::Intimate { .. }, _) if self.level == Level::Off => Next::Send,
            (Finding::Intimate { .. }, Teen | Unknown) => Next::Ask,
            (Finding::Intimate { .. }, Under13) => match self.under13_intimate {
                Under13Intimate::Hold => Next::Hold,
                Under13Intimate::Ask => Next::Ask,
            },
        }
    }

    /// The verdict on what was looked up and what somebody said about the picture.
    ///
    /// The strictest finding speaks. Where two are equally strict, a known match speaks before an
    /// intimate picture, and that before anything else; but what was not checked is never called
    /// clear.
    pub fn judge(
        &self,
        looked_up: Finding,
        intimate: Option<IntimateSource>,
        audience: Audience,
    ) -> Verdict {
        let next = self.next(&looked_up, audience);
        let looked_up = Verdict {
            finding: looked_up,
            audience,
            next,
        };
        let Some(source) = intimate else {
            return looked_up;
        };
        let finding = Finding::Intimate { source };
        let next = self.next(&finding, audience);
        let first = match looked_up.finding {
            Finding::Known { .. } => true,
            Finding::Clear | Finding::Intimate { .. } => false,
            // An adult's or an unnudged picture must not turn "unchecked" into something else.
            Finding::Unchecked { .. } => looked_up.next > next || next == Next::Send,
        };
        if first {
            return looked_up;
        }
        Verdict {
            finding,
            audience,
            next,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AUDIENCES: [Audience; 4] = [
        Audience::Under13,
        Audience::Teen,
        Audience::Unknown,
        Audience::Adult,
    ];

    fn known() -> Finding {
        Finding::Known {
            purpose: Purpose::Csam,
            label: "x".into(),
        }
    }

    fn unchecked() -> Finding {
        Finding::Unchecked {
            why: UncheckedWhy::Offline,
        }
    }

    const HOST: Finding = Finding::Intimate {
        source: IntimateSource::Host,
    };

    /// Rows: finding; columns: under 13, teen, unknown, adult.
    #[test]
    fn the_default_table() {
        use Next::{Ask, Hold, Send};
        for (finding, row) in [
            (Finding::Clear, [Send, Send, Send, Send]),
            (HOST, [Hold, Ask, Ask, Send]),
            (known(), [Hold, Hold, Hold, Hold]),
            (unchecked(), [Ask, Ask, Ask, Send]),
        ] {
            assert_eq!(
                AUDIENCES.map(|a| Policy::default().next(&finding, a)),
                row,
                "{finding:?}"
            );
        }
    }

    fn every_policy() -> Vec<Policy> {
        use OnUnchecked::{Allow, Ask, Hold};
        let mut all = Vec::new();
        for level in [Level::Off, Level::Brief, Level::Full] {
            for under13_intimate in [Under13Intimate::Hold, Under13Intimate::Ask] {
                for youth in [Allow, Ask, Hold] {
                    for adult in [Allow, Ask, Hold] {
                        all.push(Policy {
                            level,
                            under13_intimate,
                            on_unchecked: UncheckedPolicy { youth, adult },
                            mirrored: false,
                        });
                    }
                }
            }
        }
        all
    }

    #[test]
    fn no_policy_lets_a_known_match_pass_or_calls_the_unchecked_clear() {
        for policy in every_policy() {
            for audience in AUDIENCES {
                for intimate in [
                    None,
                    Some(IntimateSource::Host),
                    Some(IntimateSource::Classifier),
                ] {
                    let verdict = policy.judge(known(), intimate, audience);
                    assert_eq!((verdict.finding, verdict.next), (known(), Next::Hold));
                    let verdict = policy.judge(unchecked(), intimate, audience);
                    assert_ne!(verdict.finding, Finding::Clear);
                    assert!(verdict.next >= policy.next(&unchecked(), audience));
                    let unknown = policy.judge(unchecked(), intimate, Audience::Unknown);
                    let teen = policy.judge(unchecked(), intimate, Audience::Teen);
                    assert_eq!(unknown.next, teen.next);
                }
            }
        }
    }

    #[test]
    fn which_finding_speaks() {
        let policy = Policy::default();
        let host = Some(IntimateSource::Host);
        assert_eq!(
            policy.judge(Finding::Clear, host, Audience::Teen).finding,
            HOST
        );
        assert_eq!(
            policy.judge(unchecked(), host, Audience::Teen).finding,
            HOST
        );
        assert_eq!(
            policy.judge(unchecked(), host, Audience::Adult).finding,
            unchecked()
        );
        assert_eq!(
            policy.judge(unchecked(), None, Audience::Teen).finding,
            unchecked()
        );
        let strict = Policy {
            on_unchecked: UncheckedPolicy {
                youth: OnUnchecked::Hold,
                adult: OnUnchecked::Hold,
            },
            ..policy
        };
        assert_eq!(
            strict.judge(unchecked(), host, Audience::Teen).finding,
            unchecked()
        );
    }
}
