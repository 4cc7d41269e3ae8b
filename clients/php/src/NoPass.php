<?php

declare(strict_types=1);

namespace NoPass;

use NoPass\Internal\Answer;
use NoPass\Internal\Calls;
use NoPass\Internal\Fields;
use NoPass\Internal\Url;

/** A client of one service. */
final class NoPass
{
    private ?Calls $calls;

    /**
     * Makes a client, which connects at the first call.
     *
     * @param string $url the service, such as `https://nopass.example.com`; `http:` sends everything in the clear
     * @param string $apiKey a secret key (`np_…_sk_…`)
     * @param float $timeoutSeconds the deadline of one call, with its retries
     * @param int $maxRetries how often a call is repeated where that is safe
     * @param array<int, mixed> $curlOptions such as CURLOPT_CAINFO for a private authority, CURLOPT_SSLCERT for mutual TLS
     * @throws \InvalidArgumentException for what cannot work
     */
    public function __construct(
        private readonly string $url,
        #[\SensitiveParameter]
        string $apiKey,
        private readonly float $timeoutSeconds = 10.0,
        private readonly int $maxRetries = 2,
        array $curlOptions = [],
    ) {
        Fields::requireTimeout($timeoutSeconds);
        if ($maxRetries < 0) {
            throw new \InvalidArgumentException('maxRetries must be 0 or more');
        }
        $this->calls = new Calls(Url::ofService($url), Fields::parseApiKey($apiKey), $maxRetries, $curlOptions);
    }

    /**
     * Mails a one-time code and opens a challenge, or mails another one for `challengeId`.
     *
     * @param string|null $email the mailbox to be proven; may be left out for a resend
     * @param int|float|null $ttlSeconds how long the code is valid, from 30 seconds; default: the policy's, by default 5 minutes
     * @param string|null $locale the language of the mail, as a BCP 47 tag; default: the tenant's
     * @param string|null $purpose what the code is for: 1 to 64 of `a-z 0-9 . _ -`; default: `sign-in`
     * @param string|null $nonce a value of yours that the receipt repeats, at most 128 characters
     * @param string|null $idempotencyKey 22 to 64 characters of base64url, made anew for each code that is wanted: a
     *                                    repeated call is answered the same and mails nothing; default: one for this call
     * @param string|null $challengeId resends: another code for this challenge, whose earlier codes stay valid
     * @param string|null $clientIp the person's network address, for limits
     * @param string|null $knownDevice what an earlier verifyCode for this address gave for the person's device
     * @param bool $stranger says that you do not vouch for whoever wants the code
     * @param float|null $timeoutSeconds the deadline of this call; default: the client's
     * @throws NoPassException
     */
    public function sendCode(
        #[\SensitiveParameter]
        ?string $email = null,
        int|float|null $ttlSeconds = null,
        ?string $locale = null,
        ?string $purpose = null,
        #[\SensitiveParameter]
        ?string $nonce = null,
        #[\SensitiveParameter]
        ?string $idempotencyKey = null,
        #[\SensitiveParameter]
        ?string $challengeId = null,
        #[\SensitiveParameter]
        ?string $clientIp = null,
        #[\SensitiveParameter]
        ?string $knownDevice = null,
        bool $stranger = false,
        ?float $timeoutSeconds = null,
    ): SendCodeResponse {
        $idempotencyKey = Fields::idOr($idempotencyKey);
        $request = [
            'email' => $email,
            'ttl' => $ttlSeconds === null ? null : Fields::durationOf($ttlSeconds),
            'locale' => $locale,
            'purpose' => $purpose,
            'nonce' => $nonce,
            'idempotencyKey' => $idempotencyKey,
            'challengeId' => $challengeId,
            'clientIp' => $clientIp,
            'knownDevice' => $knownDevice,
            'stranger' => $stranger ?: null,
        ];
        $secrets = [$email, $nonce, $idempotencyKey, $challengeId, $clientIp, $knownDevice];
        return $this->call('SendCode', $request, $secrets, $timeoutSeconds, static fn (Answer $answer) => new SendCodeResponse(
            $answer->text('challengeId'),
            $answer->instant('expireTime'),
            $answer->instant('resendTime'),
            $answer->count('codeLength'),
            // A form for base32 takes digits too, so it is right for an alphabet that this version does not know.
            $answer->text('codeAlphabet') === 'CODE_ALPHABET_DIGITS' ? CodeAlphabet::Digits : CodeAlphabet::Base32,
        ));
    }

    /**
     * Judges a code, and consumes the challenge whatever the verdict.
     *
     * Returns only when the code was right: a wrong one is a NoPassException with the reason CODE_REJECTED.
     *
     * @param string $challengeId as sendCode returned it
     * @param string $code as it was typed: anything but the right code is judged, and wrong
     * @param string|null $attemptId 22 to 64 characters of base64url, made anew for each code that is typed: a repeated
     *                               call is answered the same for five minutes; default: one for this call
     * @param float|null $timeoutSeconds the deadline of this call; default: the client's
     * @throws NoPassException
     */
    public function verifyCode(
        #[\SensitiveParameter]
        string $challengeId,
        #[\SensitiveParameter]
        string $code,
        #[\SensitiveParameter]
        ?string $attemptId = null,
        ?float $timeoutSeconds = null,
    ): VerifyCodeResponse {
        $attemptId = Fields::idOr($attemptId);
        $request = ['challengeId' => $challengeId, 'code' => $code, 'attemptId' => $attemptId];
        return $this->call('VerifyCode', $request, array_values($request), $timeoutSeconds, static fn (Answer $answer) => new VerifyCodeResponse(
            $answer->text('email'),
            $answer->text('purpose'),
            $answer->instant('verifyTime'),
            $answer->text('receipt'),
            $answer->instant('receiptExpireTime'),
            $answer->text('knownDevice'),
            $answer->flag('test'),
        ));
    }

    /** Ends the client: later calls fail with CANCELED. */
    public function close(): void
    {
        $this->calls = null;
    }

    /** @return array<string, mixed> what a dump shows: not the API key */
    public function __debugInfo(): array
    {
        return ['url' => $this->url, 'timeoutSeconds' => $this->timeoutSeconds, 'maxRetries' => $this->maxRetries];
    }

    public function __serialize(): array
    {
        throw new \LogicException('a client holds an API key, and is not serialised');
    }

    /**
     * @template T
     * @param array<string, mixed> $request
     * @param list<string|null> $secrets
     * @param \Closure(Answer): T $read
     * @return T
     */
    private function call(
        string $method,
        #[\SensitiveParameter]
        array $request,
        #[\SensitiveParameter]
        array $secrets,
        ?float $timeoutSeconds,
        \Closure $read,
    ): mixed {
        $timeoutSeconds ??= $this->timeoutSeconds;
        Fields::requireTimeout($timeoutSeconds);
        if ($this->calls === null) {
            throw new NoPassException(Reason::Canceled);
        }
        return $this->calls->call($method, Fields::encode($request), $secrets, $timeoutSeconds, $read);
    }
}
