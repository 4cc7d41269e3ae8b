use axum_core::extract::{FromRef, FromRequestParts};
use http::header::AUTHORIZATION;
use http::request::Parts;

use super::{ReceiptGate, ReceiptRejection};
use crate::VerifiedReceipt;

/// What the receipt of a request proves. A handler that takes it runs only for requests with a good one.
///
/// A handler that takes `Result<Receipt, ReceiptRejection>` runs for the others too, and may answer them itself.
#[derive(Clone, Debug)]
pub struct Receipt(pub VerifiedReceipt);

impl<S> FromRequestParts<S> for Receipt
where
    ReceiptGate: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = ReceiptRejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ReceiptRejection> {
        let gate = ReceiptGate::from_ref(state);
        let receipt = bearer_of(parts).to_owned();
        gate.judge(&receipt, parts).await.map(Self).map_err(ReceiptRejection::from)
    }
}

/// What has no receipt has an empty one, which is refused like any other.
fn bearer_of(parts: &Parts) -> &str {
    let mut values = parts.headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return "" };
    match value.to_str().ok().and_then(|text| text.split_once(' ')) {
        Some((scheme, receipt)) if scheme.eq_ignore_ascii_case("bearer") => receipt.trim_start_matches(' '),
        _ => "",
    }
}
