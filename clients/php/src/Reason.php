<?php

declare(strict_types=1);

namespace NoPass;

/** Why a call did not succeed. All but the last four are the service's refusals, and mean the same in every language. */
enum Reason: string
{
    case RequestInvalid = 'REQUEST_INVALID';
    case EmailInvalid = 'EMAIL_INVALID';
    case KeyUnknown = 'KEY_UNKNOWN';
    case KeyForbidden = 'KEY_FORBIDDEN';
    case CoolingDown = 'COOLING_DOWN';
    case AddressLimited = 'ADDRESS_LIMITED';
    case AddressUndeliverable = 'ADDRESS_UNDELIVERABLE';
    case CallerLimited = 'CALLER_LIMITED';
    case DeliveryFailed = 'DELIVERY_FAILED';
    case DeliveryUnknown = 'DELIVERY_UNKNOWN';
    case StoreUnavailable = 'STORE_UNAVAILABLE';
    case Overloaded = 'OVERLOADED';
    case CodeRejected = 'CODE_REJECTED';
    case ChallengeExpired = 'CHALLENGE_EXPIRED';
    case ChallengeClosed = 'CHALLENGE_CLOSED';
    case ChallengeUnknown = 'CHALLENGE_UNKNOWN';
    case Internal = 'INTERNAL';

    /** No answer of the service's, such as a refused or broken connection or a proxy's 502. */
    case Unreachable = 'UNREACHABLE';

    /** The call's deadline passed. A mail may have been sent, or a code judged. */
    case Timeout = 'TIMEOUT';

    /** The client was closed. */
    case Canceled = 'CANCELED';

    /** An answer that this version does not understand, such as a proxy's error page. */
    case Unknown = 'UNKNOWN';

    /** The same for every failure with this reason, so that it can be logged. */
    public function text(): string
    {
        return match ($this) {
            self::RequestInvalid => 'a field breaks its rule, see violations',
            self::EmailInvalid => 'this is not an address that can be mailed',
            self::KeyUnknown => "the API key is not one of this service's",
            self::KeyForbidden => 'the API key must not be used like this',
            self::CoolingDown => 'it is too soon after the last code sent to this address',
            self::AddressLimited => 'too many unredeemed codes were sent to this address',
            self::AddressUndeliverable => 'mail to this address bounced or was complained about',
            self::CallerLimited => 'the limit of the API key or of the network address is reached',
            self::DeliveryFailed => 'the mail was not accepted, and nothing was charged',
            self::DeliveryUnknown => 'the mail may or may not arrive, see challengeId',
            self::StoreUnavailable => 'the service cannot reach its database',
            self::Overloaded => 'the service has more calls than it can serve',
            self::CodeRejected => 'the code is wrong, see attemptsLeft',
            self::ChallengeExpired => 'the challenge has expired',
            self::ChallengeClosed => 'the challenge was redeemed or wiped before',
            self::ChallengeUnknown => "the challenge is not one of this service's",
            self::Internal => 'the service failed',
            self::Unreachable => 'the service did not answer',
            self::Timeout => 'the deadline passed before the service answered',
            self::Canceled => 'the client was closed',
            self::Unknown => 'the answer was not understood',
        };
    }

    /** Whether the service may say it: the others are this client's. */
    public function isRefusal(): bool
    {
        return !in_array($this, [self::Unreachable, self::Timeout, self::Canceled, self::Unknown], true);
    }

    /**
     * Only what charged nothing, or is answered as the first time by its id. DELIVERY_UNKNOWN is neither: the mail may
     * be on its way, and a second one would only confuse its reader.
     */
    public function isSafeToRepeat(): bool
    {
        return in_array($this, [self::Unreachable, self::StoreUnavailable, self::Overloaded, self::DeliveryFailed], true);
    }
}
