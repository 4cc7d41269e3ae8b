use serde_json::{Map, Value};

use super::ReceiptReason::{self, Audience, Claims as NotClaims, Expired, Issuer, NotYet};

/// What every receipt says, in the words of JWT (RFC 7519). Times in seconds since the epoch.
pub(crate) struct Claims {
    pub(crate) sub: String,
    pub(crate) email: String,
    pub(crate) purpose: String,
    pub(crate) auth_time: i64,
    pub(crate) iat: i64,
    pub(crate) exp: i64,
    pub(crate) jti: String,
    pub(crate) nonce: Option<String>,
    pub(crate) test: bool,
}

/// Whose claims are believed, and when.
pub(crate) struct Expected<'a> {
    pub(crate) issuer: &'a str,
    pub(crate) audience: &'a str,
    pub(crate) now_ms: i64,
    pub(crate) tolerance_ms: i64,
}

impl Claims {
    /// Reads the claims of a receipt whose signature holds. What only resembles a receipt's claims is refused.
    pub(crate) fn parse(claims: &Map<String, Value>, expected: &Expected<'_>) -> Result<Self, ReceiptReason> {
        if !REQUIRED.iter().all(|name| claims.contains_key(*name)) {
            return Err(NotClaims);
        }
        if claims["iss"] != expected.issuer {
            return Err(Issuer);
        }
        // RFC 7519 §4.1.3 allows a list. One that has us and others in it would be good in two places.
        if claims["aud"] != expected.audience {
            return Err(Audience);
        }
        if let Some(not_before) = claims.get("nbf")
            && time(not_before).ok_or(NotClaims)?.saturating_mul(1000)
                > expected.now_ms.saturating_add(expected.tolerance_ms)
        {
            return Err(NotYet);
        }
        let exp = time(&claims["exp"]).ok_or(NotClaims)?;
        if exp.saturating_mul(1000) <= expected.now_ms.saturating_sub(expected.tolerance_ms) {
            return Err(Expired);
        }
        Self::read(claims).ok_or(NotClaims)
    }

    fn read(claims: &Map<String, Value>) -> Option<Self> {
        let read = Self {
            sub: text(&claims["sub"])?,
            email: text(&claims["email"]).filter(|email| email.contains('@'))?,
            purpose: text(&claims["purpose"])?,
            auth_time: time(&claims["auth_time"])?,
            iat: time(&claims["iat"])?,
            exp: time(&claims["exp"])?,
            jti: text(&claims["jti"])?,
            nonce: claims.get("nonce").map(|nonce| text(nonce).ok_or(())).transpose().ok()?,
            test: claims.get("test").map_or(Some(false), Value::as_bool)?,
        };
        let life = read.exp.checked_sub(read.iat)?;
        let is_whole = claims["email_verified"] == true
            && claims["amr"].as_array()?.iter().any(|method| method == "otp")
            && (0..=read.iat).contains(&read.auth_time)
            && (1..=LONGEST_LIFE_SECONDS).contains(&life);
        is_whole.then_some(read)
    }
}

const REQUIRED: [&str; 11] =
    ["iss", "aud", "sub", "email", "email_verified", "purpose", "amr", "auth_time", "iat", "exp", "jti"];

/// The service's promise. A longer life would outlast the memory of those who accept each receipt once.
const LONGEST_LIFE_SECONDS: i64 = 300;

fn text(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    (!text.is_empty() && text.encode_utf16().count() <= 256).then(|| text.to_owned())
}

/// A whole number that every reader of JSON reads alike (RFC 8259 §6).
fn time(value: &Value) -> Option<i64> {
    value.as_i64().filter(|seconds| seconds.unsigned_abs() < 1 << 53)
}
