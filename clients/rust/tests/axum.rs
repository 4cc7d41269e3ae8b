//! The extractor, in a router of axum's.

use std::future::ready;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use axum::routing::post;
use axum::{Router, extract::FromRef};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use nopass::axum::{Receipt, ReceiptGate, ReceiptRejection};
use nopass::{MemoryReplayGuard, ReceiptVerifier};
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::json;
use tower::ServiceExt;

const ISSUER: &str = "https://nopass.example";

/// A service's key.
struct Signer(Ed25519KeyPair);

impl Signer {
    fn new() -> Self {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).expect("a key");
        Self(Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).expect("a key"))
    }

    fn verifier(&self) -> ReceiptVerifier {
        let x = base64url(self.0.public_key());
        let keys = json!({ "keys": [{ "kid": "1", "kty": "OKP", "crv": "Ed25519", "x": x }] });
        ReceiptVerifier::builder(ISSUER, "acme").keys(keys.to_string()).build().expect("a verifier")
    }

    fn receipt(&self, purpose: &str, nonce: Option<&str>) -> String {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a time").as_secs();
        let mut claims = json!({
            "iss": ISSUER, "aud": "acme", "sub": "s", "email": "ada@example.com", "email_verified": true,
            "purpose": purpose, "amr": ["otp"], "auth_time": now, "iat": now, "exp": now + 300, "jti": "j-1",
        });
        if let Some(nonce) = nonce {
            claims["nonce"] = nonce.into();
        }
        let header = json!({ "alg": "EdDSA", "kid": "1", "typ": "nopass-receipt+jwt" });
        let signed = format!("{}.{}", base64url(header.to_string()), base64url(claims.to_string()));
        format!("{signed}.{}", base64url(self.0.sign(signed.as_bytes())))
    }
}

fn base64url(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

async fn greet(Receipt(receipt): Receipt) -> String {
    format!("hello {}", receipt.email)
}

fn app(gate: ReceiptGate) -> Router {
    Router::new().route("/sign-in", post(greet)).with_state(gate)
}

struct Answer {
    status: StatusCode,
    headers: String,
    body: String,
}

async fn call(app: &Router, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::post("/sign-in");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response =
        app.clone().oneshot(request.body(Body::empty()).expect("a request")).await.expect("an answer");
    let (parts, body) = response.into_parts();
    let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("-");
    let names = ["content-type", "cache-control", "www-authenticate", "retry-after"];
    Answer {
        status: parts.status,
        headers: names.map(header).join(", "),
        body: String::from_utf8(to_bytes(body, 4096).await.expect("a body").to_vec()).expect("a text"),
    }
}

async fn show(app: &Router, receipt: &str) -> StatusCode {
    call(app, &[("authorization", &format!("Bearer {receipt}"))]).await.status
}

#[tokio::test]
async fn a_good_receipt_lets_a_request_in() {
    let signer = Signer::new();
    let app = app(ReceiptGate::new(signer.verifier()));
    for scheme in ["Bearer", "bearer", "BEARER  "] {
        let authorization = format!("{scheme} {}", signer.receipt("sign-in", None));
        let answer = call(&app, &[("authorization", &authorization)]).await;
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, "hello ada@example.com"));
    }
}

