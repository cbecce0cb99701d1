//! `presend serve`: the evaluator as a server, for owners who run machines of their own. The same
//! wire, codes and paths as the edge worker's (`www/worker/`). It has no state but its budgets, so
//! any number of them may run side by side.

mod answer;
mod budget;
mod journal;
mod tokens;

use crate::{Failure, Outcome, files};
use answer::Evaluator;
use axum::Router;
use axum::routing::{any, get, post};
use budget::{Budget, Budgets};
use journal::Journal;
use presend::oprf::EvaluatorKey;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tokens::TokenGate;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// What `presend serve` takes.
#[derive(clap::Args)]
pub struct Args {
    /// Key file of an edition that is asked about; give each of those that are side by side
    #[arg(long, required = true)]
    evaluator_key: Vec<PathBuf>,
    /// Address and port
    #[arg(long, default_value = "127.0.0.1:8787")]
    listen: SocketAddr,
    /// Elements that one question may have
    #[arg(long, default_value_t = 512, value_parser = clap::value_parser!(u32).range(1..=4096))]
    probes: u32,
    /// Questions of one client, and within how many seconds
    #[arg(long, default_value = "20/60")]
    client_budget: Budget,
    /// Questions of everybody together to this process, and within how many seconds
    #[arg(long, default_value = "300/60")]
    global_budget: Budget,
    /// Header in which a proxy of your own puts the client's address
    #[arg(long)]
    client_header: Option<String>,
    /// Name of the issuer whose Privacy Pass tokens pay for questions; a token pays once for each
    /// process
    #[arg(long, requires = "token_issuer_key")]
    token_issuer: Option<String>,
    /// The issuer's public key as its directory states it: base64url
    #[arg(long, requires = "token_issuer")]
    token_issuer_key: Option<String>,
    /// Name of this evaluator that tokens are bound to; give each of them
    #[arg(long, requires = "token_issuer")]
    token_name: Vec<String>,
    /// Questions that are evaluated at the same time [default: one for each processor]
    #[arg(long)]
    threads: Option<usize>,
}

/// Serves until the process is told to end.
pub fn run(args: &Args) -> Outcome {
    let mut keys = Vec::new();
    for file in &args.evaluator_key {
        let text = Zeroizing::new(files::read_text(file)?);
        let key = EvaluatorKey::from_secret_text(&text);
        keys.push(key.map_err(|error| Failure::new(error.code(), error))?);
    }
    let threads = args.threads.filter(|threads| *threads > 0);
    let threads = threads
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get));
    let journal = Journal::default();
    for budget in ["client", "global"] {
        journal.warn(
            "budget-in-memory",
            "this budget is counted in memory: each process counts for itself, and forgets when it ends",
            budget,
        );
    }
    let tokens = match (&args.token_issuer, &args.token_issuer_key) {
        (Some(issuer), Some(key)) => Some(
            TokenGate::new(issuer, key, &args.token_name)
                .map_err(|wrong| Failure::new("bad-token-issuer", wrong))?,
        ),
        _ => None,
    };
    if tokens.is_some() {
        journal.warn(
            "budget-in-memory",
            "this budget is counted in memory: each process counts for itself, and forgets when it ends",
            "spent",
        );
    }
    let evaluator = Evaluator {
        keys,
        probes: args.probes as usize,
        budgets: Budgets::new(args.client_budget, args.global_budget),
        tokens,
        client_header: args.client_header.clone(),
        turns: Semaphore::new(threads),
        journal,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(threads)
        .enable_all()
        .build();
    let failed = |error: std::io::Error| Failure::new("cannot-serve", error);
    runtime
        .map_err(failed)?
        .block_on(serve(args.listen, evaluator))
        .map_err(failed)?;
    Ok(true)
}

async fn serve(listen: SocketAddr, evaluator: Evaluator) -> std::io::Result<()> {
    let evaluator = Arc::new(evaluator);
    let router = Router::new()
        .route(
            "/evaluate",
            post(answer::evaluate)
                .options(answer::preflight)
                .fallback(answer::other_method),
        )
        .route("/healthz", get(answer::healthy))
        .route("/readyz", get(answer::ready))
        .route("/metrics", get(answer::metrics))
        .fallback(any(answer::nothing_here))
        .with_state(Arc::clone(&evaluator));
    let listener = tokio::net::TcpListener::bind(listen).await?;
    evaluator.journal.listening(listener.local_addr()?.port());
    axum::serve(
        listener,
        router.into_make_service_with_connect_info::<SocketAddr>(),
    )
    .with_graceful_shutdown(told())
    .await
}

/// Resolves when the process is told to end; questions that are being answered are answered.
async fn told() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (Ok(mut end), Ok(mut interrupt)) = (
            signal(SignalKind::terminate()),
            signal(SignalKind::interrupt()),
        ) else {
            return std::future::pending().await;
        };
        std::future::poll_fn(|context| match end.poll_recv(context) {
            std::task::Poll::Ready(_) => std::task::Poll::Ready(()),
            std::task::Poll::Pending => interrupt.poll_recv(context).map(|_| ()),
        })
        .await;
    }
    #[cfg(not(unix))]
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}
