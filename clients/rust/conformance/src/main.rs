//! The conformance executor of the Rust client: reads one JSON object per line, does what it says, and answers with one
//! JSON line. Started by `run`.

use std::collections::HashMap;
use std::io::{self, BufRead, Write};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use nopass::{
    CodeAlphabet, Error, MemoryReplayGuard, NoPass, ReceiptChecks, ReceiptError, ReceiptVerifier,
    SendCodeRequest, VerifyCodeRequest,
};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut executor = Executor::default();
    for line in io::stdin().lock().lines() {
        let order: Value = serde_json::from_str(&line?)?;
        let mut answer = match runtime.block_on(executor.obey(&order))? {
            Ok(ok) => json!({ "ok": ok }),
            Err(refusal) => json!({ "error": refusal }),
        };
        answer["id"] = order["id"].clone();
        let mut stdout = io::stdout().lock();
        writeln!(stdout, "{answer}")?;
        stdout.flush()?;
    }
    Ok(())
}

#[derive(Default)]
struct Executor {
    client: Option<NoPass>,
    verifiers: HashMap<String, ReceiptVerifier>,
    guard: MemoryReplayGuard,
}

type Answer = Result<Value, Value>;

impl Executor {
    async fn obey(&mut self, order: &Value) -> Result<Answer, Box<dyn std::error::Error>> {
        match order["do"].as_str() {
            Some("client") => self.replace_client(order),
            Some("sendCode") => Ok(send_code(&self.client_for(order)?, &order["request"]).await),
            Some("verifyCode") => Ok(verify_code(&self.client_for(order)?, &order["request"]).await),
            Some("verifyReceipt") => self.verify_receipt(order).await,
            Some("close") => {
                if let Some(client) = &self.client {
                    client.close();
                }
                Ok(Ok(json!({})))
            }
            _ => Err("there is no such command".into()),
        }
    }

    fn replace_client(&mut self, order: &Value) -> Result<Answer, Box<dyn std::error::Error>> {
        let options = &order["options"];
        let mut builder = NoPass::builder(text(&order["url"]), text(&order["apiKey"]));
        if let Some(timeout) = milliseconds(&options["timeoutMs"]) {
            builder = builder.timeout(timeout);
        }
        if let Some(max_retries) = options["maxRetries"].as_u64() {
            builder = builder.max_retries(max_retries.try_into()?);
        }
        self.client = Some(builder.build()?);
        Ok(Ok(json!({})))
    }

    fn client_for(&self, order: &Value) -> Result<NoPass, Box<dyn std::error::Error>> {
        let client = self.client.as_ref().ok_or("there is no client")?;
        if let Some(patience) = milliseconds(&order["cancelAfterMs"]) {
            let client = client.clone();
            tokio::spawn(async move {
                tokio::time::sleep(patience).await;
                client.close();
            });
        }
        Ok(match milliseconds(&order["timeoutMs"]) {
            Some(timeout) => client.with_timeout(timeout),
            None => client.clone(),
        })
    }

    async fn verify_receipt(&mut self, order: &Value) -> Result<Answer, Box<dyn std::error::Error>> {
        let options = &order["options"];
        let trust = ["issuer", "audience", "jwksUrl", "allowTest", "nowMs"].map(|name| &options[name]);
        let name = json!(trust).to_string();
        if !self.verifiers.contains_key(&name) {
            let mut builder = ReceiptVerifier::builder(text(&options["issuer"]), text(&options["audience"]));
            if let Some(url) = options["jwksUrl"].as_str() {
                builder = builder.jwks_url(url);
            }
            if let Some(now) = milliseconds(&options["nowMs"]) {
                builder = builder.clock(move || UNIX_EPOCH + now);
            }
            let verifier = builder.allow_test(options["allowTest"] == json!(true)).build()?;
            self.verifiers.insert(name.clone(), verifier);
        }
        let checks = ReceiptChecks {
            purpose: options["purpose"].as_str(),
            // Null is a nonce that the session has lost.
            nonce: options.get("nonce").map(|nonce| nonce.as_str().unwrap_or_default()),
            replay_guard: if options["once"] == json!(true) { Some(&self.guard) } else { None },
            ..Default::default()
        };
        let verified = self.verifiers[&name].verify(&text(&order["receipt"]), checks).await;
        Ok(verified
            .map(|receipt| {
                json!({
                    "email": receipt.email,
                    "purpose": receipt.purpose,
                    "subject": receipt.subject,
                    "id": receipt.id,
                    "nonce": receipt.nonce,
                    "test": receipt.test,
                })
            })
            .map_err(|error| refusal_of_receipt(&error)))
    }
}

async fn send_code(client: &NoPass, request: &Value) -> Answer {
    let optional = |name: &str| request[name].as_str().map(str::to_owned);
    let request = SendCodeRequest {
        email: text(&request["email"]),
        ttl: milliseconds(&request["ttlMs"]),
        locale: optional("locale"),
        purpose: optional("purpose"),
        nonce: optional("nonce"),
        idempotency_key: optional("idempotencyKey"),
        challenge_id: optional("challengeId"),
        client_ip: optional("clientIp"),
        known_device: optional("knownDevice"),
        stranger: request["stranger"].as_bool().unwrap_or_default(),
    };
    let sent = client.send_code(request).await.map_err(|error| refusal_of(&error))?;
    Ok(json!({
        "challengeId": sent.challenge_id,
        "expireTimeMs": epoch_ms(sent.expire_time),
        "resendTimeMs": epoch_ms(sent.resend_time),
        "codeLength": sent.code_length,
        "codeAlphabet": match sent.code_alphabet {
            CodeAlphabet::Digits => "digits",
            CodeAlphabet::Base32 => "base32",
        },
    }))
}

async fn verify_code(client: &NoPass, request: &Value) -> Answer {
    let request = VerifyCodeRequest {
        challenge_id: text(&request["challengeId"]),
        code: text(&request["code"]),
        attempt_id: request["attemptId"].as_str().map(str::to_owned),
    };
    let verified = client.verify_code(request).await.map_err(|error| refusal_of(&error))?;
    Ok(json!({
        "email": verified.email,
        "purpose": verified.purpose,
        "verifyTimeMs": epoch_ms(verified.verify_time),
        "receipt": verified.receipt,
        "receiptExpireTimeMs": epoch_ms(verified.receipt_expire_time),
        "knownDevice": verified.known_device,
        "test": verified.test,
    }))
}

fn refusal_of(error: &Error) -> Value {
    let violations: Vec<_> = error
        .violations()
        .iter()
        .map(|violation| json!({ "field": violation.field, "description": violation.description }))
        .collect();
    json!({
        "reason": error.reason().as_str(),
        "retryAfterMs": error.retry_after().map(whole_ms),
        "attemptsLeft": error.attempts_left(),
        "challengeId": error.challenge_id(),
        "violations": violations,
    })
}

fn refusal_of_receipt(error: &ReceiptError) -> Value {
    json!({
        "reason": error.reason().as_str(),
        "retryAfterMs": null,
        "attemptsLeft": null,
        "challengeId": null,
        "violations": [],
    })
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn milliseconds(value: &Value) -> Option<Duration> {
    value.as_u64().map(Duration::from_millis)
}

fn epoch_ms(instant: SystemTime) -> u64 {
    whole_ms(instant.duration_since(UNIX_EPOCH).unwrap_or_default())
}

fn whole_ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