#[tokio::test]
async fn any_other_request_is_refused_in_the_same_way() {
    let signer = Signer::new();
    let app = app(ReceiptGate::new(signer.verifier()));
    let receipt = signer.receipt("sign-in", None);
    let stranger = Signer::new().receipt("sign-in", None);
    let other = signer.receipt("other", None);
    let good = format!("Bearer {receipt}");
    let named = |value: &str| vec![("authorization".to_owned(), value.to_owned())];
    for headers in [
        vec![],
        named("Bearer"),
        named(&receipt),
        named(&format!("Basic {receipt}")),
        named(&format!("Bearer {receipt} {receipt}")),
        named(&format!("Bearer {stranger}")),
        named(&format!("Bearer {other}")),
        [named(&good), named(&good)].concat(),
    ] {
        let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = call(&app, &headers).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(answer.body, r#"{"error":"receipt_refused"}"#);
        assert_eq!(answer.headers, "application/json, no-store, Bearer, -");
    }
}

#[tokio::test]
async fn a_receipt_lets_in_only_with_the_nonce_of_the_session() {
    let signer = Signer::new();
    let gate = ReceiptGate::new(signer.verifier()).nonce(|parts| {
        let nonce = parts.headers.get("x-session").and_then(|nonce| nonce.to_str().ok());
        ready(nonce.map(str::to_owned))
    });
    let app = app(gate);
    let bearer = format!("Bearer {}", signer.receipt("sign-in", Some("n-1")));
    let bare = format!("Bearer {}", signer.receipt("sign-in", None));
    for (authorization, session, status) in [
        (&bearer, Some("n-1"), StatusCode::OK),
        (&bearer, Some("n-2"), StatusCode::UNAUTHORIZED),
        (&bearer, None, StatusCode::UNAUTHORIZED),
        (&bare, None, StatusCode::UNAUTHORIZED),
    ] {
        let mut headers = vec![("authorization", authorization.as_str())];
        headers.extend(session.map(|nonce| ("x-session", nonce)));
        assert_eq!(call(&app, &headers).await.status, status);
    }
}

#[tokio::test]
async fn a_receipt_lets_in_once_with_a_replay_guard() {
    let signer = Signer::new();
    let app = app(ReceiptGate::new(signer.verifier()).replay_guard(Arc::new(MemoryReplayGuard::new())));
    let receipt = signer.receipt("sign-in", None);
    assert_eq!(show(&app, &receipt).await, StatusCode::OK);
    assert_eq!(show(&app, &receipt).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn faults_are_not_taken_for_refusals() {
    let signer = Signer::new();
    let broken = |_: String, _: SystemTime| ready(Err::<bool, _>("the database is away".into()));
    let failing = app(ReceiptGate::new(signer.verifier()).replay_guard(Arc::new(broken)));
    assert_eq!(show(&failing, &signer.receipt("sign-in", None)).await, StatusCode::INTERNAL_SERVER_ERROR);

    // A port that nobody listens at, as its listener is gone.
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|gone| gone.local_addr()).expect("a port");
    let away = ReceiptVerifier::builder(ISSUER, "acme")
        .jwks_url(format!("http://{port}/jwks.json"))
        .fetch_timeout(Duration::from_secs(2));
    let away = app(ReceiptGate::new(away.build().expect("a verifier")));
    let authorization = format!("Bearer {}", signer.receipt("sign-in", None));
    let answer = call(&away, &[("authorization", &authorization)]).await;
    assert_eq!(
        (answer.status, answer.headers.as_str()),
        (StatusCode::SERVICE_UNAVAILABLE, "application/json, no-store, -, 5",)
    );
}

#[derive(Clone, FromRef)]
struct AppState {
    gate: ReceiptGate,
}

#[tokio::test]
async fn a_gate_can_be_a_part_of_the_state_and_a_handler_can_answer_for_itself() {
    async fn handler(receipt: Result<Receipt, ReceiptRejection>) -> String {
        match receipt {
            Ok(Receipt(receipt)) => receipt.email,
            Err(rejection) => rejection.error().reason().to_string(),
        }
    }
    let signer = Signer::new();
    let gate = ReceiptGate::new(signer.verifier()).purpose("delete-account").max_age(Duration::from_secs(60));
    let app = Router::new().route("/sign-in", post(handler)).with_state(AppState { gate });
    let body =
        async |receipt: String| call(&app, &[("authorization", &format!("Bearer {receipt}"))]).await.body;
    assert_eq!(body(signer.receipt("sign-in", None)).await, "PURPOSE");
    assert_eq!(body(signer.receipt("delete-account", None)).await, "ada@example.com");
}
