use std::time::Duration;
use std::{error, fmt};

use crate::failure::Cause;

/// The one error that calls end with, whatever went wrong on the way: match on [`reason`](Error::reason).
///
/// It can be logged whole. Its message is fixed for each reason, and the API key, the code and the address are struck
/// out of everything that it carries.
pub struct Error(Box<Inner>);

struct Inner {
    reason: Reason,
    facts: Facts,
}

/// What an error can carry beside its reason.
#[derive(Default)]
pub(crate) struct Facts {
    pub(crate) retry_after: Option<Duration>,
    pub(crate) attempts_left: Option<u32>,
    pub(crate) challenge_id: Option<String>,
    pub(crate) violations: Vec<Violation>,
    pub(crate) source: Option<Cause>,
}

impl Error {
    pub(crate) fn new(reason: Reason) -> Self {
        Self::with_facts(reason, Facts::default())
    }

    pub(crate) fn with_facts(reason: Reason, facts: Facts) -> Self {
        Self(Box::new(Inner { reason, facts }))
    }

    /// Why the call did not succeed.
    pub fn reason(&self) -> Reason {
        self.0.reason
    }

    /// How long to wait before the call can succeed, where the service said so.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.facts.retry_after
    }

    /// With [`Reason::CodeRejected`]: how many more codes may be tried. At 0 the challenge is gone.
    pub fn attempts_left(&self) -> Option<u32> {
        self.0.facts.attempts_left
    }

    /// With [`Reason::DeliveryUnknown`]: where the code can be judged if it arrives after all.
    pub fn challenge_id(&self) -> Option<&str> {
        self.0.facts.challenge_id.as_deref()
    }

    /// With [`Reason::RequestInvalid`]: every field that broke its rule.
    pub fn violations(&self) -> &[Violation] {
        &self.0.facts.violations
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.reason, self.0.reason.text())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Facts { retry_after, attempts_left, challenge_id: _, violations, source } = &self.0.facts;
        f.debug_struct("Error")
            .field("reason", &self.0.reason)
            .field("retry_after", retry_after)
            .field("attempts_left", attempts_left)
            .field("violations", violations)
            .field("source", source)
            .finish_non_exhaustive()
    }
}

impl error::Error for Error {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        self.0.facts.source.as_ref().map(|cause| cause as _)
    }
}

/// One field that broke its rule, named as in the proto file (`ttl`, `client_ip`).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The name of the field.
    pub field: String,

    /// What its rule is.
    pub description: String,
}

macro_rules! reasons {
    ($($(#[$doc:meta])+ $variant:ident = $name:literal: $text:literal,)+) => {
        /// Why a call did not succeed. All but the last four are the service's refusals.
        ///
        /// [`Display`](fmt::Display) gives the name that is the same in every language: `CODE_REJECTED`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Reason { $($(#[$doc])+ $variant,)+ }

        impl Reason {
            /// The name that is the same in every language.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }

        const REASONS: &[Reason] = &[$(Reason::$variant),+];
    };
}

reasons! {
    /// A field breaks its rule: [`Error::violations`] lists every one that does.
    RequestInvalid = "REQUEST_INVALID": "a field breaks its rule, see violations",
    /// Not an address that can be mailed.
    EmailInvalid = "EMAIL_INVALID": "this is not an address that can be mailed",
    /// The API key is not one of this service's.
    KeyUnknown = "KEY_UNKNOWN": "the API key is not one of this service's",
    /// The right key, used wrongly.
    KeyForbidden = "KEY_FORBIDDEN": "the API key must not be used like this",
    /// Too soon after the last code sent to this address: see [`Error::retry_after`].
    CoolingDown = "COOLING_DOWN": "it is too soon after the last code sent to this address",
    /// The address's budget of unredeemed codes is spent.
    AddressLimited = "ADDRESS_LIMITED": "too many unredeemed codes were sent to this address",
    /// Mail to this address bounced, or was complained about.
    AddressUndeliverable = "ADDRESS_UNDELIVERABLE": "mail to this address bounced or was complained about",
    /// The limit of the key or of the network address.
    CallerLimited = "CALLER_LIMITED": "the limit of the API key or of the network address is reached",
    /// The mail provider refused. Nothing was charged. Retried.
    DeliveryFailed = "DELIVERY_FAILED": "the mail was not accepted, and nothing was charged",
    /// The mail may still arrive: ask for the code, with [`Error::challenge_id`].
    DeliveryUnknown = "DELIVERY_UNKNOWN": "the mail may or may not arrive, see challenge_id",
    /// The service cannot reach its database. Retried.
    StoreUnavailable = "STORE_UNAVAILABLE": "the service cannot reach its database",
    /// The service has more calls than it can serve, and did nothing for this one. Retried, after
    /// [`Error::retry_after`].
    Overloaded = "OVERLOADED": "the service has more calls than it can serve",
    /// The code is wrong: [`Error::attempts_left`] says how many more may be tried.
    CodeRejected = "CODE_REJECTED": "the code is wrong, see attempts_left",
    /// Too late.
    ChallengeExpired = "CHALLENGE_EXPIRED": "the challenge has expired",
    /// Redeemed or wiped before.
    ChallengeClosed = "CHALLENGE_CLOSED": "the challenge was redeemed or wiped before",
    /// Not a challenge of this service's.
    ChallengeUnknown = "CHALLENGE_UNKNOWN": "the challenge is not one of this service's",
    /// A fault of the service's. Its log has the cause.
    Internal = "INTERNAL": "the service failed",
    /// No answer of the service's, such as a refused or broken connection or a proxy's 502. Retried.
    Unreachable = "UNREACHABLE": "the service did not answer",
    /// The call's deadline passed. A mail may have been sent, or a code judged.
    Timeout = "TIMEOUT": "the deadline passed before the service answered",
    /// The client was closed.
    Canceled = "CANCELED": "the client was closed",
    /// An answer that this version does not understand, such as a proxy's error page.
    Unknown = "UNKNOWN": "the answer was not understood",
}

impl Reason {
    /// Reads a refusal of the service's. What it cannot say itself is not understood.
    pub(crate) fn named(name: &str) -> Self {
        let refusals = &REASONS[..REASONS.len() - 4];
        refusals.iter().copied().find(|reason| reason.as_str() == name).unwrap_or(Self::Unknown)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::RefusalReason;

    #[test]
    fn every_refusal_of_the_service_is_known() {
        for number in 1.. {
            let Ok(refusal) = RefusalReason::try_from(number) else { break };
            let name = refusal.as_str_name().trim_start_matches("REFUSAL_REASON_");
            assert_eq!(Reason::named(name).as_str(), name);
        }
        assert_eq!(Reason::named("CANCELED"), Reason::Unknown);
    }
}
