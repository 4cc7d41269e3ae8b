use std::error::Error;
use std::time::{Duration, SystemTime};

use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::Bytes;
use hyper::header::{CACHE_CONTROL, HeaderMap};
use hyper::{StatusCode, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::sync::Mutex;

use super::clock::Clock;
use super::compact_form::CompactForm;
use super::keys::{KeySet, PublicKey};
use super::{ReceiptError, ReceiptReason};
use crate::BuildError;

/// The keys that the service publishes, kept.
///
/// A key that is not among them is asked for once, so that a new one is known at once, and not again for a cool-down:
/// anybody can make up key names. When the service cannot be reached its last keys stay good for a day, so that its
/// rest is not everybody's.
pub(crate) struct PublishedKeys {
    url: Uri,
    client: Client<HttpsConnector<HttpConnector>, Empty<Bytes>>,
    times: FetchTimes,
    clock: Clock,
    // Held while asking, so that all who need the keys at once ask once.
    state: Mutex<State>,
}

/// How long to wait for the keys, and how long to keep them.
#[derive(Clone, Copy)]
pub(crate) struct FetchTimes {
    pub(crate) timeout: Duration,
    pub(crate) cache: Duration,
    pub(crate) cooldown: Duration,
}

impl Default for FetchTimes {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(5),
            cache: Duration::from_secs(300),
            cooldown: Duration::from_secs(30),
        }
    }
}

#[derive(Default)]
struct State {
    asked_at: Option<SystemTime>,
    received: Option<Received>,
    failure: Option<String>,
}

struct Received {
    keys: KeySet,
    at: SystemTime,
    lifetime: Duration,
}

impl PublishedKeys {
    pub(crate) fn new(url: Uri, times: FetchTimes, clock: Clock) -> Result<Self, BuildError> {
        let builder = HttpsConnectorBuilder::new();
        let connector = if url.scheme_str() == Some("https") {
            builder
                .with_provider_and_native_roots(rustls::crypto::ring::default_provider())
                .map_err(|_| BuildError("the system has no certificate authorities"))?
        } else {
            builder.with_tls_config(trusting_nobody()?)
        };
        let connector = connector.https_or_http().enable_http1().build();
        // Asked every few minutes, a connection that is kept would be a dead one.
        let client = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector);
        Ok(Self { url, client, times, clock, state: Mutex::default() })
    }

    pub(crate) async fn key_of(&self, receipt: &CompactForm<'_>) -> Result<PublicKey, ReceiptError> {
        let mut state = self.state.lock().await;
        if !self.is_fresh(&state) && self.may_ask(&state) {
            self.ask(&mut state).await;
        }
        match self.find(&state, receipt) {
            Err(error) if error.reason() == ReceiptReason::KeyUnknown => {}
            found => return found,
        }
        if self.may_ask(&state) {
            self.ask(&mut state).await;
        }
        // The service may know the key by now, and cannot be asked.
        if state.failure.is_some() { Err(unavailable(&state)) } else { self.find(&state, receipt) }
    }

    fn find(&self, state: &State, receipt: &CompactForm<'_>) -> Result<PublicKey, ReceiptError> {
        match &state.received {
            Some(received) if self.is_usable(received) => Ok(received.keys.key_of(receipt)?),
            _ => Err(unavailable(state)),
        }
    }

    fn is_fresh(&self, state: &State) -> bool {
        state.received.as_ref().is_some_and(|received| !self.clock.has_passed(received.lifetime, received.at))
    }

    fn is_usable(&self, received: &Received) -> bool {
        !self.clock.has_passed(LONGEST_OUTAGE, received.at)
    }

    fn may_ask(&self, state: &State) -> bool {
        let pause = match &state.received {
            Some(received) if self.is_usable(received) => self.times.cooldown,
            _ => self.times.cooldown.min(PAUSE_WITHOUT_KEYS),
        };
        state.asked_at.is_none_or(|at| self.clock.has_passed(pause, at))
    }

    async fn ask(&self, state: &mut State) {
        let at = self.clock.now();
        state.asked_at = Some(at);
        // What stays if the caller drops this future before there is an answer.
        state.failure = Some("the request for the keys was given up".to_owned());
        let answer = tokio::time::timeout(self.times.timeout, self.fetch()).await;
        match answer.unwrap_or_else(|_| Err("the keys were not answered in time".into())) {
            Ok((keys, max_age)) => {
                let lifetime =
                    max_age.unwrap_or(self.times.cache).max(self.times.cooldown).min(LONGEST_CACHE);
                state.received = Some(Received { keys, at, lifetime });
                state.failure = None;
            }
            Err(error) => state.failure = Some(text_of(&*error)),
        }
    }

    /// Reads no more than 64 KiB, some 200 keys, and follows no redirect.
    async fn fetch(&self) -> Result<(KeySet, Option<Duration>), Box<dyn Error + Send + Sync>> {
        let answer = self.client.get(self.url.clone()).await?;
        if answer.status() != StatusCode::OK {
            return Err(format!("the keys were answered with status {}", answer.status().as_u16()).into());
        }
        let max_age = max_age_of(answer.headers());
        let body = Limited::new(answer.into_body(), 65_536).collect().await?.to_bytes();
        let keys = KeySet::parse(&body).ok_or("the answer is no key set")?;
        Ok((keys, max_age))
    }
}

/// For this machine's own `http:`, which needs no certificate authorities on the system.
fn trusting_nobody() -> Result<rustls::ClientConfig, BuildError> {
    Ok(rustls::ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .map_err(|_| BuildError("there is no version of TLS"))?
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth())
}

fn unavailable(state: &State) -> ReceiptError {
    let failure = state.failure.clone().unwrap_or_else(|| "they were not asked for".to_owned());
    ReceiptError::caused(ReceiptReason::KeysUnavailable, failure)
}

fn text_of(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}

/// RFC 9111 §5.2.2; `no-store` and `no-cache` ask for as little as possible.
fn max_age_of(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(CACHE_CONTROL)?.to_str().ok()?.to_ascii_lowercase();
    let mut directives = text.split([',', ' ']).map(str::trim);
    if directives.clone().any(|directive| directive == "no-store" || directive == "no-cache") {
        return Some(Duration::ZERO);
    }
    let seconds = directives.find_map(|directive| directive.strip_prefix("max-age="))?;
    seconds.trim_matches('"').parse().ok().map(Duration::from_secs)
}

const PAUSE_WITHOUT_KEYS: Duration = Duration::from_secs(1);
const LONGEST_CACHE: Duration = Duration::from_secs(3600);
const LONGEST_OUTAGE: Duration = Duration::from_secs(24 * 3600);
