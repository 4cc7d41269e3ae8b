<?php

declare(strict_types=1);

namespace NoPass;

/** Where the code can be judged, and until when. */
final readonly class SendCodeResponse
{
    /**
     * @param string $challengeId keep it where only the person who asked can use it: whoever has it can use up the attempts
     * @param \DateTimeImmutable $expireTime when the code stops being accepted
     * @param \DateTimeImmutable $resendTime when the next code can be sent to this address at the earliest
     * @param int $codeLength how many characters the code has, so that no form hard-codes six
     */
    public function __construct(
        #[\SensitiveParameter]
        public string $challengeId,
        public \DateTimeImmutable $expireTime,
        public \DateTimeImmutable $resendTime,
        public int $codeLength,
        public CodeAlphabet $codeAlphabet,
    ) {
    }

    /** @return array<string, mixed> what a dump shows: not the challenge */
    public function __debugInfo(): array
    {
        return array_diff_key(get_object_vars($this), ['challengeId' => null]);
    }
}
