use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use hyper::Uri;

use super::claims::{Claims, Expected};
use super::clock::{Clock, epoch_ms, instant_of};
use super::compact_form::CompactForm;
use super::keys::{KeySet, PublicKey};
use super::published_keys::{FetchTimes, PublishedKeys};
use super::strict_json::parse_part;
use super::{ReceiptChecks, ReceiptError, ReceiptReason};
use crate::BuildError;

/// Judges receipts of one service for one tenant. Make one for the whole process: its clones share the keys.
#[derive(Clone)]
pub struct ReceiptVerifier(Arc<Trust>);

struct Trust {
    issuer: String,
    audience: String,
    allow_test: bool,
    clock_tolerance: Duration,
    clock: Clock,
    keys: Keys,
}

enum Keys {
    Given(KeySet),
    Published(Box<PublishedKeys>),
}

impl ReceiptVerifier {
    /// Prepares a verifier.
    ///
    /// `issuer` is the public URL of the service, `NOPASS_PUBLIC_URL`, letter for letter and without a slash at the end;
    /// `audience` is your tenant.
    pub fn builder(issuer: impl Into<String>, audience: impl Into<String>) -> ReceiptVerifierBuilder {
        ReceiptVerifierBuilder {
            issuer: issuer.into(),
            audience: audience.into(),
            jwks_url: None,
            keys: None,
            allow_test: false,
            clock_tolerance: Duration::from_secs(30),
            times: FetchTimes::default(),
            clock: Clock::default(),
        }
    }

    /// Returns what the receipt proves.
    ///
    /// Whoever holds a receipt can show it: give `replay_guard` where it must count once, and `nonce` where it must
    /// belong to the session that asked for the code.
    pub async fn verify(
        &self,
        receipt: &str,
        checks: ReceiptChecks<'_>,
    ) -> Result<VerifiedReceipt, ReceiptError> {
        let trust = &*self.0;
        let form = CompactForm::parse(receipt)?;
        trust.key_of(&form).await?.verify(&form)?;
        let now_ms = epoch_ms(trust.clock.now());
        let tolerance_ms = i64::try_from(trust.clock_tolerance.as_millis()).unwrap_or(i64::MAX);
        let Trust { issuer, audience, .. } = trust;
        let members = parse_part(form.payload).ok_or(ReceiptReason::Malformed)?;
        let claims = Claims::parse(&members, &Expected { issuer, audience, now_ms, tolerance_ms })?;
        if claims.test && !trust.allow_test {
            return Err(ReceiptReason::Test.into());
        }
        checks.judge(&claims, now_ms, tolerance_ms)?;
        if let Some(guard) = checks.replay_guard {
            // Twice the tolerance: the clock of a database may be wrong as well.
            let until = instant_of(claims.exp) + 2 * trust.clock_tolerance;
            let consumed = guard.consume(claims.jti.clone(), until).await;
            if !consumed.map_err(|error| ReceiptError::caused(ReceiptReason::GuardFailed, error))? {
                return Err(ReceiptReason::Replayed.into());
            }
        }
        Ok(VerifiedReceipt {
            email: claims.email,
            purpose: claims.purpose,
            subject: claims.sub,
            audience: audience.clone(),
            verified_at: instant_of(claims.auth_time),
            issued_at: instant_of(claims.iat),
            expires_at: instant_of(claims.exp),
            id: claims.jti,
            nonce: claims.nonce,
            test: claims.test,
        })
    }
}

impl Trust {
    async fn key_of(&self, receipt: &CompactForm<'_>) -> Result<PublicKey, ReceiptError> {
        match &self.keys {
            Keys::Given(keys) => Ok(keys.key_of(receipt)?),
            Keys::Published(keys) => keys.key_of(receipt).await,
        }
    }
}

impl fmt::Debug for ReceiptVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceiptVerifier")
            .field("issuer", &self.0.issuer)
            .field("audience", &self.0.audience)
            .finish_non_exhaustive()
    }
}

/// What a receipt proves: at `verified_at`, somebody who can read the mail of `email` typed the code.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifiedReceipt {
    /// The proven mailbox in its canonical form. Use this one, never one that came beside the receipt.
    pub email: String,

    /// What the code was sent for.
    pub purpose: String,

    /// A pseudonym of the address for this tenant. It changes with the service's keys: match accounts by `email`.
    pub subject: String,

    /// The tenant.
    pub audience: String,

    /// When the code was judged.
    pub verified_at: SystemTime,

    /// When the receipt was signed.
    pub issued_at: SystemTime,

    /// When it stops being accepted.
    pub expires_at: SystemTime,

    /// The same for every receipt of one proof. Count uses by it: a receipt's text can be changed, and stay valid.
    pub id: String,

    /// What `send_code` was called with.
    pub nonce: Option<String>,

    /// Whether it was made with a test key or for a test address. Only ever true with `allow_test`.
    pub test: bool,
}

/// Shows no address.
impl fmt::Debug for VerifiedReceipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifiedReceipt")
            .field("purpose", &self.purpose)
            .field("audience", &self.audience)
            .field("verified_at", &self.verified_at)
            .field("test", &self.test)
            .finish_non_exhaustive()
    }
}

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
        Ok(ReceiptVerifier(Arc::new(Trust {
            issuer: self.issuer,
            audience: self.audience,
            allow_test: self.allow_test,
            clock_tolerance: self.clock_tolerance,
            clock: self.clock,
            keys,
        })))
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
