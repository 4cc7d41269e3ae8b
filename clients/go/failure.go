package nopass

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"connectrpc.com/connect/v2"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/protobuf/proto"

	nopassv1 "github.com/nopass/nopass/clients/go/gen/nopass/v1"
)

// toError turns whatever a try failed with into an Error that holds none of the
// call's secrets. isRefusal says that the service itself has spoken.
func toError(err error, noted *answer, redact redaction) (failure *Error, isRefusal bool) {
	if failure, ok := errors.AsType[*Error](err); ok {
		return failure, false
	}
	said, ok := errors.AsType[*connect.Error](err)
	if !ok {
		said = connect.NewError(connect.CodeUnknown, err.Error()).WithCause(err)
	}
	about := redact.ofError(said, !said.IsRemote())
	failure = newError("", about)
	failure.RetryAfter = parseRetryAfter(noted.retryAfter)
	for _, detail := range said.Details() {
		if refusal := readDetail(detail, failure, redact); refusal != "" {
			failure.Reason = refusal
		}
	}
	if failure.Reason != "" {
		return failure, true
	}
	failure.Reason = reasonWithoutRefusal(said)
	if failure.Reason == ReasonTimeout {
		about.known = context.DeadlineExceeded
	}
	return failure, false
}

// readDetail takes over what a detail says, and returns the refusal that it names.
func readDetail(detail *connect.ErrorDetail, failure *Error, redact redaction) Reason {
	switch detail.Type {
	case "google.rpc.ErrorInfo":
		var info errdetails.ErrorInfo
		if proto.Unmarshal(detail.Value, &info) != nil || info.GetDomain() != "nopass.v1" {
			return ""
		}
		if left, err := strconv.Atoi(info.GetMetadata()["attempts_left"]); err == nil && left >= 0 {
			failure.AttemptsLeft = left
		}
		failure.ChallengeID = info.GetMetadata()["challenge_id"]
		return refusalNamed(info.GetReason())
	case "google.rpc.RetryInfo":
		var retry errdetails.RetryInfo
		if proto.Unmarshal(detail.Value, &retry) == nil && retry.GetRetryDelay().CheckValid() == nil {
			failure.RetryAfter = max(0, retry.GetRetryDelay().AsDuration())
		}
	case "google.rpc.BadRequest":
		var bad errdetails.BadRequest
		if proto.Unmarshal(detail.Value, &bad) != nil {
			return ""
		}
		for _, violation := range bad.GetFieldViolations() {
			failure.Violations = append(failure.Violations, Violation{
				Field:       redact(violation.GetField()),
				Description: redact(violation.GetDescription()),
			})
		}
	}
	return ""
}

// refusalNamed knows the refusals of the proto file, and no later ones.
func refusalNamed(name string) Reason {
	if nopassv1.RefusalReason_value["REFUSAL_REASON_"+name] == 0 {
		return ReasonUnknown
	}
	return Reason(name)
}

// reasonWithoutRefusal judges what a proxy or the network brought about: the
// service says all of its refusals with an ErrorInfo.
func reasonWithoutRefusal(said *connect.Error) Reason {
	switch {
	// Of our own deadlines the call knows. Any other that this side reports is one for connecting.
	case said.Code() == connect.CodeDeadlineExceeded && said.IsRemote():
		return ReasonTimeout
	case isLostCode[said.Code()], !said.IsRemote() && isNetworkFailure(said):
		return ReasonUnreachable
	default:
		return ReasonUnknown
	}
}

var isLostCode = map[connect.Code]bool{
	connect.CodeUnavailable:      true,
	connect.CodeCanceled:         true,
	connect.CodeDeadlineExceeded: true,
}

// isNetworkFailure finds a broken connection, which Connect reports under
// several codes. Those of HTTP/2 have no exported type.
func isNetworkFailure(err error) bool {
	for ; err != nil; err = errors.Unwrap(err) {
		switch err := err.(type) {
		case *url.Error, net.Error, syscall.Errno:
			return true
		default:
			if err == io.ErrUnexpectedEOF || isHTTP2Failure(err.Error()) {
				return true
			}
		}
	}
	return false
}

func isHTTP2Failure(text string) bool {
	return strings.HasPrefix(text, "http2: ") || strings.HasPrefix(text, "stream error: ") ||
		strings.HasPrefix(text, "connection error: ")
}

// parseRetryAfter reads a number of seconds, or a date (RFC 9110 §10.2.3).
func parseRetryAfter(header string) time.Duration {
	if seconds, err := strconv.ParseUint(header, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if date, err := http.ParseTime(header); err == nil {
		return max(0, time.Until(date))
	}
	return 0
}
