//! One question, held against everything before its elements are touched, and its answer.

use super::budget::{Budgets, Refused};
use super::journal::{Journal, Outcome};
use super::tokens::{Redeemed, TokenGate};
use crate::answers;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request as Asked, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use presend::oprf::{EvaluatorKey, OprfError, Request, Seed};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};
use tokio::sync::Semaphore;

/// A question has arrived within this time.
const ARRIVAL: Duration = Duration::from_secs(30);

/// Everything that a question needs.
pub struct Evaluator {
    /// Of the editions that are asked about, side by side.
    pub keys: Vec<EvaluatorKey>,
    /// Elements that one question may have.
    pub probes: usize,
    pub budgets: Budgets,
    /// Tokens that pay in place of a client's budget.
    pub tokens: Option<TokenGate>,
    /// In which a proxy puts the client's address.
    pub client_header: Option<String>,
    /// As many as questions may be evaluated at the same time.
    pub turns: Semaphore,
    pub journal: Journal,
}

impl Evaluator {
    fn client(&self, headers: &HeaderMap, peer: SocketAddr) -> Option<IpAddr> {
        match &self.client_header {
            None => Some(peer.ip()),
            Some(name) => {
                let value = headers.get(name)?.to_str().ok()?;
                value.rsplit(',').next()?.trim().parse().ok()
            }
        }
    }

    fn answer(&self, request: &Request) -> Result<Vec<u8>, OprfError> {
        let named = self
            .keys
            .iter()
            .find(|key| key.public().id() == request.key);
        let random = answers::random().map_err(|_| OprfError::NoRandomness)?;
        let response = named
            .ok_or(OprfError::WrongKey)?
            .blind_evaluate(request, Seed::new(*random)?)?;
        Ok(response.to_bytes())
    }
}

/// A refusal: status, stable code, and a sentence for whoever reads it.
struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: &'static str,
    outcome: Outcome,
    wait: Option<u64>,
    /// The value of `WWW-Authenticate`.
    challenge: Option<String>,
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, detail: &'static str) -> Self {
        Self {
            status,
            code,
            detail,
            outcome: Outcome::Refused,
            wait: None,
            challenge: None,
        }
    }

    /// RFC 9457.
    fn response(&self) -> Response {
        let document = serde_json::json!({
            "title": self.status.canonical_reason(),
            "status": self.status.as_u16(),
            "code": self.code,
            "detail": self.detail,
        });
        let mut response = respond(
            self.status,
            "application/problem+json",
            document.to_string(),
        );
        if let Some(wait) = self.wait {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(wait));
        }
        if let Some(challenge) = &self.challenge
            && let Ok(value) = HeaderValue::from_str(challenge)
        {
            let headers = response.headers_mut();
            headers.insert(header::WWW_AUTHENTICATE, value);
        }
        response
    }
}

/// With the headers that every answer carries: any page may ask, and nobody keeps an answer.
fn respond(status: StatusCode, media_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let always = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            "retry-after, www-authenticate",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        ),
    ];
    for (name, value) in always {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// `POST /evaluate`
pub async fn evaluate(
    State(evaluator): State<Arc<Evaluator>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    asked: Asked,
) -> Response {
    let (outcome, response) = match answered(&evaluator, peer, asked).await {
        Ok(bytes) => (
            Outcome::Answered,
            respond(StatusCode::OK, "application/octet-stream", bytes),
        ),
        Err(problem) => (problem.outcome, problem.response()),
    };
    evaluator
        .journal
        .request(outcome, response.status().as_u16());
    response
}

async fn answered(
    evaluator: &Arc<Evaluator>,
    peer: SocketAddr,
    asked: Asked,
) -> Result<Vec<u8>, Problem> {
    let client = evaluator.client(asked.headers(), peer);
    let offered = asked.headers().get(header::AUTHORIZATION).cloned();
    let bytes = read(asked, Request::length(evaluator.probes)).await?;
    let request = Request::from_bytes(&bytes).map_err(|error| refused(&error))?;
    if request.elements.len() > evaluator.probes {
        return Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "bad-element-count",
            "A question has fewer elements here.",
        ));
    }
    if !evaluator
        .keys
        .iter()
        .any(|key| key.public().id() == request.key)
    {
        return Err(refused(&OprfError::WrongKey));
    }
    pay(evaluator, client, offered.as_ref())?;
    let broken = |()| Problem {
        outcome: Outcome::Failed,
        ..Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "worker-failed",
            "The evaluator could not answer. Trying again later may help.",
        )
    };
    let Ok(_turn) = evaluator.turns.acquire().await else {
        return Err(broken(()));
    };
    let shared = Arc::clone(evaluator);
    let work = tokio::task::spawn_blocking(move || shared.answer(&request));
    match work.await {
        Ok(answer) => answer.map_err(|error| refused(&error)),
        Err(_) => Err(broken(())),
    }
}

