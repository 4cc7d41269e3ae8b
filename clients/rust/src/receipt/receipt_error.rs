use std::{error, fmt};

/// The error that a receipt is refused with: match on [`reason`](ReceiptError::reason).
///
/// It can be logged whole. Its message is fixed for each reason, and nothing of the receipt is in it.
#[derive(Debug)]
pub struct ReceiptError {
    reason: ReceiptReason,
    source: Option<Box<dyn error::Error + Send + Sync>>,
}

impl ReceiptError {
    pub(crate) fn caused(
        reason: ReceiptReason,
        source: impl Into<Box<dyn error::Error + Send + Sync>>,
    ) -> Self {
        Self { reason, source: Some(source.into()) }
    }

    /// Why the receipt is refused.
    pub fn reason(&self) -> ReceiptReason {
        self.reason
    }
}

impl From<ReceiptReason> for ReceiptError {
    fn from(reason: ReceiptReason) -> Self {
        Self { reason, source: None }
    }
}

impl fmt::Display for ReceiptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.reason, self.reason.text())
    }
}

impl error::Error for ReceiptError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

macro_rules! reasons {
    ($($(#[$doc:meta])+ $variant:ident = $name:literal: $text:literal,)+) => {
        /// Why a receipt is refused.
        ///
        /// [`Display`](fmt::Display) gives the name that is the same in every language: `KEY_UNKNOWN`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ReceiptReason { $($(#[$doc])+ $variant,)+ }

        impl ReceiptReason {
            /// The name that is the same in every language.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }
    };
}

reasons! {
    /// Not a receipt, or not exactly of its form.
    Malformed = "MALFORMED": "this is not a receipt",
    /// Signed with a key that the service does not publish.
    KeyUnknown = "KEY_UNKNOWN": "the receipt was not signed with a key of the issuer",
    /// Changed, or signed by somebody else.
    Signature = "SIGNATURE": "the signature of the receipt is wrong",
    /// Of another service.
    Issuer = "ISSUER": "the receipt is from another service",
    /// For another tenant.
    Audience = "AUDIENCE": "the receipt is for another tenant",
    /// For something else.
    Purpose = "PURPOSE": "the receipt is for another purpose",
    /// For another session.
    Nonce = "NONCE": "the receipt is for another session",
    /// Too old. If it repeats, look at your clock.
    Expired = "EXPIRED": "the receipt is too old",
    /// Dated in the future. If it repeats, look at your clock.
    NotYet = "NOT_YET": "the receipt is dated in the future",
    /// Does not say what every receipt says.
    Claims = "CLAIMS": "the receipt does not say what a receipt says",
    /// Made with a test key or for a test address.
    Test = "TEST": "the receipt is for tests, and proves nothing",
    /// Accepted before.
    Replayed = "REPLAYED": "the receipt was used before",
    /// Nothing is known of the receipt, as the keys cannot be had: try again later. The source says what failed.
    KeysUnavailable = "KEYS_UNAVAILABLE": "the keys of the issuer cannot be had, see the source",
    /// Your replay guard failed, so that the receipt is not accepted. The source is its error.
    GuardFailed = "GUARD_FAILED": "the replay guard failed, see the source",
}

impl fmt::Display for ReceiptReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
