//! The verifier with keys of its own. The forgeries are in the conformance cases.

use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};

use crate::{BuildError, MemoryReplayGuard, ReceiptChecks, ReceiptReason, ReceiptVerifier};

/// Long after today, so that a guard with the real clock does not forget.
const NOON: i64 = 4_000_000_000;

fn noon() -> SystemTime {
    super::clock::instant_of(NOON)
}

fn base64url(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// A service with a key of each kind.
struct Signer {
    es256: EcdsaKeyPair,
    ed_dsa: Ed25519KeyPair,
    random: SystemRandom,
}

impl Signer {
    fn new() -> Self {
        let random = SystemRandom::new();
        let es256 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).expect("a key");
        let ed_dsa = Ed25519KeyPair::generate_pkcs8(&random).expect("a key");
        Self {
            es256: EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, es256.as_ref(), &random)
                .expect("a key"),
            ed_dsa: Ed25519KeyPair::from_pkcs8(ed_dsa.as_ref()).expect("a key"),
            random,
        }
    }

    fn keys(&self) -> String {
        let point = self.es256.public_key().as_ref();
        json!({ "keys": [
            { "kid": "1", "kty": "EC", "crv": "P-256", "x": base64url(&point[1..33]), "y": base64url(&point[33..]) },
            { "kid": "2", "kty": "OKP", "crv": "Ed25519", "x": base64url(self.ed_dsa.public_key()) },
        ]})
        .to_string()
    }

    fn sign(&self, algorithm: &str, claims: &Value) -> String {
        let kid = if algorithm == "ES256" { "1" } else { "2" };
        let header = json!({ "alg": algorithm, "kid": kid, "typ": "nopass-receipt+jwt" });
        let signed = format!("{}.{}", base64url(header.to_string()), base64url(claims.to_string()));
        let signature = match algorithm {
            "ES256" => {
                self.es256.sign(&self.random, signed.as_bytes()).expect("a signature").as_ref().to_vec()
            }
            _ => self.ed_dsa.sign(signed.as_bytes()).as_ref().to_vec(),
        };
        format!("{signed}.{}", base64url(signature))
    }

    fn verifier(&self) -> ReceiptVerifier {
        let builder = ReceiptVerifier::builder("https://nopass.example.com", "acme");
        builder.keys(self.keys()).clock(noon).build().expect("a verifier")
    }

    /// Why a receipt with these claims instead is refused.
    async fn refused(&self, changed: Value, checks: ReceiptChecks<'_>) -> Option<ReceiptReason> {
        let mut claims = claims();
        for (name, value) in changed.as_object().expect("an object") {
            claims[name] = value.clone();
        }
        let verified = self.verifier().verify(&self.sign("ES256", &claims), checks).await;
        verified.err().map(|error| error.reason())
    }
}

fn claims() -> Value {
    json!({
        "iss": "https://nopass.example.com", "aud": "acme", "sub": "pseudonym", "email": "ada@example.com",
        "email_verified": true, "purpose": "sign-in", "amr": ["otp"], "auth_time": NOON, "iat": NOON,
        "exp": NOON + 300, "jti": "one",
    })
}

#[tokio::test]
async fn a_receipt_of_either_algorithm_tells_what_was_proven() {
    let signer = Signer::new();
    for algorithm in ["ES256", "EdDSA"] {
        let receipt = signer.sign(algorithm, &claims());
        let verified = signer.verifier().verify(&receipt, ReceiptChecks::default()).await.expect(algorithm);
        assert_eq!((verified.email.as_str(), verified.id.as_str()), ("ada@example.com", "one"));
        assert_eq!(verified.expires_at, noon() + Duration::from_secs(300));
    }
}

