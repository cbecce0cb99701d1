//! The guard's conversation about one picture, for JavaScript to carry.

use super::convert;
use crate::guard::{Check, Question, Step};
use crate::policy::{UncheckedWhy, Verdict};
use js_sys::Uint8Array;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// What is needed now, or the verdict.
#[wasm_bindgen]
pub struct Conversation(Inner);

enum Inner {
    Check(Box<Check>),
    Over(Verdict),
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Said<'a> {
    Evaluate(Asked),
    Fetch(Asked),
    Done { verdict: &'a Verdict },
}

#[derive(Serialize)]
struct Asked {
    set: usize,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    body: JsValue,
}

impl From<&Question> for Asked {
    fn from(question: &Question) -> Self {
        Self {
            set: question.set,
            body: Uint8Array::from(question.body.as_slice()).into(),
        }
    }
}

impl Conversation {
    pub(super) fn new(check: Check) -> Self {
        Self(Inner::Check(Box::new(check)))
    }

    pub(super) fn over(verdict: Verdict) -> Self {
        Self(Inner::Over(verdict))
    }
}

#[wasm_bindgen]
impl Conversation {
    /// `{ type: 'evaluate' | 'fetch', set, body }` or `{ type: 'done', verdict }`.
    ///
    /// # Errors
    /// `error`, which does not happen: every step has a form in JavaScript.
    pub fn step(&self) -> Result<JsValue, JsValue> {
        convert::to_js(&match &self.0 {
            Inner::Over(verdict) => Said::Done { verdict },
            Inner::Check(check) => match check.step() {
                Step::Evaluate(question) => Said::Evaluate(question.into()),
                Step::Fetch(question) => Said::Fetch(question.into()),
                Step::Done(verdict) => Said::Done { verdict },
            },
        })
    }

    /// Takes the answer to the current step.
    pub fn answer(&mut self, bytes: &[u8]) {
        if let Inner::Check(check) = &mut self.0 {
            check.answer(Ok(bytes));
        }
    }

    /// Takes the reason why there is no answer to the current step.
    ///
    /// # Errors
    /// `bad-options`
    pub fn fail(&mut self, why: JsValue) -> Result<(), JsValue> {
        let why: UncheckedWhy = convert::from_js(why)?;
        if let Inner::Check(check) = &mut self.0 {
            check.answer(Err(why));
        }
        Ok(())
    }

    /// The code of the first thing that went wrong with an evaluator or a mirror.
    #[wasm_bindgen(getter)]
    pub fn failure(&self) -> Option<String> {
        match &self.0 {
            Inner::Check(check) => check.failure().map(str::to_owned),
            Inner::Over(_) => None,
        }
    }
}
