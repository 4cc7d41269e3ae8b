package nopass

import (
	"fmt"
	"time"
	"unicode/utf8"

	"google.golang.org/protobuf/types/known/timestamppb"
)

// field is one text of a request, under its name in the proto file.
type field struct{ name, text string }

// checkTexts refuses what the encoder would refuse, under the name that callers
// know. A Go string can hold anything, a proto one only UTF-8.
func checkTexts(fields ...field) error {
	var violations []Violation
	for _, field := range fields {
		if !utf8.ValidString(field.text) {
			violations = append(violations, Violation{Field: field.name, Description: "must be UTF-8"})
		}
	}
	if violations == nil {
		return nil
	}
	failure := newError(ReasonRequestInvalid, nil)
	failure.Violations = violations
	return failure
}

// instantOf reads an instant that the service always sends.
func instantOf(name string, timestamp *timestamppb.Timestamp) (time.Time, error) {
	if timestamp.CheckValid() != nil {
		return time.Time{}, newError(ReasonUnknown, fmt.Errorf("the answer has no %s", name))
	}
	return timestamp.AsTime(), nil
}
