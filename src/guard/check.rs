//! A conversation about one picture: what has to be asked of others, and what comes of it.
//!
//! The questions are decided by the match sets alone. Every private set that is valid is asked
//! about every picture, in the order of the sets, whatever the picture is and whatever was found
//! before; every message has the length that the manifest says. So an observer learns that a
//! picture was checked, and nothing about it.

use super::known;
use crate::digest::Digests;
use crate::matchset::probe::{ViewInput, prior};
use crate::matchset::{Asked, Evaluated, Fetching, Match, MatchSet, PrivateError, part_of};
use crate::oprf::{Precomputed, Seed};
use crate::pdq::dihedral::Dihedral;
use crate::policy::{Audience, Finding, IntimateSource, Policy, UncheckedWhy, Verdict};
use crate::signal::{FrameSignal, View, usable_views};
use std::collections::VecDeque;
use std::sync::Arc;
use zeroize::Zeroizing;

/// What the guard needs or knows.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// The evaluator of a set is to be asked; [`Check::answer`] takes what it says.
    Evaluate(Question),
    /// The mirror of a set is to be asked.
    Fetch(Question),
    /// The conversation is over.
    Done(Verdict),
}

/// A question to somebody else: bytes to send, as they are.
#[derive(Clone, PartialEq, Eq)]
pub struct Question {
    /// Which set it is about, by the order in which sets were added, from 0.
    pub set: usize,
    /// The bytes.
    pub body: Vec<u8>,
}

impl core::fmt::Debug for Question {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Question(set {}, {} bytes)", self.set, self.body.len())
    }
}

/// A private set that is still to be asked.
#[derive(Debug)]
pub(super) struct ToAsk {
    pub number: usize,
    pub set: Arc<MatchSet>,
    pub blinds: Option<Precomputed>,
}

/// What an answer is waited for with.
#[derive(Debug)]
enum Waiting {
    Nobody,
    Evaluator(usize, Arc<MatchSet>, Box<Asked>),
    Mirror(Arc<MatchSet>, Fetching),
}

/// What is known about the picture before anybody else is asked.
pub(super) struct Start<'a> {
    pub policy: Policy,
    pub audience: Audience,
    pub intimate: Option<IntimateSource>,
    pub digests: Digests,
    pub frames: &'a [FrameSignal],
    /// What the sets that need no evaluator say.
    pub finding: Finding,
    pub to_ask: VecDeque<ToAsk>,
    pub randomness: &'a [u8; 32],
}

/// A conversation about one picture.
#[derive(Debug)]
pub struct Check {
    policy: Policy,
    audience: Audience,
    intimate: Option<IntimateSource>,
    digests: Option<Digests>,
    views: Vec<ViewInput>,
    finding: Finding,
    to_ask: VecDeque<ToAsk>,
    randomness: Zeroizing<[u8; 32]>,
    waiting: Waiting,
    failure: Option<&'static str>,
    step: Step,
}

impl Check {
    pub(super) fn start(start: Start<'_>) -> Self {
        let Start {
            policy,
            audience,
            intimate,
            ..
        } = start;
        let mut check = Self::done(policy, audience, intimate, start.finding);
        check.digests = Some(start.digests);
        check.views = readings(start.frames, policy.mirrored);
        check.to_ask = start.to_ask;
        *check.randomness = *start.randomness;
        check.go_on();
        check
    }

    /// A conversation that is over before it begins.
    pub(super) fn done(
        policy: Policy,
        audience: Audience,
        intimate: Option<IntimateSource>,
        finding: Finding,
    ) -> Self {
        Self {
            policy,
            audience,
            intimate,
            digests: None,
            views: Vec::new(),
            step: Step::Done(policy.judge(finding.clone(), intimate, audience)),
            finding,
            to_ask: VecDeque::new(),
            randomness: Zeroizing::new([0; 32]),
            waiting: Waiting::Nobody,
            failure: None,
        }
    }

    /// What is needed now, or the verdict.
    pub fn step(&self) -> &Step {
        &self.step
    }

