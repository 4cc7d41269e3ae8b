use ring::agreement::{self, ECDH_P256, EphemeralPrivateKey};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED, ED25519, UnparsedPublicKey};
use serde_json::Value;

use super::ReceiptReason::{self, KeyUnknown, KeysUnavailable, Signature};
use super::compact_form::{Algorithm, CompactForm};
use super::strict_json::bytes_of;

/// Public keys (RFC 7517), as the service publishes them.
#[derive(Clone, Debug)]
pub(crate) struct KeySet(Vec<Value>);

impl KeySet {
    pub(crate) fn parse(json: &[u8]) -> Option<Self> {
        let mut set: Value = serde_json::from_slice(json).ok()?;
        let Value::Array(keys) = set.get_mut("keys")?.take() else { return None };
        keys.iter().all(Value::is_object).then_some(Self(keys))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn has_private_key(&self) -> bool {
        self.0.iter().any(is_private)
    }

    /// Finds the one key that the header names and that fits its algorithm: P-256 for ES256, Ed25519 for EdDSA.
    pub(crate) fn key_of(&self, receipt: &CompactForm<'_>) -> Result<PublicKey, ReceiptReason> {
        let mut fitting =
            self.0.iter().filter(|key| key["kid"] == receipt.key_id && fits(key, receipt.algorithm));
        let key = fitting.next().ok_or(KeyUnknown)?;
        // Two of one name, or a secret one: this key set is not the service's.
        if fitting.next().is_some() || is_private(key) {
            return Err(KeysUnavailable);
        }
        PublicKey::read(key, receipt.algorithm).ok_or(KeysUnavailable)
    }
}

fn is_private(key: &Value) -> bool {
    key.get("d").is_some() || key.get("k").is_some()
}

fn fits(key: &Value, algorithm: Algorithm) -> bool {
    let (kty, crv, alg) = match algorithm {
        Algorithm::Es256 => ("EC", "P-256", "ES256"),
        Algorithm::EdDsa => ("OKP", "Ed25519", "EdDSA"),
    };
    key["kty"] == kty
        && key["crv"] == crv
        && key.get("alg").is_none_or(|name| name == alg)
        && key.get("use").is_none_or(|name| name == "sig")
        && key
            .get("key_ops")
            .is_none_or(|uses| uses.as_array().is_some_and(|uses| uses.iter().any(|name| name == "verify")))
}

/// One key that a receipt may be signed with.
pub(crate) struct PublicKey {
    algorithm: Algorithm,
    bytes: Vec<u8>,
}

impl PublicKey {
    fn read(key: &Value, algorithm: Algorithm) -> Option<Self> {
        let coordinate = |name: &str| bytes_of(key[name].as_str()?).filter(|bytes| bytes.len() == 32);
        let bytes = match algorithm {
            // SEC 1 §2.3.3: an uncompressed point.
            Algorithm::Es256 => [vec![4], coordinate("x")?, coordinate("y")?].concat(),
            Algorithm::EdDsa => coordinate("x")?,
        };
        Some(Self { algorithm, bytes })
    }

    pub(crate) fn verify(&self, receipt: &CompactForm<'_>) -> Result<(), ReceiptReason> {
        let signed = receipt.signed.as_bytes();
        match self.algorithm {
            Algorithm::Es256 => UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &self.bytes)
                .verify(signed, &receipt.signature)
                .map_err(|_| if is_on_p256(&self.bytes) { Signature } else { KeysUnavailable }),
            Algorithm::EdDsa => UnparsedPublicKey::new(&ED25519, &self.bytes)
                .verify(signed, &receipt.signature)
                .map_err(|_| Signature),
        }
    }
}

/// Tells a wrong signature from a key that can have none. Verifying does not tell, and an agreement does.
fn is_on_p256(point: &[u8]) -> bool {
    EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).is_ok_and(|mine| {
        let other = agreement::UnparsedPublicKey::new(&ECDH_P256, point);
        agreement::agree_ephemeral(mine, &other, |_| ()).is_ok()
    })
}