#[tokio::test]
async fn a_receipt_is_refused_for_what_it_says() {
    let signer = Signer::new();
    for (changed, want) in [
        (json!({}), None),
        (json!({ "iss": "https://nopass.example.org" }), Some(ReceiptReason::Issuer)),
        (json!({ "aud": ["acme"] }), Some(ReceiptReason::Audience)),
        (json!({ "purpose": "delete-account" }), Some(ReceiptReason::Purpose)),
        (json!({ "nonce": "session" }), Some(ReceiptReason::Nonce)),
        (
            json!({ "exp": NOON - 30, "iat": NOON - 300, "auth_time": NOON - 300 }),
            Some(ReceiptReason::Expired),
        ),
        (json!({ "iat": NOON + 31 }), Some(ReceiptReason::NotYet)),
        (json!({ "exp": NOON + 301 }), Some(ReceiptReason::Claims)),
        (json!({ "exp": i64::MAX, "iat": i64::MIN }), Some(ReceiptReason::Claims)),
        (json!({ "email_verified": "true" }), Some(ReceiptReason::Claims)),
        (json!({ "test": true }), Some(ReceiptReason::Test)),
    ] {
        assert_eq!(signer.refused(changed.clone(), ReceiptChecks::default()).await, want, "{changed}");
    }
}

#[tokio::test]
async fn a_session_that_lost_its_nonce_does_not_switch_the_check_off() {
    let checks = ReceiptChecks { nonce: Some(""), ..Default::default() };
    assert_eq!(Signer::new().refused(json!({}), checks).await, Some(ReceiptReason::Nonce));
}

#[tokio::test]
async fn a_fresh_proof_may_be_asked_for() {
    let checks = ReceiptChecks { max_age: Some(Duration::from_secs(60)), ..Default::default() };
    let signer = Signer::new();
    assert_eq!(signer.refused(json!({ "auth_time": NOON - 90 }), checks).await, None);
    assert_eq!(signer.refused(json!({ "auth_time": NOON - 91 }), checks).await, Some(ReceiptReason::Expired));
}

#[tokio::test]
async fn a_receipt_is_accepted_once() {
    let signer = Signer::new();
    let guard = MemoryReplayGuard::new();
    let checks = ReceiptChecks { replay_guard: Some(&guard), ..Default::default() };
    assert_eq!(signer.refused(json!({}), checks).await, None);
    assert_eq!(signer.refused(json!({}), checks).await, Some(ReceiptReason::Replayed));
}

#[tokio::test]
async fn a_guard_that_fails_refuses_too() {
    let guard = |_: String, _: SystemTime| async { Err("no database".into()) };
    let checks = ReceiptChecks { replay_guard: Some(&guard), ..Default::default() };
    assert_eq!(Signer::new().refused(json!({}), checks).await, Some(ReceiptReason::GuardFailed));
}

#[tokio::test]
async fn a_changed_receipt_is_refused() {
    let signer = Signer::new();
    let receipt = signer.sign("ES256", &claims());
    let other = signer.sign("ES256", &json!({}));
    let (signed, _) = receipt.rsplit_once('.').expect("parts");
    let (_, signature) = other.rsplit_once('.').expect("parts");
    let forged = format!("{signed}.{signature}");
    let error = signer.verifier().verify(&forged, ReceiptChecks::default()).await.expect_err("a forgery");
    assert_eq!(error.to_string(), "SIGNATURE: the signature of the receipt is wrong");
}

#[test]
fn options_that_cannot_work_are_refused() {
    let of = |issuer: &str| ReceiptVerifier::builder(issuer, "acme");
    for (builder, want) in [
        (of(""), "issuer is missing"),
        (of("https://example.com/"), "issuer ends with a slash, which no receipt's issuer does"),
        (
            of("http://example.com"),
            "the address of the keys must start with https://, or with http:// on this machine",
        ),
        (of("https://example.com").keys(r#"{"keys":[]}"#), "keys has no keys"),
        (
            of("https://example.com").keys(r#"{"keys":[{"d":"x"}]}"#),
            "keys has a private key, which nobody but the service may hold",
        ),
    ] {
        assert_eq!(builder.build().err(), Some(BuildError(want)));
    }
    assert!(of("http://[::1]:3600").build().is_ok());
}
