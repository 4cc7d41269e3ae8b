package nopass

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"syscall"
)

// redaction replaces every secret of a call in a text that may be shown. It is
// a function, so that no printer of values can find the secrets in it.
type redaction func(text string) string

func newRedaction(secrets ...string) redaction {
	// Striking out three digits would strike out half of every port and status, and hide nothing.
	kept := slices.DeleteFunc(slices.Clone(secrets), func(secret string) bool { return len(secret) <= 3 })
	slices.SortFunc(kept, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	return func(text string) string {
		for _, secret := range kept {
			text = strings.ReplaceAll(text, secret, "[redacted]")
		}
		return text
	}
}

func (r redaction) and(secrets ...string) redaction {
	strikeOut := newRedaction(secrets...)
	return func(text string) string { return strikeOut(r(text)) }
}

// redacted is what helps to find a fault. The error itself must not be shown: it
// holds the headers of the answer, in which a proxy may have repeated those of
// the request.
type redacted struct {
	text string

	// isOurs says that the text comes from this process, not from the other side.
	isOurs bool

	// known is what errors.Is may look for, and holds no text of others.
	known error
}

func (e *redacted) Error() string { return e.text }

func (e *redacted) Unwrap() error { return e.known }

func (r redaction) ofError(err error, isOurs bool) *redacted {
	about := &redacted{text: r(err.Error()), isOurs: isOurs}
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		about.known = errno
	}
	return about
}
