mod checks;
mod claims;
mod clock;
mod compact_form;
mod keys;
mod published_keys;
mod receipt_error;
mod replay_guard;
mod strict_json;
#[cfg(test)]
mod tests;
mod verified_receipt;
mod verifier;
mod verifier_builder;

pub use checks::ReceiptChecks;
pub use receipt_error::{ReceiptError, ReceiptReason};
pub use replay_guard::{MemoryReplayGuard, ReplayGuard};
pub use verified_receipt::VerifiedReceipt;
pub use verifier::ReceiptVerifier;
pub use verifier_builder::ReceiptVerifierBuilder;
