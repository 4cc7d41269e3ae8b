#![doc = include_str!("../README.md")]

#[cfg(feature = "axum")]
pub mod axum;
mod build_error;
mod builder;
mod client;
mod error;
mod failure;
mod id;
mod messages;
#[allow(clippy::all, clippy::unwrap_used, missing_docs, rustdoc::all, unused_qualifications)]
#[rustfmt::skip]
#[path = "gen/nopass.v1.rs"]
mod proto;
mod race;
#[cfg(feature = "receipts")]
mod receipt;
mod redact;
mod retry;
mod send_code;
#[cfg(test)]
mod tests;
mod transport;
mod verify_code;

pub use build_error::BuildError;
pub use builder::Builder;
pub use client::NoPass;
pub use error::{Error, Reason, Violation};
#[cfg(feature = "receipts")]
pub use receipt::{
    MemoryReplayGuard, ReceiptChecks, ReceiptError, ReceiptReason, ReceiptVerifier, ReceiptVerifierBuilder,
    ReplayGuard, VerifiedReceipt,
};
pub use send_code::{CodeAlphabet, SendCodeRequest, SendCodeResponse};
pub use verify_code::{VerifyCodeRequest, VerifyCodeResponse};
