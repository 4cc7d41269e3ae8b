use serde_json::Value;

use super::ReceiptReason::{self, Malformed};
use super::strict_json::{bytes_of, parse_part};

/// A receipt of the right form, of which nothing has been believed yet.
pub(crate) struct CompactForm<'a> {
    pub(crate) algorithm: Algorithm,
    pub(crate) key_id: String,

    /// What is signed: the first two parts as they stand (RFC 7515 §5.2).
    pub(crate) signed: &'a str,
    pub(crate) payload: &'a str,
    pub(crate) signature: Vec<u8>,
}

/// What a receipt may be signed with, whatever its header asks for (RFC 8725 §3.1).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Es256,
    EdDsa,
}

impl Algorithm {
    fn named(name: &str) -> Option<Self> {
        match name {
            "ES256" => Some(Self::Es256),
            "EdDSA" => Some(Self::EdDsa),
            _ => None,
        }
    }
}

impl<'a> CompactForm<'a> {
    /// Refuses what cannot be a receipt before any key is looked for: the header is exactly `alg`, `kid` and `typ`.
    ///
    /// There is no list of dangerous header parameters (`crit`, `jku`, `jwk`, `x5u`, `b64`, `zip`) to keep up to date:
    /// the service sends none, so that any other one means that the service did not write it.
    pub(crate) fn parse(receipt: &'a str) -> Result<Self, ReceiptReason> {
        Self::read(receipt).ok_or(Malformed)
    }

    fn read(receipt: &'a str) -> Option<Self> {
        if receipt.len() > LONGEST_BYTES {
            return None;
        }
        let (signed, signature) = receipt.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        let header = parse_part(header).ok()?;
        let member = |name| header.get(name).and_then(Value::as_str);
        // It says nothing before its signature holds, and still has to be canonical.
        bytes_of(payload)?;
        if header.len() != 3 || member("typ") != Some(RECEIPT_TYPE) {
            return None;
        }
        Some(Self {
            algorithm: Algorithm::named(member("alg")?)?,
            key_id: member("kid").filter(|kid| !kid.is_empty())?.to_owned(),
            signed,
            payload,
            signature: bytes_of(signature)?,
        })
    }
}

/// The type of a receipt (RFC 8725 §3.11): no other token that the same keys sign passes for one.
const RECEIPT_TYPE: &str = "nopass-receipt+jwt";

/// Twice the longest receipt there can be: address, purpose, nonce, issuer and tenant are all bounded.
const LONGEST_BYTES: usize = 4096;
