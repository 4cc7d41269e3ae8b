package main

import "encoding/json"

type order struct {
	ID        json.RawMessage `json:"id"`
	Do        string          `json:"do"`
	URL       string          `json:"url"`
	APIKey    string          `json:"apiKey"`
	Options   options         `json:"options"`
	Request   request         `json:"request"`
	Receipt   string          `json:"receipt"`
	TimeoutMs *int64          `json:"timeoutMs"`
	// After this time whoever called wants no answer any more.
	CancelAfterMs *int64 `json:"cancelAfterMs"`
}

type options struct {
	TimeoutMs  *int64  `json:"timeoutMs"`
	MaxRetries *int    `json:"maxRetries"`
	Protocol   string  `json:"protocol"`
	Issuer     string  `json:"issuer"`
	Audience   string  `json:"audience"`
	JWKSURL    string  `json:"jwksUrl"`
	Purpose    *string `json:"purpose"`
	// Null is a nonce that the session has lost.
	Nonce     json.RawMessage `json:"nonce"`
	AllowTest bool            `json:"allowTest"`
	NowMs     *int64          `json:"nowMs"`
	Once      bool            `json:"once"`
}

type request struct {
	Email          string `json:"email"`
	TTLMs          int64  `json:"ttlMs"`
	Locale         string `json:"locale"`
	Purpose        string `json:"purpose"`
	Nonce          string `json:"nonce"`
	IdempotencyKey string `json:"idempotencyKey"`
	ChallengeID    string `json:"challengeId"`
	ClientIP       string `json:"clientIp"`
	KnownDevice    string `json:"knownDevice"`
	Stranger       bool   `json:"stranger"`
	Code           string `json:"code"`
	AttemptID      string `json:"attemptId"`
}

type answer struct {
	ID    json.RawMessage `json:"id"`
	OK    any             `json:"ok,omitempty"`
	Error *refusal        `json:"error,omitempty"`
}

type refusal struct {
	Reason       string      `json:"reason"`
	RetryAfterMs *int64      `json:"retryAfterMs"`
	AttemptsLeft *int        `json:"attemptsLeft"`
	ChallengeID  *string     `json:"challengeId"`
	Violations   []violation `json:"violations"`
}

type violation struct {
	Field       string `json:"field"`
	Description string `json:"description"`
}
