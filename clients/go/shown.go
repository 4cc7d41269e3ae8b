package nopass

import (
	"fmt"
	"log/slog"
)

// What follows shows of requests and answers what a log may keep, by whatever
// verb of fmt and by slog: no address, no code, and nothing that stands for
// them.

func (r SendCodeRequest) shown() string {
	return fmt.Sprintf("nopass.SendCodeRequest{TTL:%s Locale:%q Purpose:%q Stranger:%t}", r.TTL, r.Locale, r.Purpose, r.Stranger)
}

func (r VerifyCodeRequest) shown() string { return "nopass.VerifyCodeRequest{}" }

func (r SendCodeResponse) shown() string {
	return fmt.Sprintf("nopass.SendCodeResponse{ExpireTime:%s ResendTime:%s CodeLength:%d CodeAlphabet:%s}",
		r.ExpireTime, r.ResendTime, r.CodeLength, r.CodeAlphabet)
}

func (r VerifyCodeResponse) shown() string {
	return fmt.Sprintf("nopass.VerifyCodeResponse{Purpose:%q VerifyTime:%s ReceiptExpireTime:%s Test:%t}",
		r.Purpose, r.VerifyTime, r.ReceiptExpireTime, r.Test)
}

func (r Receipt) shown() string {
	return fmt.Sprintf("nopass.Receipt{Purpose:%q Audience:%q VerifiedAt:%s Test:%t}", r.Purpose, r.Audience, r.VerifiedAt, r.Test)
}

// Format implements [fmt.Formatter].
func (r SendCodeRequest) Format(state fmt.State, _ rune) { _, _ = fmt.Fprint(state, r.shown()) }

// Format implements [fmt.Formatter].
func (r VerifyCodeRequest) Format(state fmt.State, _ rune) { _, _ = fmt.Fprint(state, r.shown()) }

// Format implements [fmt.Formatter].
func (r SendCodeResponse) Format(state fmt.State, _ rune) { _, _ = fmt.Fprint(state, r.shown()) }

// Format implements [fmt.Formatter].
func (r VerifyCodeResponse) Format(state fmt.State, _ rune) { _, _ = fmt.Fprint(state, r.shown()) }

// Format implements [fmt.Formatter].
func (r Receipt) Format(state fmt.State, _ rune) { _, _ = fmt.Fprint(state, r.shown()) }

// LogValue implements [slog.LogValuer].
func (r SendCodeRequest) LogValue() slog.Value { return slog.StringValue(r.shown()) }

// LogValue implements [slog.LogValuer].
func (r VerifyCodeRequest) LogValue() slog.Value { return slog.StringValue(r.shown()) }

// LogValue implements [slog.LogValuer].
func (r SendCodeResponse) LogValue() slog.Value { return slog.StringValue(r.shown()) }

// LogValue implements [slog.LogValuer].
func (r VerifyCodeResponse) LogValue() slog.Value { return slog.StringValue(r.shown()) }

// LogValue implements [slog.LogValuer].
func (r Receipt) LogValue() slog.Value { return slog.StringValue(r.shown()) }
