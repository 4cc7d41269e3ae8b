import datetime

from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CodeAlphabet(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CODE_ALPHABET_UNSPECIFIED: _ClassVar[CodeAlphabet]
    CODE_ALPHABET_DIGITS: _ClassVar[CodeAlphabet]
    CODE_ALPHABET_BASE32: _ClassVar[CodeAlphabet]

class RefusalReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REFUSAL_REASON_UNSPECIFIED: _ClassVar[RefusalReason]
    REFUSAL_REASON_REQUEST_INVALID: _ClassVar[RefusalReason]
    REFUSAL_REASON_EMAIL_INVALID: _ClassVar[RefusalReason]
    REFUSAL_REASON_KEY_UNKNOWN: _ClassVar[RefusalReason]
    REFUSAL_REASON_KEY_FORBIDDEN: _ClassVar[RefusalReason]
    REFUSAL_REASON_COOLING_DOWN: _ClassVar[RefusalReason]
    REFUSAL_REASON_ADDRESS_LIMITED: _ClassVar[RefusalReason]
    REFUSAL_REASON_CALLER_LIMITED: _ClassVar[RefusalReason]
    REFUSAL_REASON_DELIVERY_FAILED: _ClassVar[RefusalReason]
    REFUSAL_REASON_DELIVERY_UNKNOWN: _ClassVar[RefusalReason]
    REFUSAL_REASON_STORE_UNAVAILABLE: _ClassVar[RefusalReason]
    REFUSAL_REASON_CODE_REJECTED: _ClassVar[RefusalReason]
    REFUSAL_REASON_CHALLENGE_EXPIRED: _ClassVar[RefusalReason]
    REFUSAL_REASON_CHALLENGE_CLOSED: _ClassVar[RefusalReason]
    REFUSAL_REASON_CHALLENGE_UNKNOWN: _ClassVar[RefusalReason]
    REFUSAL_REASON_INTERNAL: _ClassVar[RefusalReason]
    REFUSAL_REASON_ADDRESS_UNDELIVERABLE: _ClassVar[RefusalReason]
    REFUSAL_REASON_OVERLOADED: _ClassVar[RefusalReason]
CODE_ALPHABET_UNSPECIFIED: CodeAlphabet
CODE_ALPHABET_DIGITS: CodeAlphabet
CODE_ALPHABET_BASE32: CodeAlphabet
REFUSAL_REASON_UNSPECIFIED: RefusalReason
REFUSAL_REASON_REQUEST_INVALID: RefusalReason
REFUSAL_REASON_EMAIL_INVALID: RefusalReason
REFUSAL_REASON_KEY_UNKNOWN: RefusalReason
REFUSAL_REASON_KEY_FORBIDDEN: RefusalReason
REFUSAL_REASON_COOLING_DOWN: RefusalReason
REFUSAL_REASON_ADDRESS_LIMITED: RefusalReason
REFUSAL_REASON_CALLER_LIMITED: RefusalReason
REFUSAL_REASON_DELIVERY_FAILED: RefusalReason
REFUSAL_REASON_DELIVERY_UNKNOWN: RefusalReason
REFUSAL_REASON_STORE_UNAVAILABLE: RefusalReason
REFUSAL_REASON_CODE_REJECTED: RefusalReason
REFUSAL_REASON_CHALLENGE_EXPIRED: RefusalReason
REFUSAL_REASON_CHALLENGE_CLOSED: RefusalReason
REFUSAL_REASON_CHALLENGE_UNKNOWN: RefusalReason
REFUSAL_REASON_INTERNAL: RefusalReason
REFUSAL_REASON_ADDRESS_UNDELIVERABLE: RefusalReason
REFUSAL_REASON_OVERLOADED: RefusalReason

class SendCodeRequest(_message.Message):
    __slots__ = ("email", "ttl", "locale", "purpose", "nonce", "idempotency_key", "challenge_id", "client_ip", "known_device", "stranger")
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    TTL_FIELD_NUMBER: _ClassVar[int]
    LOCALE_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    NONCE_FIELD_NUMBER: _ClassVar[int]
    IDEMPOTENCY_KEY_FIELD_NUMBER: _ClassVar[int]
    CHALLENGE_ID_FIELD_NUMBER: _ClassVar[int]
    CLIENT_IP_FIELD_NUMBER: _ClassVar[int]
    KNOWN_DEVICE_FIELD_NUMBER: _ClassVar[int]
    STRANGER_FIELD_NUMBER: _ClassVar[int]
    email: str
    ttl: _duration_pb2.Duration
    locale: str
    purpose: str
    nonce: str
    idempotency_key: str
    challenge_id: str
    client_ip: str
    known_device: str
    stranger: bool
    def __init__(self, email: _Optional[str] = ..., ttl: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., locale: _Optional[str] = ..., purpose: _Optional[str] = ..., nonce: _Optional[str] = ..., idempotency_key: _Optional[str] = ..., challenge_id: _Optional[str] = ..., client_ip: _Optional[str] = ..., known_device: _Optional[str] = ..., stranger: bool = ...) -> None: ...

class SendCodeResponse(_message.Message):
    __slots__ = ("challenge_id", "expire_time", "resend_time", "code_length", "code_alphabet")
    CHALLENGE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    RESEND_TIME_FIELD_NUMBER: _ClassVar[int]
    CODE_LENGTH_FIELD_NUMBER: _ClassVar[int]
    CODE_ALPHABET_FIELD_NUMBER: _ClassVar[int]
    challenge_id: str
    expire_time: _timestamp_pb2.Timestamp
    resend_time: _timestamp_pb2.Timestamp
    code_length: int
    code_alphabet: CodeAlphabet
    def __init__(self, challenge_id: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., resend_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., code_length: _Optional[int] = ..., code_alphabet: _Optional[_Union[CodeAlphabet, str]] = ...) -> None: ...

class VerifyCodeRequest(_message.Message):
    __slots__ = ("challenge_id", "code", "attempt_id")
    CHALLENGE_ID_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    ATTEMPT_ID_FIELD_NUMBER: _ClassVar[int]
    challenge_id: str
    code: str
    attempt_id: str
    def __init__(self, challenge_id: _Optional[str] = ..., code: _Optional[str] = ..., attempt_id: _Optional[str] = ...) -> None: ...

class VerifyCodeResponse(_message.Message):
    __slots__ = ("email", "purpose", "verify_time", "receipt", "receipt_expire_time", "known_device", "test")
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    VERIFY_TIME_FIELD_NUMBER: _ClassVar[int]
    RECEIPT_FIELD_NUMBER: _ClassVar[int]
    RECEIPT_EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    KNOWN_DEVICE_FIELD_NUMBER: _ClassVar[int]
    TEST_FIELD_NUMBER: _ClassVar[int]
    email: str
    purpose: str
    verify_time: _timestamp_pb2.Timestamp
    receipt: str
    receipt_expire_time: _timestamp_pb2.Timestamp
    known_device: str
    test: bool
    def __init__(self, email: _Optional[str] = ..., purpose: _Optional[str] = ..., verify_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., receipt: _Optional[str] = ..., receipt_expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., known_device: _Optional[str] = ..., test: bool = ...) -> None: ...