/// A token pays for whoever has one, namelessly; others are counted by address. The global budget
/// holds for all.
fn pay(
    evaluator: &Evaluator,
    client: Option<IpAddr>,
    offered: Option<&HeaderValue>,
) -> Result<(), Problem> {
    let challenge = || {
        let tokens = evaluator.tokens.as_ref();
        tokens.map(|tokens| tokens.challenge(SystemTime::now()))
    };
    let taken = match (&evaluator.tokens, offered) {
        (Some(tokens), Some(offered)) => {
            let code = match tokens.redeem(offered.to_str().unwrap_or(""), SystemTime::now()) {
                Redeemed::Paid => None,
                Redeemed::Spent => Some("token-spent"),
                Redeemed::Bad => Some("bad-token"),
            };
            if let Some(code) = code {
                return Err(Problem {
                    challenge: challenge(),
                    ..Problem::new(
                        StatusCode::UNAUTHORIZED,
                        code,
                        "The token does not pay for this question. Ask the issuer for another one.",
                    )
                });
            }
            evaluator.budgets.take_paid(Instant::now())
        }
        _ => evaluator.budgets.take(client, Instant::now()),
    };
    match taken {
        None => Ok(()),
        Some(refused @ Refused::Client(_)) => Err(Problem {
            challenge: challenge(),
            ..limited(&refused)
        }),
        Some(refused) => Err(limited(&refused)),
    }
}

/// The whole body, where it is short enough and comes soon enough.
async fn read(asked: Asked, most: usize) -> Result<Bytes, Problem> {
    let reading = tokio::time::timeout(ARRIVAL, to_bytes(asked.into_body(), most));
    match reading.await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "question-too-long",
            "A question is shorter here.",
        )),
        Err(_) => Err(Problem {
            outcome: Outcome::Slow,
            ..Problem::new(
                StatusCode::REQUEST_TIMEOUT,
                "too-slow",
                "The question did not arrive in time.",
            )
        }),
    }
}

fn refused(error: &OprfError) -> Problem {
    Problem::new(
        StatusCode::BAD_REQUEST,
        error.code(),
        "This is no question that this evaluator answers.",
    )
}

fn limited(refused: &Refused) -> Problem {
    let (wait, code, detail) = match refused {
        Refused::Client(wait) => (
            *wait,
            "client-budget-used",
            "Too many questions from one place. Ask again later.",
        ),
        Refused::Global(wait) => (
            *wait,
            "global-budget-used",
            "Too many questions from everybody together. Ask again later.",
        ),
    };
    Problem {
        outcome: Outcome::Limited,
        wait: Some(wait),
        ..Problem::new(StatusCode::TOO_MANY_REQUESTS, code, detail)
    }
}

/// `OPTIONS /evaluate`
pub async fn preflight() -> Response {
    let mut response = respond(StatusCode::NO_CONTENT, "text/plain", Body::empty());
    let headers = response.headers_mut();
    let allowed = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "POST"),
        (
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "authorization, content-type",
        ),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    for (name, value) in allowed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Any other method at `/evaluate`.
pub async fn other_method() -> Response {
    let problem = Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method-not-allowed",
        "This address answers POST, OPTIONS only.",
    );
    let mut response = problem.response();
    let allow = HeaderValue::from_static("POST, OPTIONS");
    response.headers_mut().insert(header::ALLOW, allow);
    response
}

/// Any other address.
pub async fn nothing_here() -> Response {
    Problem::new(
        StatusCode::NOT_FOUND,
        "nothing-here",
        "There is nothing at this address.",
    )
    .response()
}

/// The process runs.
pub async fn healthy() -> Response {
    respond(StatusCode::OK, "application/json", r#"{"status":"ok"}"#)
}

/// The keys were read before the port was opened, so whoever asks is served.
pub async fn ready() -> Response {
    respond(StatusCode::OK, "application/json", r#"{"status":"ready"}"#)
}

/// Counters by class of outcome. To be kept within the cluster.
pub async fn metrics(State(evaluator): State<Arc<Evaluator>>) -> Response {
    respond(
        StatusCode::OK,
        "text/plain; version=0.0.4; charset=utf-8",
        evaluator.journal.metrics(),
    )
}
