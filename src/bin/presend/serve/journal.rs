//! Log lines and counters: classes of outcome and codes, nothing of a question or of who asks.

use crate::say;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

/// How a question ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Answered,
    Limited,
    Refused,
    Failed,
    Slow,
}

impl Outcome {
    fn name(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Limited => "limited",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Slow => "slow",
        }
    }
}

/// Counts, and writes lines with the names of OpenTelemetry's log data model.
#[derive(Default)]
pub struct Journal(Mutex<BTreeMap<Outcome, u64>>);

impl Journal {
    /// One question.
    pub fn request(&self, outcome: Outcome, status: u16) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry(outcome).or_default() += 1;
        drop(counts);
        let severity = if outcome == Outcome::Failed {
            "ERROR"
        } else {
            "INFO"
        };
        let attributes =
            serde_json::json!({ "role": "evaluator", "outcome": outcome.name(), "status": status });
        line(severity, "request", &attributes);
    }

    /// The port is open.
    pub fn listening(&self, port: u16) {
        line("INFO", "listening", &serde_json::json!({ "port": port }));
    }

    /// Something that the operator should know.
    pub fn warn(&self, code: &str, body: &str, budget: &str) {
        line(
            "WARN",
            body,
            &serde_json::json!({ "code": code, "budget": budget }),
        );
    }

    /// The text format of Prometheus, of this process alone.
    pub fn metrics(&self) -> String {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::from(
            "# HELP presend_requests_total Requests by role and class of outcome.\n# TYPE presend_requests_total counter\n",
        );
        for (outcome, count) in &*counts {
            let name = outcome.name();
            text += &format!(
                "presend_requests_total{{role=\"evaluator\",outcome=\"{name}\"}} {count}\n"
            );
        }
        text
    }
}

fn line(severity: &str, body: &str, attributes: &serde_json::Value) {
    say(serde_json::json!({
        "Timestamp": humantime::format_rfc3339_millis(SystemTime::now()).to_string(),
        "SeverityText": severity,
        "Body": body,
        "Attributes": attributes,
        "Resource": { "service.name": "presend-serve" },
    }));
}
