<?php

declare(strict_types=1);

namespace NoPass;

/** What was proven. There is no answer for "not proven": that is a NoPassException. */
final readonly class VerifyCodeResponse
{
    /**
     * @param string $email the proven mailbox in its canonical form: use this one, never one that came beside the code
     * @param string $purpose what sendCode was called with: compare it, so that a code for one thing does not open another
     * @param \DateTimeImmutable $verifyTime when the code was judged
     * @param string $receipt the same statement as a signed JWS, for a back end to check without asking the service
     * @param \DateTimeImmutable $receiptExpireTime when the receipt stops being accepted
     * @param string $knownDevice keep it on the person's device, and send it with the next sendCode; it proves nothing
     * @param bool $test whether nothing was mailed, and so nothing proven
     */
    public function __construct(
        #[\SensitiveParameter]
        public string $email,
        public string $purpose,
        public \DateTimeImmutable $verifyTime,
        #[\SensitiveParameter]
        public string $receipt,
        public \DateTimeImmutable $receiptExpireTime,
        #[\SensitiveParameter]
        public string $knownDevice,
        public bool $test,
    ) {
    }

    /** @return array<string, mixed> what a dump shows: neither the address nor the receipt */
    public function __debugInfo(): array
    {
        return array_diff_key(get_object_vars($this), ['email' => null, 'receipt' => null, 'knownDevice' => null]);
    }
}
