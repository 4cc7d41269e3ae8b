<?php

declare(strict_types=1);

namespace NoPass\Receipt;

/** What a receipt proves: at `verifiedAt`, somebody who can read the mail of `email` typed the code. */
final readonly class VerifiedReceipt
{
    /**
     * @param string $email the proven mailbox: use this one, never one that came beside the receipt
     * @param string $subject a pseudonym of the address that changes with the service's keys: match accounts by email
     * @param string $audience the tenant
     * @param string $id the same for every receipt of one proof: count uses by it
     * @param bool $test only ever true with `allowTest`
     */
    public function __construct(
        public string $email,
        public string $purpose,
        public string $subject,
        public string $audience,
        public \DateTimeImmutable $verifiedAt,
        public \DateTimeImmutable $issuedAt,
        public \DateTimeImmutable $expiresAt,
        public string $id,
        public ?string $nonce,
        public bool $test,
    ) {
    }

    /** @return array<string, mixed> what a dump shows: neither the address nor what stands for it */
    public function __debugInfo(): array
    {
        return array_diff_key(get_object_vars($this), ['email' => null, 'subject' => null, 'nonce' => null, 'id' => null]);
    }
}