    /// The code of the first thing that went wrong with an evaluator or a mirror, for the host's
    /// operators.
    pub fn failure(&self) -> Option<&'static str> {
        self.failure
    }

    /// Takes the answer to the question of the current [`step`](Self::step), or why there is none,
    /// and goes on. After the end, nothing changes any more.
    pub fn answer(&mut self, answer: Result<&[u8], UncheckedWhy>) {
        let waiting = core::mem::replace(&mut self.waiting, Waiting::Nobody);
        let bytes = match answer {
            Ok(bytes) => bytes,
            Err(why) => {
                if !matches!(waiting, Waiting::Nobody) {
                    self.fail(why, "no-answer");
                    self.go_on();
                }
                return;
            }
        };
        match waiting {
            Waiting::Nobody => return,
            Waiting::Evaluator(number, set, asked) => match set.evaluated(*asked, bytes) {
                Ok(Evaluated::Done(found)) => self.found(found),
                Ok(Evaluated::Fetch(fetching, body)) => {
                    self.waiting = Waiting::Mirror(Arc::clone(&set), fetching);
                    self.step = Step::Fetch(Question { set: number, body });
                    return;
                }
                Err(error) => self.refuse(&error),
            },
            Waiting::Mirror(set, fetching) => match set.fetched(&fetching, bytes) {
                Ok(found) => self.found(found),
                Err(error) => self.refuse(&error),
            },
        }
        self.go_on();
    }

    /// Asks the next set, or ends.
    fn go_on(&mut self) {
        while let Some(next) = self.to_ask.pop_front() {
            match self.ask(next) {
                Ok(()) => return,
                Err(error) => self.refuse(&error),
            }
        }
        let finding = self.finding.clone();
        let verdict = self.policy.judge(finding, self.intimate, self.audience);
        self.step = Step::Done(verdict);
    }

    fn ask(&mut self, next: ToAsk) -> Result<(), PrivateError> {
        let ToAsk {
            number,
            set,
            blinds,
        } = next;
        // Without randomness for this check, nothing that was prepared may be used either.
        Seed::new(*self.randomness)?;
        let part = |label| Zeroizing::new(part_of(&self.randomness, label, number));
        let blinds = match blinds {
            Some(blinds) => blinds,
            None => set.prepare(Seed::new(*part("presend check blinds"))?)?,
        };
        let order = part("presend check probes");
        let (asked, body) = set.ask(&self.views, self.digests, &order, blinds)?;
        self.waiting = Waiting::Evaluator(number, set, Box::new(asked));
        self.step = Step::Evaluate(Question { set: number, body });
        Ok(())
    }

    /// A match stays a match, whatever the other sets say or fail to say.
    fn found(&mut self, found: Option<Match<'_>>) {
        if let Some(found) = found
            && !matches!(self.finding, Finding::Known { .. })
        {
            self.finding = known(found);
        }
    }

    fn refuse(&mut self, error: &PrivateError) {
        self.fail(UncheckedWhy::Error, error.code());
    }

    /// What one set could not say makes a clear picture an unchecked one.
    fn fail(&mut self, why: UncheckedWhy, code: &'static str) {
        self.failure.get_or_insert(code);
        if self.finding == Finding::Clear {
            self.finding = Finding::Unchecked { why };
        }
    }
}

/// The usable views of a picture as [`probes`](crate::matchset::probe::probes) take them, each with
/// how likely it is the listed one; `mirrored`: their mirror images too.
pub fn readings(frames: &[FrameSignal], mirrored: bool) -> Vec<ViewInput> {
    let mut inputs = Vec::new();
    for view in usable_views(frames) {
        let prior = match view.view {
            View::Stored => prior::STORED,
            View::Upright => prior::UPRIGHT,
            View::Trimmed => prior::TRIMMED,
        };
        inputs.extend(ViewInput::of(&view.pdq, prior));
        if mirrored && let Some(pdq) = view.turned(Dihedral::FlipY) {
            let prior = u32::from(prior) * u32::from(prior::MIRROR) / 1000;
            let prior = u16::try_from(prior).unwrap_or(u16::MAX);
            inputs.extend(ViewInput::of(&pdq, prior));
        }
    }
    inputs
}
