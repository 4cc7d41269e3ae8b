use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use hyper::Uri;

use super::ReceiptVerifier;
use super::clock::Clock;
use super::keys::KeySet;
use super::published_keys::{FetchTimes, PublishedKeys};
use super::verifier::{Keys, Trust};
use crate::BuildError;

/// The options of a verifier.
#[must_use]
pub struct ReceiptVerifierBuilder {
    issuer: String,
    audience: String,
    jwks_url: Option<String>,
    keys: Option<String>,
    allow_test: bool,
    clock_tolerance: Duration,
    times: FetchTimes,
    clock: Clock,
}

impl ReceiptVerifierBuilder {
    pub(super) fn new(issuer: String, audience: String) -> Self {
        Self {
            issuer,
            audience,
            jwks_url: None,
            keys: None,
            allow_test: false,
            clock_tolerance: Duration::from_secs(30),
            times: FetchTimes::default(),
            clock: Clock::default(),
        }
    }

    /// Where the service publishes its keys. Default: `/.well-known/jwks.json` below the issuer.
    pub fn jwks_url(mut self, url: impl Into<String>) -> Self {
        self.jwks_url = Some(url.into());
        self
    }

    /// Trusts the keys in this JWK set and fetches none, for a back end without a way to the service.
    pub fn keys(mut self, json: impl Into<String>) -> Self {
        self.keys = Some(json.into());
        self
    }

    /// Accepts receipts of test keys and test addresses too. Anybody can have those: never in production.
    pub fn allow_test(mut self, allow_test: bool) -> Self {
        self.allow_test = allow_test;
        self
    }

    /// How far this machine's clock may be from the service's. Default: 30 seconds; a minute at most.
    pub fn clock_tolerance(mut self, tolerance: Duration) -> Self {
        self.clock_tolerance = tolerance;
        self
    }

    /// How long one request for the keys may take. Default: 5 seconds.
    pub fn fetch_timeout(mut self, timeout: Duration) -> Self {
        self.times.timeout = timeout;
        self
    }

    /// How long keys are used when their answer has no `max-age`. Default: 5 minutes; an hour at most.
    pub fn cache(mut self, cache: Duration) -> Self {
        self.times.cache = cache;
        self
    }

    /// How long an unknown key or a failed request has to wait for the next request. Default: 30 seconds.
    pub fn cooldown(mut self, cooldown: Duration) -> Self {
        self.times.cooldown = cooldown;
        self
    }

    /// Stands in for the system's clock, for tests.
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Clock(Arc::new(now));
        self
    }

    /// Makes the verifier, which fetches keys when the first receipt comes, or says which option cannot work.
    pub fn build(self) -> Result<ReceiptVerifier, BuildError> {
        if self.issuer.is_empty() {
            return Err(BuildError("issuer is missing"));
        }
        if self.issuer.ends_with('/') {
            return Err(BuildError("issuer ends with a slash, which no receipt's issuer does"));
        }
        if self.audience.is_empty() {
            return Err(BuildError("audience is missing"));
        }
        // The service publishes an old key for a minute after its last receipt has expired.
        if self.clock_tolerance > Duration::from_secs(60) {
            return Err(BuildError("clock_tolerance must be a minute at most"));
        }
        let keys = match (&self.keys, &self.jwks_url) {
            (Some(_), Some(_)) => return Err(BuildError("keys and jwks_url exclude each other")),
            (Some(json), None) => Keys::Given(parse_given(json)?),
            (None, Some(url)) => Keys::Published(Box::new(self.published_at(url)?)),
            (None, None) => Keys::Published(Box::new(
                self.published_at(&format!("{}/.well-known/jwks.json", self.issuer))?,
            )),
        };
        Ok(Trust {
            issuer: self.issuer,
            audience: self.audience,
            allow_test: self.allow_test,
            clock_tolerance: self.clock_tolerance,
            clock: self.clock,
            keys,
        }
        .into())
    }

    /// Whoever can change the keys on their way can sign receipts, so that they have to be encrypted.
    fn published_at(&self, url: &str) -> Result<PublishedKeys, BuildError> {
        let url: Uri = url.parse().map_err(|_| BuildError("the address of the keys is not a URL"))?;
        let authority = url.authority().ok_or(BuildError("the address of the keys is not a URL"))?;
        if authority.as_str().contains('@') {
            return Err(BuildError("the address of the keys has credentials, which do not belong there"));
        }
        let host = authority.host();
        let is_loopback = host == "localhost"
            || host.trim_matches(['[', ']']).parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback());
        match url.scheme_str() {
            Some("https") => {}
            Some("http") if is_loopback => {}
            _ => {
                return Err(BuildError(
                    "the address of the keys must start with https://, or with http:// on this machine",
                ));
            }
        }
        PublishedKeys::new(url, self.times, self.clock.clone())
    }
}

impl fmt::Debug for ReceiptVerifierBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceiptVerifierBuilder").finish_non_exhaustive()
    }
}

fn parse_given(json: &str) -> Result<KeySet, BuildError> {
    let keys = KeySet::parse(json.as_bytes()).ok_or(BuildError("keys is no JWK set"))?;
    if keys.is_empty() {
        return Err(BuildError("keys has no keys"));
    }
    if keys.has_private_key() {
        return Err(BuildError("keys has a private key, which nobody but the service may hold"));
    }
    Ok(keys)
}
